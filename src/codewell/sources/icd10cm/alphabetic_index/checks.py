"""What a whole index has; a flat table that breaks off at a line end parses well otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_uppercase

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import PublishedFile
from codewell.sources.icd10cm.alphabetic_index.parse import document

FEWEST_TERMS = 70_000
"""The index of FY2017 has 77,199 terms, that of FY2025 81,024."""

FEWEST_EXTERNAL_TERMS = 7_000
"""The index to external causes of FY2017 has 7,572 terms, that of FY2026 8,090."""

EXTERNAL_LETTERS = "ABCDEFGHIJKLMNOPRSTUVW"
"""No external cause is indexed under Q, X, Y or Z in any year."""


def check_whole(file: PublishedFile, counts: Mapping[str, int], *, external: bool) -> None:
    """Refuse an index with letters missing or with fewer terms than any published year.

    Raises:
        PublisherFileError: it is not whole.
    """
    letters = {term.letter for term in document(file).terms()}
    missing = [letter for letter in (EXTERNAL_LETTERS if external else ascii_uppercase) if letter not in letters]
    if missing:
        raise PublisherFileError(
            file=file.name, column="letter", expected="main terms from A to " + ("W" if external else "Z"),
            found="none under " + ", ".join(missing),
        )  # fmt: skip
    fewest = FEWEST_EXTERNAL_TERMS if external else FEWEST_TERMS
    found = counts.get("terms", 0)
    if found < fewest:
        raise PublisherFileError(file=file.name, expected=f"at least {fewest} terms", found=f"{found} terms")
