"""Search results under their headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # numpy comes with it, and the first answer must not wait for numpy
    from codewell.search.index import Hit


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """Results under one heading.

    Args:
        title: the heading.
        hits: best first.
    """

    title: str
    hits: tuple[Hit, ...]


def result_groups(hits: Sequence[Hit]) -> tuple[ResultGroup, ...]:
    """Return the results by group; groups stand in the order of their best result."""
    grouped: dict[str, list[Hit]] = {}
    for hit in hits:
        grouped.setdefault(hit.group, []).append(hit)
    return tuple(ResultGroup(title, tuple(group)) for title, group in grouped.items())
