"""The days around which something about a code changes: its own history, and releases that begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from codewell.codebook.entry import CodeEntry, HistoryEvent
from codewell.tasks.workplace import Workplace

_DAY = timedelta(days=1)
_LAST_DAYS = ("terminated",)
"""Events that name the last day on which the code holds, not the first on which it does not."""


@dataclass(frozen=True, slots=True)
class CodeChange:
    """A day from which something about the code is new.

    Args:
        day: the first day on which it holds.
        before: the day before.
        what: the actions, or the releases that begin.
        of_code: True for a change of the code; False for a release that begins.
    """

    day: date
    before: date
    what: tuple[str, ...]
    of_code: bool


@dataclass(frozen=True, slots=True)
class DaysAround:
    """The nearest changes around a day of service.

    Args:
        change_before: the last change of the code on or before the day; None where none is recorded.
        change_after: the first change of the code after the day.
        release_before: the last release to begin on or before the day among those that the page draws on.
        release_after: the first one to begin after it.
    """

    change_before: CodeChange | None
    change_after: CodeChange | None
    release_before: CodeChange | None
    release_after: CodeChange | None


def changes_of(entry: CodeEntry) -> tuple[CodeChange, ...]:
    """Return the changes in the life of a code, earliest first, one for each day."""
    told: dict[date, list[str]] = {}
    for event in entry.history:
        told.setdefault(first_day_of(event), []).append("no longer in force" if event.action in _LAST_DAYS else event.action)
    if entry.validity is not None and entry.validity.last_day is not None:
        told.setdefault(entry.validity.last_day + _DAY, ["no longer in force"])
    return tuple(_change(day, dict.fromkeys(told[day]), True) for day in sorted(told))


def first_day_of(event: HistoryEvent) -> date:
    """Return the first day on which a change is in force."""
    return event.day + _DAY if event.action in _LAST_DAYS else event.day


def days_around(workplace: Workplace, entry: CodeEntry, sources: Iterable[str]) -> DaysAround:
    """Return the changes around the day of an entry.

    Args:
        workplace: its releases.
        entry: the code on its day.
        sources: that the entry draws on; a release of another source changes nothing on its page.
    """
    began: dict[date, list[str]] = {}
    for source in sorted(set(sources)):
        for opened in workplace.shelf.all(source):
            began.setdefault(opened.release.validity.first_day, []).append(opened.release.title)
    releases = tuple(_change(day, began[day], False) for day in sorted(began))
    changes = changes_of(entry)
    return DaysAround(*_nearest(changes, entry.on), *_nearest(releases, entry.on))


def _nearest(changes: tuple[CodeChange, ...], on: date) -> tuple[CodeChange | None, CodeChange | None]:
    before = [one for one in changes if one.day <= on]
    return before[-1] if before else None, next((one for one in changes if one.day > on), None)


def _change(day: date, what: Iterable[str], of_code: bool) -> CodeChange:
    return CodeChange(day, day - _DAY, tuple(what), of_code)
