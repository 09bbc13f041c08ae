"""Lines of the order file to rows."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.kernel.codes import Icd10PcsCode
from codewell.sources.contract import Row
from codewell.sources.files import PublishedFile
from codewell.sources.icd10cm.codes.parse import parse_order_file


def parse_codes(file: PublishedFile) -> Iterator[tuple[str, Row]]:
    """Yield one row of `codes` per table (three characters, a header) and code in file order.

    Raises:
        PublisherFileError: as for the ICD-10-CM order file.
    """
    for row in parse_order_file(file, Icd10PcsCode):
        yield "codes", row
