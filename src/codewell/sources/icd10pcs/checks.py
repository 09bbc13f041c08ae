"""What a whole code list has; a list that ends early parses well, so the end is looked at."""

from __future__ import annotations

from collections.abc import Mapping

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import PublishedFile

FEWEST_ROWS = 79_000
"""The list of FY2024 has 79,543 rows, that of FY2026 80,029."""


def check_whole(file: PublishedFile, counts: Mapping[str, int]) -> None:
    """Refuse a list that cannot be a whole year's.

    Raises:
        PublisherFileError: it has fewer rows than any recent year.
    """
    found = counts.get("codes", 0)
    if found < FEWEST_ROWS:
        raise PublisherFileError(file=file.name, line=found, expected=f"at least {FEWEST_ROWS} codes", found=f"{found} codes")
