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
        asked: the day that was asked about; of a year alone its first.
        notice: why the day is not the one that was asked about; empty where it is.
    """

    opened: OpenRelease | None
    day: date
    asked: date
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
    year = named_year(understood)
    asked = on if year is None or on.year == year else date(year, 1, 1)
    opened = workplace.shelf.in_force(source, asked)
    unnamed = not understood.entities.days and year is None and on == workplace.today
    if (opened is not None and holds(opened)) or not (year is not None or unnamed):
        return AnsweredFrom(opened, asked, asked)
    within = Validity(date(year, 1, 1), date(year, 12, 31)) if year is not None else None
    held = [
        (day, one)
        for one in workplace.shelf.all(source)
        if (day := nearest_day(one.release.validity, asked, within)) is not None and holds(one)
    ]
    if not held:
        return AnsweredFrom(opened, asked, asked)
    day, found = min(held, key=lambda pair: (abs((pair[0] - asked).days), pair[0]))
    title = found.release.title
    why = f"{opened.release.title} does not hold it" if opened is not None else f"No {source} release for {asked} is loaded"
    return AnsweredFrom(found, day, asked, f"{why}; answered for {day} from {title}.")


def named_year(understood: Understood) -> int | None:
    """Return the year that a question names without a day; None where it names a day or neither."""
    years, days = understood.entities.years, understood.entities.days
    if not years or (days and days[0] != date(years[0], 1, 1)):
        return None
    return years[0]


def nearest_day(validity: Validity, on: date, within: Validity | None) -> date | None:
    """Return the day of a release nearest to another day, inside a year where one is named; None where it has none there."""
    first, last = validity.first_day, validity.last_day
    if within is not None:
        first = max(first, within.first_day)
        last = min(last, within.last_day) if last and within.last_day else last or within.last_day
    if last is not None and last < first:
        return None
    return first if on < first else last if last is not None and last < on else on
