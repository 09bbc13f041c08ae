"""What a whole table has; a flat table that breaks off at a line end parses well otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_uppercase

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import PublishedFile
from codewell.sources.icd10cm.drugs import layout

FEWEST_TERMS = 7_000
FEWEST_CODES = 39_000
"""FY2017 has 7,416 terms with 39,964 codes, FY2026 7,430 with 40,036."""


def check_whole(file: PublishedFile, counts: Mapping[str, int]) -> None:
    """Refuse a table with letters missing, or with fewer terms or codes than any published year.

    Raises:
        PublisherFileError: it is not whole.
    """
    letters = {term.letter for term in layout.TABLE.document(file).terms()}
    missing = [letter for letter in "#" + ascii_uppercase if letter not in letters]
    if missing:
        raise PublisherFileError(
            file=file.name, column="letter", expected="substances from # and A to Z", found="none under " + ", ".join(missing)
        )
    for table, fewest in (("terms", FEWEST_TERMS), ("cells", FEWEST_CODES)):
        found = counts.get(table, 0)
        if found < fewest:
            raise PublisherFileError(file=file.name, expected=f"at least {fewest} {table}", found=f"{found} {table}")
