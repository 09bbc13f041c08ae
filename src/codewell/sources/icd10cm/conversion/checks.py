"""What a whole conversion table has; the table of years could break off at a line end."""

from __future__ import annotations

from collections.abc import Mapping

from codewell.kernel.errors import PublisherFileError

FEWEST_CHANGES = 5_800
"""The workbook of FY2026 names 5,892 additions since 2016, the table of years to FY2027 6,020; both only grow."""


def check_whole(name: str, counts: Mapping[str, int]) -> None:
    """Refuse a table with fewer changes than the workbook of FY2026.

    Raises:
        PublisherFileError: it is not whole.
    """
    found = counts.get("changes", 0)
    if found < FEWEST_CHANGES:
        raise PublisherFileError(file=name, line=found, expected=f"at least {FEWEST_CHANGES} changes", found=f"{found} changes")
