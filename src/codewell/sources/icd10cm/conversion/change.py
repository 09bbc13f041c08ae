"""A change in the life of a code, and how the two forms of the table are put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a code on a day.

    Args:
        code: the code, without dot.
        day: first day on which the change holds.
        action: "added", "deleted" or "converted".
        other: of an added code the one that was reported before, of a converted one what it became; None where the table
            names none.
    """

    code: str
    day: date
    action: str
    other: str | None = None


def together(changes: Iterable[Change]) -> Iterator[Change]:
    """Yield each change once, in the given order; one without the other code gives way to one that names it."""
    every = list(dict.fromkeys(changes))
    named = {(change.code, change.day, change.action) for change in every if change.other is not None}
    for change in every:
        if change.other is not None or (change.code, change.day, change.action) not in named:
            yield change
