"""Courses: phases and replans are one, another target or months between are another."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from pydicom.dataset import Dataset

from codewell.radonc.episode.reading import read_episode
from codewell.radonc.facts import Episode
from dicom_made import PLAN, ROOT, Beam, at, item, plan, record, save, structure_set

NEXT = ROOT + "1.2"
FIRST = at(2025, 12, 15, 9)


def read(folder: Path, *objects: Dataset) -> Episode:
    for index, made in enumerate(objects):
        save(made, folder / f"{index:03d}.dcm")
    return read_episode(folder)


def records(uid: str, count: int, *, begins: int = 0, number: int = 1) -> list[Dataset]:
    """Return records on days from the first, `begins` days later, with fraction numbers from `number`."""
    return [record(FIRST + timedelta(days=begins + n), number + n, uid=f"{uid}.7.{begins + n}", plan=uid) for n in range(count)]


def test_a_boost_that_follows_is_the_same_course(tmp_path: Path) -> None:
    episode = read(
        tmp_path,
        plan(fractions=3),
        plan(uid=NEXT, fractions=2, label="BOOST", day=date(2025, 12, 17)),
        *records(PLAN, 3),
        *records(NEXT, 2, begins=3),
    )
    [course] = episode.courses
    assert (course.plans, len(course.sessions)) == ((PLAN, NEXT), 5)
    assert (course.planned_fractions, course.is_complete) == (5, True)


def test_months_between_make_another_course(tmp_path: Path) -> None:
    episode = read(tmp_path, plan(fractions=3), plan(uid=NEXT, fractions=2), *records(PLAN, 3), *records(NEXT, 2, begins=120))
    assert [(course.number, course.plans, len(course.sessions)) for course in episode.courses] == [
        (1, (PLAN,), 3),
        (2, (NEXT,), 2),
    ]


@pytest.mark.parametrize(
    ("first", "second", "courses"),
    [
        pytest.param("Prostate", "Brain", 2, id="another-site"),
        pytest.param("Left Breast", "Right Breast", 2, id="other-side"),
        pytest.param("Left Breast", "Left Breast", 1, id="same-target"),
    ],
)
def test_another_target_is_another_course(tmp_path: Path, first: str, second: str, courses: int) -> None:
    sets = [ROOT + "2.1", ROOT + "2.2"]
    plans = [plan(fractions=2, structures=sets[0]), plan(uid=NEXT, fractions=2, structures=sets[1])]
    structures = []
    for name, uid in zip((first, second), sets, strict=True):
        structures.append(structure_set([("BODY", "EXTERNAL"), (f"PTV {name}", "PTV"), (name, "ORGAN")], uid=uid))
    episode = read(tmp_path, *plans, *structures, *records(PLAN, 2), *records(NEXT, 2, begins=7))
    assert len(episode.courses) == courses


def test_a_replan_that_names_its_predecessor_replaces_it(tmp_path: Path) -> None:
    new = plan(uid=NEXT, fractions=15, label="P1A", day=date(2025, 12, 24))
    new.ReferencedRTPlanSequence = [
        item(
            ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.481.5",
            ReferencedSOPInstanceUID=PLAN,
            RTPlanRelationship="PREDECESSOR",
        )
    ]
    episode = read(tmp_path, plan(fractions=25), new, *records(PLAN, 10), *records(NEXT, 15, begins=10))
    [course] = episode.courses
    assert (course.plans, course.planned_fractions, course.is_complete) == ((PLAN, NEXT), 25, True)


@pytest.mark.parametrize(("planned", "number"), [(15, 1), (25, 11)], ids=["counts-anew", "counts-on"])
def test_a_replan_without_a_name_is_known_by_its_fractions(tmp_path: Path, planned: int, number: int) -> None:
    new = plan(uid=NEXT, fractions=planned, day=date(2025, 12, 24))
    episode = read(tmp_path, plan(fractions=25), new, *records(PLAN, 10), *records(NEXT, 15, begins=10, number=number))
    [course] = episode.courses
    assert (course.planned_fractions, course.is_complete) == (25, True)


def test_a_course_that_stops_short_is_not_complete(tmp_path: Path) -> None:
    [course] = read(tmp_path, plan(fractions=25), *records(PLAN, 10)).courses
    assert (course.planned_fractions, course.is_complete) == (25, False)


def test_a_fraction_over_two_days_counts_once(tmp_path: Path) -> None:
    parts = [
        record(FIRST, 1, [Beam(delivered=40, termination="MACHINE")], uid=ROOT + "7.1"),
        record(FIRST + timedelta(days=1), 1, [Beam(delivered=60)], uid=ROOT + "7.2"),
    ]
    [course] = read(tmp_path, plan(fractions=2), *parts).courses
    assert (len(course.sessions), course.is_complete) == (2, False)


def test_a_boost_without_records_leaves_the_end_open(tmp_path: Path) -> None:
    [course] = read(tmp_path, plan(fractions=2), plan(uid=NEXT, fractions=2, label="BOOST"), *records(PLAN, 2)).courses
    assert (course.planned_fractions, course.is_complete) == (2, True)


def test_plans_treated_in_one_session_are_one_course(tmp_path: Path) -> None:
    sets = [ROOT + "2.1", ROOT + "2.2"]
    structures = [
        structure_set([(f"PTV {name}", "PTV"), (name, "ORGAN")], uid=uid)
        for name, uid in zip(("Spine", "Brain"), sets, strict=True)
    ]
    plans = [plan(structures=sets[0]), plan(uid=NEXT, structures=sets[1])]
    episode = read(
        tmp_path,
        *plans,
        *structures,
        record(FIRST, 1, uid=ROOT + "7.1"),
        record(FIRST + timedelta(minutes=10), 1, uid=ROOT + "7.2", plan=NEXT),
    )
    assert [course.plans for course in episode.courses] == [(PLAN, NEXT)]


def test_records_without_plans_make_a_course(tmp_path: Path) -> None:
    [course] = read(tmp_path, *records(PLAN, 3)).courses
    assert (course.plans, course.planned_fractions, course.is_complete) == ((PLAN,), 25, False)
