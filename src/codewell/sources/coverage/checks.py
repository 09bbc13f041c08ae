"""What a whole export has."""

from __future__ import annotations

from collections.abc import Mapping

from codewell.kernel.errors import PublisherFileError

FEWEST_ARTICLES = 1_500
"""August 2025: 2,161 articles in the publisher's list."""

FEWEST_LCDS = 700
"""August 2025: 972 determinations."""


def check_whole(file: str, counts: Mapping[str, int], table: str, fewest: int) -> None:
    """Refuse an export with too few documents or with an empty table.

    Raises:
        PublisherFileError: documents or a whole table are missing.
    """
    if counts.get(table, 0) < fewest:
        raise PublisherFileError(
            file=file, expected=f"at least {fewest} rows of {table}", found=f"{counts.get(table, 0)} {table}"
        )
    for name, found in counts.items():
        if not found:
            raise PublisherFileError(file=file, expected=f"rows of {name}", found="none")
