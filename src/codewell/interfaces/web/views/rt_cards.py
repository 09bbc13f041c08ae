"""Groups of lines as cards: the professional and the technical part of a service say the same, so they share one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from codewell.radonc.coding.lines import RtLine
from codewell.tasks.radonc.line_groups import LineGroup


@dataclass(frozen=True, slots=True)
class LineCard:
    """A service with its parts.

    Args:
        parts: at least one; of the same code, reason, plan and days.
        flags: of any of them, each once.
    """

    parts: tuple[LineGroup, ...]
    flags: tuple[str, ...]

    @property
    def first(self) -> RtLine:
        """The line whose evidence and neighbours stand for all."""
        return self.parts[0].first


def cards_of(groups: Iterable[LineGroup]) -> tuple[LineCard, ...]:
    """Return the groups as cards, in the order in which each first appears."""
    held: dict[tuple[object, ...], list[LineGroup]] = {}
    for group in groups:
        held.setdefault((group.first.code, group.first.ruling.id, group.first.plan, group.days), []).append(group)
    return tuple(
        LineCard(tuple(parts), tuple(dict.fromkeys(flag for part in parts for flag in part.flags))) for parts in held.values()
    )
