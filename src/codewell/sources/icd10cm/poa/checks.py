"""What a whole list has; a list that ends early parses well otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import PublishedFile

FEWEST_CODES = 35_000
"""The list of FY2026 has 38,349 codes by its own read-me; a year changes hundreds."""


def check_whole(file: PublishedFile, counts: Mapping[str, int]) -> None:
    """Refuse a list with fewer codes than any recent year.

    Raises:
        PublisherFileError: it is not whole.
    """
    found = counts.get("exempt_codes", 0)
    if found < FEWEST_CODES:
        raise PublisherFileError(file=file.name, line=found + 1, expected=f"{FEWEST_CODES} codes", found=f"{found} codes")
