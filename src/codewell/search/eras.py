"""Stretches of days through which the loaded releases of a code system do not change."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from codewell.releases.shelf import OpenRelease, Shelf

MOST_ERAS = 62
"""Eras of a system fit the bits of one word; older ones are merged into the first."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The eras of one code system.

    Args:
        first_days: first day of each era as an ordinal, ascending; days before the first belong to it.
        answers: for each era, the title and last day (ISO, or empty) of the release that answers.
    """

    first_days: tuple[int, ...]
    answers: tuple[tuple[str, str], ...]

    def era(self, day: date) -> int:
        """Return the number of the era in which `day` lies."""
        return max(0, bisect_right(self.first_days, day.toordinal()) - 1)

    def within(self, first_day: date, last_day: date | None) -> int:
        """Return the mask of the eras that begin between two days, both included."""
        last = last_day.toordinal() if last_day else 1 << 30
        mask = 0
        for number, first in enumerate(self.first_days):
            if first_day.toordinal() <= first <= last:
                mask |= 1 << number
        return mask


def timeline(shelf: Shelf, sources: Iterable[str], extra_days: Iterable[date] = ()) -> Timeline:
    """Return the eras made by the releases of some sources, and by further days on which something changes."""
    starts = {day.toordinal() for day in extra_days}
    ids = tuple(sources)
    for source in ids:
        for opened in shelf.all(source):
            starts.add(opened.release.validity.first_day.toordinal())
            if last := opened.release.validity.last_day:
                starts.add((last + timedelta(days=1)).toordinal())
    first_days = tuple(sorted(starts))[-MOST_ERAS:] or (1,)
    answers = []
    for first in first_days:
        answering = next((r for source in ids if (r := shelf.nearest(source, date.fromordinal(first)))), None)
        last = answering.release.validity.last_day if answering else None
        answers.append((answering.release.title if answering else "", last.isoformat() if last else ""))
    return Timeline(first_days, tuple(answers))


def releases_by_eras(shelf: Shelf, source: str, eras: Timeline) -> list[tuple[OpenRelease, int]]:
    """Return each release of a source that answers for an era, with the mask of those eras; none answers twice."""
    masks: dict[str, tuple[OpenRelease, int]] = {}
    for number, first in enumerate(eras.first_days):
        opened = shelf.nearest(source, date.fromordinal(first))
        if opened is not None:
            known = masks.get(opened.release.release)
            masks[opened.release.release] = (opened, (known[1] if known else 0) | 1 << number)
    return list(masks.values())
