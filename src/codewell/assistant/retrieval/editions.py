"""Which passages answer for a day: those in force, else those of the nearest edition, marked as of another year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from codewell.assistant.passage import Passage, PassageSource


def edition_of(passage: Passage) -> tuple[str, str]:
    """Return the publication that a passage belongs to and its edition; what is not published in editions is its own."""
    if passage.source is PassageSource.GUIDELINES:
        return "guidelines", passage.id.split("/")[1]
    if passage.source is PassageSource.MANUAL:
        manual, chapter, edition = passage.id.split("/")[1:4]
        return f"{manual}/{chapter}", edition
    return passage.id, ""


def on_day(passages: Sequence[Passage], day: date) -> tuple[list[int], set[int]]:
    """Return the passages that answer for a day, by number, and those of them that are of another year.

    Of a publication with several editions one answers: the one in force that began last, else one of the day's own fiscal
    year, else the nearest before it, else the nearest after it.
    """
    editions: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, passage in enumerate(passages):
        publication, edition = edition_of(passage)
        editions[publication][edition].append(number)
    chosen: list[int] = []
    of_another: set[int] = set()
    for held in editions.values():
        numbers = max(held.values(), key=lambda numbers: _closeness(passages[numbers[0]], day))
        chosen += numbers
        of_another.update(number for number in numbers if not passages[number].holds_on(day))
    return sorted(chosen), of_another


def _closeness(passage: Passage, day: date) -> tuple[int, int]:
    first = passage.first_day or date.min
    if passage.holds_on(day):
        return 3, first.toordinal()
    if (first.year + (first.month >= 10)) == (day.year + (day.month >= 10)):
        return 2, first.toordinal()
    return (1, first.toordinal()) if first <= day else (0, -first.toordinal())
