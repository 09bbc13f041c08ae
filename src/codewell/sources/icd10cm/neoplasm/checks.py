"""What a whole table has."""

from __future__ import annotations

from collections.abc import Mapping

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import PublishedFile

FEWEST_TERMS = 1_850
FEWEST_CODES = 8_500
"""FY2017 has 1,930 terms with 9,009 codes, FY2026 1,940 with 9,020."""


def check_whole(file: PublishedFile, counts: Mapping[str, int]) -> None:
    """Refuse a table with fewer terms or codes than any published year.

    Raises:
        PublisherFileError: it is not whole.
    """
    for table, fewest in (("terms", FEWEST_TERMS), ("cells", FEWEST_CODES)):
        found = counts.get(table, 0)
        if found < fewest:
            raise PublisherFileError(file=file.name, expected=f"at least {fewest} {table}", found=f"{found} {table}")
