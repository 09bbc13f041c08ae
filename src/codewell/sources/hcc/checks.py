"""What whole HCC tables have."""

from __future__ import annotations

from collections.abc import Mapping

from codewell.kernel.errors import PublisherFileError

FEWEST_MAPPINGS = 30_000
"""Payment year 2026: 55,297; 2027: 44,860."""


def check_whole(file: str, counts: Mapping[str, int]) -> None:
    """Refuse fewer mappings than any whole payment year has had.

    Raises:
        PublisherFileError: there are fewer.
    """
    found = counts.get("mappings", 0)
    if found < FEWEST_MAPPINGS:
        raise PublisherFileError(
            file=file, line=found, expected=f"at least {FEWEST_MAPPINGS} mappings", found=f"{found} mappings"
        )
