"""Which release and which day answer a question that names a day, a year, or neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from codewell.assistant.question import Understood
from codewell.kernel.validity import Validity
from codewell.releases.shelf import OpenRelease
from codewell.tasks.workplace import Workplace

Holds = Callable[[OpenRelease], bool]


@dataclass(frozen=True, slots=True)
class AnsweredFrom:
    """The release that answers.

    Args:
        opened: None where none is loaded for the day.
        day: the answer holds for.
        notice: why the day is not the one that was asked about; empty where it is.
    """

    opened: OpenRelease | None
    day: date
    notice: str = ""


def answered_from(workplace: Workplace, source: str, understood: Understood, on: date, holds: Holds) -> AnsweredFrom:
    """Return the release of a source that answers.

    A day that the person named is never moved. A year alone is answered from the release of that year nearest to its first
    day; a question without a day from the release nearest to today that holds what was asked, with a notice.

    Args:
        workplace: its releases.
        source: id of the source room.
        understood: the question.
        on: the day to answer for.
        holds: says whether a release has what was asked.
    """
    opened = workplace.shelf.in_force(source, on)
    named_year = bool(understood.entities.years) and not understood.entities.days
    unnamed = not understood.entities.days and not understood.entities.years and on == workplace.today
    if (opened is not None and holds(opened)) or not (named_year or unnamed):
        return AnsweredFrom(opened, on)
    within = Validity(date(on.year, 1, 1), date(on.year, 12, 31)) if named_year else None
    held = [
        (day, one)
        for one in workplace.shelf.all(source)
        if (day := nearest_day(one.release.validity, on, within)) is not None and holds(one)
    ]
    if not held:
        return AnsweredFrom(opened, on)
    day, found = min(held, key=lambda pair: (abs((pair[0] - on).days), pair[0]))
    if opened is not None:
        return AnsweredFrom(
            found, day, f"{opened.release.title} does not hold it; answered for {day} from {found.release.title}."
        )
    return AnsweredFrom(found, day, f"No {source} release for {on} is loaded; answered for {day} from {found.release.title}.")


def nearest_day(validity: Validity, on: date, within: Validity | None) -> date | None:
    """Return the day of a release nearest to another day, inside a year where one is named; None where it has none there."""
    first, last = validity.first_day, validity.last_day
    if within is not None:
        first = max(first, within.first_day)
        last = min(last, within.last_day) if last and within.last_day else last or within.last_day
    if last is not None and last < first:
        return None
    return first if on < first else last if last is not None and last < on else on
