"""What a whole code list has; a list that ends early parses well, so the end is looked at."""

from __future__ import annotations

from collections.abc import Mapping

from codewell.kernel.errors import PublisherFileError

FEWEST_ROWS = 90_000
"""Every list since FY2017 has had more; a year removes dozens of codes, not thousands."""


def check_whole(name: str, counts: Mapping[str, int]) -> None:
    """Refuse a list that cannot be a whole year's.

    Raises:
        PublisherFileError: it has fewer rows than any published year.
    """
    found = counts.get("codes", 0)
    if found < FEWEST_ROWS:
        raise PublisherFileError(file=name, line=found, expected=f"at least {FEWEST_ROWS} codes", found=f"{found} codes")
