"""Series of treatment: visits that are counted together, from one course or from courses that overlap in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codewell.radonc.coding.visits import Visit
from codewell.radonc.coding.workbench import Workbench
from codewell.radonc.facts import CourseFacts


@dataclass(frozen=True, slots=True)
class Series:
    """Visits that are counted together.

    Args:
        visits: in order of time.
        is_complete: whether the planned fractions were delivered; None where that cannot be told.
    """

    visits: tuple[Visit, ...]
    is_complete: bool | None


def series_of(bench: Workbench, visits: Sequence[Visit]) -> tuple[Series, ...]:
    """Return the series in order of time.

    Management and physics count visits, whatever the number of targets: courses that run at the same time are one series.
    """
    course_of = {key: course for course in bench.episode.courses for key in course.sessions}
    groups: list[tuple[list[CourseFacts], list[Visit]]] = []
    for visit in visits:
        courses = [course_of[one.key] for one in visit.sessions if one.key in course_of]
        joined = [group for group in groups if _together(group, courses)]
        merged = ([*courses], [visit])
        for group in joined:
            groups.remove(group)
        merged = ([*(one for group in joined for one in group[0]), *merged[0]], [*(v for g in joined for v in g[1]), visit])
        groups.append(merged)
    found = (Series(_in_order(visits, own), _is_complete(courses, own)) for courses, own in groups)
    return tuple(sorted(found, key=lambda one: (one.visits[0].day, one.visits[0].key)))


def _together(group: tuple[list[CourseFacts], list[Visit]], courses: Sequence[CourseFacts]) -> bool:
    if not group[0] or not courses:
        return not group[0] and not courses
    return any(_overlap(one, other) for one in group[0] for other in courses)


def _overlap(one: CourseFacts, other: CourseFacts) -> bool:
    if one.number == other.number:
        return True
    days = (one.first_day, one.last_day, other.first_day, other.last_day)
    if days[0] is None or days[1] is None or days[2] is None or days[3] is None:
        return False
    return days[0] <= days[3] and days[2] <= days[1]


def _in_order(visits: Sequence[Visit], own: Sequence[Visit]) -> tuple[Visit, ...]:
    keys = {visit.key for visit in own}
    return tuple(visit for visit in visits if visit.key in keys)


def _is_complete(courses: Sequence[CourseFacts], own: Sequence[Visit]) -> bool | None:
    unique = {course.number: course for course in courses}
    if not unique:
        return None
    known = [course.is_complete for course in unique.values()]
    if len(unique) == 1 and known[0] is None:
        planned = next(iter(unique.values())).planned_fractions
        return None if planned is None else len(own) >= planned
    if False in known:
        return False
    return None if None in known else True
