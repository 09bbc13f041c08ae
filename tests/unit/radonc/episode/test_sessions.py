"""Sessions of treatment records, put together from records as machines write them."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
from pydicom.dataset import Dataset

from codewell.radonc.episode.reading import read_episode
from codewell.radonc.facts import Episode
from dicom_made import PLAN, ROOT, Beam, at, item, plan, record, save, start

UID = ROOT + "7."
BOOST = ROOT + "1.2"


def read(folder: Path, *objects: Dataset) -> Episode:
    for index, made in enumerate(objects):
        save(made, folder / f"{index:03d}.dcm")
    return read_episode(folder)


def test_one_record_of_a_fraction_is_one_session(tmp_path: Path) -> None:
    begun = at(2026, 1, 5, 9, 30)
    episode = read(tmp_path, plan([Beam(1), Beam(2)]), record(begun, 1, [Beam(1), Beam(2)], uid=UID + "1"))
    [session] = episode.sessions
    assert (session.key, session.day, session.start, session.stop) == ("2026-01-05#1", date(2026, 1, 5), time(9, 30), time(9, 34))
    assert (session.fraction, session.plans, session.share) == (1, (PLAN,), pytest.approx(1.0))
    assert session.treated
    assert not session.interrupted
    assert not session.incomplete
    assert {proof.tag for proof in session.proofs} >= {"(3008,0250)", "(3008,0022)", "(3008,0036)"}


def test_one_record_for_each_beam_of_a_fraction_is_one_session(tmp_path: Path) -> None:
    records = [record(at(2026, 1, 5, 9, 30 + 3 * n), 1, [Beam(n)], uid=f"{UID}{n}") for n in (1, 2, 3)]
    [session] = read(tmp_path, *records).sessions
    assert [beam.number for beam in session.beams] == [1, 2, 3]
    assert len(session.records) == 3


@pytest.mark.parametrize("again", ["whole", "rest"])
def test_records_interrupted_and_resumed_the_same_day_add_up_to_one_session(tmp_path: Path, again: str) -> None:
    first = record(at(2026, 1, 5, 9), 1, [Beam(delivered=40, termination="MACHINE")], uid=UID + "1")
    rest = Beam(delivered=60, planned=100 if again == "whole" else 60, delivery_type="CONTINUATION")
    [session] = read(tmp_path, plan(), first, record(at(2026, 1, 5, 14), 1, [rest], uid=UID + "2")).sessions
    [beam] = session.beams
    assert (beam.delivered, beam.planned, beam.terminations) == (100, 100, ("MACHINE", "NORMAL"))
    assert (session.share, session.interrupted, session.incomplete) == (pytest.approx(1.0), True, False)


def test_a_fraction_resumed_on_a_later_day_is_a_session_on_each_day(tmp_path: Path) -> None:
    first = record(at(2026, 1, 5, 9), 7, [Beam(delivered=40, termination="MACHINE")], uid=UID + "1")
    second = record(at(2026, 1, 6, 9), 7, [Beam(delivered=60)], uid=UID + "2")
    one, two = read(tmp_path, plan(), first, second).sessions
    assert (one.day, one.share, one.interrupted, one.incomplete) == (date(2026, 1, 5), pytest.approx(0.4), True, True)
    assert (two.day, two.share, two.interrupted, two.incomplete) == (date(2026, 1, 6), pytest.approx(0.6), True, False)


def test_half_a_fraction_is_incomplete(tmp_path: Path) -> None:
    [session] = read(
        tmp_path, plan(), record(at(2026, 1, 5, 9), 1, [Beam(delivered=50, termination="OPERATOR")], uid=UID + "1")
    ).sessions
    assert (session.share, session.incomplete, session.interrupted) == (pytest.approx(0.5), True, False)


def test_a_beam_of_the_plan_without_record_makes_the_fraction_incomplete(tmp_path: Path) -> None:
    [session] = read(tmp_path, plan([Beam(1), Beam(2)]), record(at(2026, 1, 5, 9), 1, [Beam(1)], uid=UID + "1")).sessions
    assert (session.share, session.incomplete) == (pytest.approx(0.5), True)


def test_two_fraction_numbers_a_day_are_two_sessions_with_the_hours_between(tmp_path: Path) -> None:
    morning, evening = at(2026, 1, 5, 8), at(2026, 1, 5, 14, 2)
    one, two = read(tmp_path, plan(), record(morning, 1, uid=UID + "1"), record(evening, 2, uid=UID + "2")).sessions
    assert (one.key, two.key) == ("2026-01-05#1", "2026-01-05#2")
    assert (one.hours_since_previous, two.hours_since_previous) == (None, 6.0)


@pytest.mark.parametrize(("minutes", "sessions"), [(10, 1), (100, 1), (360, 2)])
def test_two_plans_of_a_day_are_one_session_where_they_are_one_attendance(tmp_path: Path, minutes: int, sessions: int) -> None:
    photons, electrons = plan([Beam()]), plan([Beam(radiation="ELECTRON", isocentre=(60, 0, 0))], uid=BOOST, label="P2")
    first = record(at(2026, 1, 5, 8), 1, uid=UID + "1")
    begun = at(2026, 1, 5, 8 + (minutes + 2) // 60, (minutes + 2) % 60)
    second = record(begun, 1, [Beam(radiation="ELECTRON")], uid=UID + "2", plan=BOOST)
    episode = read(tmp_path, photons, electrons, first, second)
    assert len(episode.sessions) == sessions
    if sessions == 1:
        assert episode.sessions[0].plans == (PLAN, BOOST)
        assert [beam.radiation for beam in episode.sessions[0].beams] == ["PHOTON", "ELECTRON"]


def test_two_plans_twice_a_day_pair_by_attendance(tmp_path: Path) -> None:
    records = []
    for number, hour in ((1, 8), (2, 14)):
        records.append(record(at(2026, 1, 5, hour), number, uid=f"{UID}1.{number}"))
        records.append(record(at(2026, 1, 5, hour, 5), number, uid=f"{UID}2.{number}", plan=BOOST))
    one, two = read(tmp_path, *records).sessions
    assert (set(one.plans), set(two.plans)) == ({PLAN, BOOST}, {PLAN, BOOST})


def test_two_plans_without_times_pair_in_order(tmp_path: Path) -> None:
    day = at(2026, 1, 5)
    records = [
        record(day, number, uid=f"{UID}{index}.{number}", plan=uid, timed=False)
        for index, uid in enumerate((PLAN, BOOST))
        for number in (1, 2)
    ]
    one, two = read(tmp_path, *records).sessions
    assert (len(one.plans), len(two.plans)) == (2, 2)
    assert (one.start, one.hours_since_previous, two.hours_since_previous) == (None, None, None)


def test_a_verification_plan_shares_no_session_with_treatment(tmp_path: Path) -> None:
    check = plan(uid=BOOST, label="QA", intent="VERIFICATION")
    episode = read(
        tmp_path,
        plan(),
        check,
        record(at(2026, 1, 5, 8), 1, uid=UID + "1"),
        record(at(2026, 1, 5, 8, 5), 1, uid=UID + "2", plan=BOOST),
    )
    assert [session.plans for session in episode.sessions] == [(PLAN,), (BOOST,)]
    assert [course.plans for course in episode.courses] == [(PLAN,)]


def test_a_course_straddles_new_year(tmp_path: Path) -> None:
    days = [at(2025, 12, 30, 9), at(2025, 12, 31, 9), at(2026, 1, 2, 9)]
    episode = read(tmp_path, plan(fractions=3), *(record(day, n, uid=f"{UID}{n}") for n, day in enumerate(days, start=1)))
    [course] = episode.courses
    assert (course.first_day, course.last_day, course.is_complete) == (date(2025, 12, 30), date(2026, 1, 2), True)
    assert len(course.sessions) == 3


def test_a_fraction_around_midnight_is_one_session_of_the_day_it_began(tmp_path: Path) -> None:
    first = record(at(2025, 12, 31, 23, 55), 1, [Beam(delivered=40, termination="MACHINE")], uid=UID + "1")
    second = record(at(2026, 1, 1, 0, 10), 1, [Beam(delivered=60)], uid=UID + "2")
    [session] = read(tmp_path, plan(), first, second).sessions
    assert (session.day, session.share) == (date(2025, 12, 31), pytest.approx(1.0))


def test_setup_beams_alone_treat_nobody(tmp_path: Path) -> None:
    setup = Beam(number=9, delivered=0, planned=0, delivery_type="SETUP")
    [session] = read(tmp_path, plan(), record(at(2026, 1, 5, 9), 1, [setup], uid=UID + "1")).sessions
    assert not session.treated
    assert not session.incomplete


def test_a_port_film_with_meterset_treats_nobody(tmp_path: Path) -> None:
    film = Beam(number=9, delivered=3, planned=3, delivery_type="OPEN_PORTFILM")
    [session] = read(tmp_path, plan(), record(at(2026, 1, 5, 9), 1, [film], uid=UID + "1")).sessions
    assert not session.treated


def test_records_without_a_plan_file_still_give_sessions(tmp_path: Path) -> None:
    [session] = read(tmp_path, record(at(2026, 1, 5, 9), 1, [Beam(radiation="ELECTRON", delivered=80)], uid=UID + "1")).sessions
    assert (session.plans, session.beams[0].radiation, session.share) == ((PLAN,), "ELECTRON", pytest.approx(0.8))
    assert session.isocentres == ()


def test_planned_fractions_never_become_sessions(tmp_path: Path) -> None:
    episode = read(tmp_path, plan())
    assert episode.sessions == ()
    [course] = episode.courses
    assert (course.first_day, course.is_complete) == (None, None)


def test_copies_of_a_record_count_once(tmp_path: Path) -> None:
    made = record(at(2026, 1, 5, 9), 1, uid=UID + "1")
    save(made, tmp_path / "a.dcm")
    save(made, tmp_path / "b" / "copy")
    save(made, tmp_path / "c.dcm", implicit=True)
    episode = read_episode(tmp_path)
    assert [beam.delivered for session in episode.sessions for beam in session.beams] == [100]
    assert [one.slug for one in episode.problems] == ["rt.plan-missing"]


def test_a_record_exported_again_under_a_new_uid_counts_once_and_is_named(tmp_path: Path) -> None:
    begun = at(2026, 1, 5, 9)
    episode = read(tmp_path, plan(), record(begun, 1, uid=UID + "1"), record(begun, 1, uid=UID + "2"))
    assert [session.share for session in episode.sessions] == [pytest.approx(1.0)]
    assert [problem.slug for problem in episode.problems] == ["rt.repeated-record"]


def test_different_records_under_one_uid_are_named_and_neither_counts(tmp_path: Path) -> None:
    one, two = (record(at(2026, 1, day, 9), day, uid=UID + "1") for day in (5, 6))
    episode = read(tmp_path, plan(), one, two)
    assert episode.sessions == ()
    assert [(problem.file, problem.slug) for problem in episode.problems] == [
        ("001.dcm", "rt.duplicate-uid"),
        ("002.dcm", "rt.duplicate-uid"),
    ]


def test_more_than_planned_is_named(tmp_path: Path) -> None:
    records = [record(at(2026, 1, 5, hour), 1, uid=f"{UID}{hour}") for hour in (8, 15)]
    episode = read(tmp_path, plan(), *records)
    assert len(episode.sessions) == 1
    assert {problem.slug for problem in episode.problems} == {"rt.more-than-planned"}


def test_fractions_without_numbers_follow_one_another(tmp_path: Path) -> None:
    records = [record(at(2026, 1, 5, hour), None, [Beam(1), Beam(2)], uid=f"{UID}{hour}") for hour in (8, 15)]
    assert len(read(tmp_path, *records).sessions) == 2


def test_a_record_without_date_is_named_and_dates_no_session(tmp_path: Path) -> None:
    made = record(at(2026, 1, 5, 9), 1, uid=UID + "1", timed=False)
    made.TreatmentDate = ""
    episode = read(tmp_path, made)
    assert episode.sessions == ()
    assert [problem.slug for problem in episode.problems] == ["rt.no-treatment-date"]


def test_gating_of_the_record_is_shown_and_guides_the_session(tmp_path: Path) -> None:
    made = record(at(2026, 1, 5, 9), 1, uid=UID + "1")
    motion = item(RespiratoryMotionCompensationTechnique="GATING", RespiratorySignalSource="BELT")
    made.PatientSetupSequence = [item(PatientSetupNumber=1, PatientPosition="HFS", MotionSynchronizationSequence=[motion])]
    episode = read(tmp_path, made)
    assert episode.sessions[0].motion.value.technique == "GATING"  # type: ignore[union-attr]
    assert [(one.kind.value, one.session) for one in episode.guidance] == [("intrafraction-tracking", "2026-01-05#1")]


def test_an_object_without_treatment_record_class_is_no_session(tmp_path: Path) -> None:
    other = start("1.2.840.10008.5.1.4.1.1.481.9", "RTRECORD", UID + "1")
    episode = read(tmp_path, other)
    assert episode.sessions == ()
    assert [problem.slug for problem in episode.problems] == ["rt.not-coded"]


def test_a_fraction_number_given_whole_again_later_is_named(tmp_path: Path) -> None:
    records = [record(at(2026, 1, day, 9), 4, uid=f"{UID}{day}") for day in (5, 6)]
    episode = read(tmp_path, plan(), *records)
    assert [(session.share, session.interrupted) for session in episode.sessions] == [(pytest.approx(1.0), False)] * 2
    assert [(problem.file, problem.slug) for problem in episode.problems] == [("002.dcm", "rt.repeated-fraction")]


def test_without_numbers_and_metersets_a_break_of_hours_parts_sessions(tmp_path: Path) -> None:
    records = [record(at(2026, 1, 5, hour), None, [Beam(planned=None)], uid=f"{UID}{hour}") for hour in (8, 15)]
    assert len(read(tmp_path, *records).sessions) == 2


def test_the_first_record_of_a_plan_that_is_not_there_is_named(tmp_path: Path) -> None:
    records = [record(at(2026, 1, day, 9), day, uid=f"{UID}{day}") for day in (6, 5)]
    assert [(one.file, one.slug) for one in read(tmp_path, *records).problems] == [("001.dcm", "rt.plan-missing")]


def test_fraction_groups_of_a_plan_given_together_are_one_session(tmp_path: Path) -> None:
    one, two = (record(at(2026, 1, 5, 9, 10 * n), 1, [Beam(n)], uid=f"{UID}{n}") for n in (1, 2))
    two.ReferencedFractionGroupNumber = 2
    [session] = read(tmp_path, one, two).sessions
    assert [beam.number for beam in session.beams] == [1, 2]


def test_a_beam_without_meterset_delivers_nothing_and_is_named_unless_it_sets_up(tmp_path: Path) -> None:
    setup = Beam(number=9, delivered=None, planned=None, delivery_type="SETUP")
    made = [record(at(2026, 1, 5, 9), 1, [setup, Beam()], uid=UID + "1")]
    made.append(record(at(2026, 1, 6, 9), 2, [Beam(delivered=None)], uid=UID + "2"))
    episode = read(tmp_path, plan(), *made)
    assert [session.treated for session in episode.sessions] == [True, False]
    assert [(one.file, one.slug) for one in episode.problems] == [("002.dcm", "rt.no-meterset")]


def test_the_last_control_point_states_what_the_beam_leaves_out(tmp_path: Path) -> None:
    made = record(at(2026, 1, 5, 9), 1, [Beam(delivered=None)], uid=UID + "1")
    made.TreatmentSessionBeamSequence[0].ControlPointDeliverySequence[1].DeliveredMeterset = 100
    [session] = read(tmp_path, plan(), made).sessions
    assert session.share == pytest.approx(1.0)
    assert "TreatmentSessionBeamSequence[1].ControlPointDeliverySequence[2].DeliveredMeterset" in [
        proof.path for proof in session.proofs
    ]


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    save(plan(), tmp_path / "rp.dcm")
    told: list[tuple[str, int, int]] = []
    read_episode(tmp_path, lambda stage, done, total: told.append((stage, done, total)))
    assert told == [("reading", 1, 1), ("linking", 0, 1), ("linking", 1, 1)]
