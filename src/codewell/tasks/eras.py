"""Eras: stretches of days on which the same releases answer, so that an answer about a code is worked out once for each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date

from codewell.kernel.validity import Validity


class Eras:
    """Numbers days by the era they lie in.

    Args:
        validities: days of every release, and of every fact inside a release, that can change an answer.
    """

    def __init__(self, validities: Iterable[Validity]) -> None:
        edges = set()
        for validity in validities:
            edges.add(validity.first_day.toordinal())
            if validity.last_day is not None:
                edges.add(validity.last_day.toordinal() + 1)
        self._edges = sorted(edges)
        self._known: dict[date, int] = {}

    def of(self, day: date) -> int:
        """Return the number of the era of a day."""
        era = self._known.get(day)
        if era is None:
            era = self._known[day] = bisect_right(self._edges, day.toordinal())
        return era

    def days(self, era: int) -> tuple[date, date]:
        """Return an era's first and last day."""
        first = self._edges[era - 1] if era else date.min.toordinal()
        last = self._edges[era] - 1 if era < len(self._edges) else date.max.toordinal()
        return date.fromordinal(first), date.fromordinal(last)
