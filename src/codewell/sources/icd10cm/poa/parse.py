"""Lines of the POA exempt list to rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import ReleaseIdentity, Row
from codewell.sources.files import PublishedFile
from codewell.sources.icd10cm.fiscal_year import fiscal_year
from codewell.sources.icd10cm.poa import layout
from codewell.sources.icd10cm.printed_code import read_printed
from codewell.sources.reading import delimited


def identity_of_list(file: PublishedFile) -> ReleaseIdentity | None:
    """Return the fiscal year in the file's name, or None if it has another name."""
    match = re.search(layout.FILE_NAME, file.name, re.IGNORECASE)
    return fiscal_year(2000 + int(match["year"])) if match else None


def parse_exempt_list(file: PublishedFile) -> Iterator[tuple[str, Row]]:
    """Yield one row of `exempt_codes` per code in tabular order.

    Raises:
        PublisherFileError: another header, a line without its three fields, an order number that does not rise, or no code.
    """
    rows = delimited(file, encoding="utf-8-sig", delimiter="\t")
    line, header = next(rows, (1, []))
    if not layout.HEADER.fullmatch("\t".join(header)):
        raise PublisherFileError(
            file=file.name, line=line, expected="the header OrderNN, POAexemptCode, Description", found=", ".join(header)
        )
    last_order = ""
    for line, cells in rows:
        if len(cells) != 3 or not cells[2].strip():
            raise PublisherFileError(file=file.name, line=line, expected="order, code and descriptor", found=" | ".join(cells))
        order, text, descriptor = cells
        if not re.fullmatch(r"\d{5}", order) or order <= last_order:
            raise PublisherFileError(
                file=file.name, line=line, column=1, expected=f"an order number above {last_order or '00000'}", found=order
            )
        last_order = order
        code = read_printed(text)
        if code is None or code.incomplete:
            raise PublisherFileError(file=file.name, line=line, column=2, expected="an ICD-10-CM code", found=text)
        yield "exempt_codes", (code.code, descriptor.strip())
