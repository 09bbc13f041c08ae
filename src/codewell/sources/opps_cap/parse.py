"""Rows of the OPPS cap file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.figures import decimal_text, without_binary_noise
from codewell.sources.files import PublishedFile
from codewell.sources.headed_tables import find_header, rows_below, text_encoding
from codewell.sources.opps_cap import layout
from codewell.sources.payment_localities import contractor, locality
from codewell.sources.procedure_codes import procedure_code


def parse_caps(file: PublishedFile) -> Iterator[Row]:
    """Yield one row per code, modifier and locality in file order.

    Raises:
        PublisherFileError: another header, or a row is not as the layout says.
    """
    encoding = text_encoding(file)
    form, header_line = find_header(file, layout.HEADERS, encoding=encoding)
    for line, cells in rows_below(file, layout.HEADERS[form], header_line, encoding=encoding):
        code, modifier, status, mac, area, facility, nonfacility = cells
        if not re.fullmatch(r"(?:[A-Z0-9]{2})?", modifier) or not re.fullmatch("[A-Z]", status):
            raise PublisherFileError(
                file=file.name, line=line, column=2, expected="a modifier and a status", found=f"{modifier}, {status}"
            )
        yield (
            procedure_code(code, file=file.name, line=line, column=1),
            modifier,
            status,
            contractor(mac, file=file.name, line=line),
            locality(area, file=file.name, line=line),
            decimal_text(without_binary_noise(facility), file=file.name, line=line, column=6, places=2),
            decimal_text(without_binary_noise(nonfacility), file=file.name, line=line, column=7, places=2),
        )
