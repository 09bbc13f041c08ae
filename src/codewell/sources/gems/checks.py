"""What the mappings have when they are whole; a file that ends early parses well otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from codewell.kernel.errors import PublisherFileError
from codewell.sources.gems import layout


def check_whole(name: str, counts: Mapping[str, int]) -> None:
    """Refuse fewer mappings than both directions have together (2018: 24,860 and 81,593).

    Raises:
        PublisherFileError: some are missing.
    """
    fewest = sum(direction.fewest for direction in layout.DIRECTIONS)
    found = counts.get("mappings", 0)
    if found < fewest:
        raise PublisherFileError(
            file=name, line=found, expected=f"both directions, at least {fewest} mappings", found=f"{found} mappings"
        )
