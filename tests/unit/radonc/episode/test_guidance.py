"""Image guidance: what was made on the machine, by how much it moved the patient, when it was approved."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset

from codewell.radonc.episode.reading import read_episode
from codewell.radonc.facts import Episode, Guidance, NotShown, Point, Shown
from dicom_made import (
    PLANNING_FRAME,
    ROOT,
    Beam,
    at,
    ct_slice,
    item,
    plan,
    record,
    registration,
    rt_image,
    save,
    structure_set,
    ultrasound,
)

CBCT, CBCT_FRAME = ROOT + "30.1", ROOT + "901"
NINE = at(2026, 1, 5, 9)


def read(folder: Path, *objects: Dataset, planned: bool = True) -> Episode:
    treatment = [plan(), structure_set(), record(NINE, 1, uid=ROOT + "7.1")] if planned else []
    for index, made in enumerate([*treatment, *objects]):
        save(made, folder / f"{index:03d}.dcm")
    return read_episode(folder)


def cone_beam(words: str = "CBCT", *, moment: datetime = NINE, frame: str = CBCT_FRAME, series: str = CBCT) -> list[Dataset]:
    made = [ct_slice(n, series=series, frame=frame, day=moment.date(), at=moment.strftime("%H%M%S")) for n in range(2)]
    for one in made:
        one.SeriesDescription = words
    return made


def moved(x: float, y: float, z: float, degrees: float = 0.0) -> np.ndarray:
    angle = np.radians(degrees)
    matrix = np.eye(4)
    matrix[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    matrix[:3, 3] = x, y, z
    return matrix


@pytest.mark.parametrize("words", ["CBCT", "kV CBCT Pelvis", "Cone-beam CT", "cone beam", "MVCT"])
def test_a_series_that_calls_itself_cone_beam_guides_its_session(tmp_path: Path, words: str) -> None:
    episode = read(tmp_path, *cone_beam(words), ct_slice(0))
    [guided] = episode.guidance
    assert (guided.kind, guided.day, guided.at, guided.session) == (
        Guidance.CONE_BEAM_CT,
        date(2026, 1, 5),
        time(9),
        "2026-01-05#1",
    )
    assert "(0008,103E)" in [proof.tag for proof in guided.proofs]
    assert isinstance(guided.approved, NotShown)
    assert [(one.is_cone_beam, one.slices) for one in episode.imaging] == [(False, 1), (True, 2)]


def test_without_words_another_frame_on_a_day_of_treatment_shows_it(tmp_path: Path) -> None:
    [guided] = read(tmp_path, *cone_beam("")).guidance
    assert {proof.tag for proof in guided.proofs} == {"(0020,0052)", "(0008,0022)"}


@pytest.mark.parametrize(
    ("moment", "frame", "why"),
    [
        pytest.param(NINE - timedelta(days=3), CBCT_FRAME, "no treatment that day", id="other-day"),
        pytest.param(NINE + timedelta(hours=5), CBCT_FRAME, "hours after the session", id="hours-later"),
        pytest.param(NINE, PLANNING_FRAME, "in the frame of planning", id="planning-frame"),
    ],
)
def test_a_ct_that_may_be_for_planning_is_no_cone_beam(tmp_path: Path, moment: datetime, frame: str, why: str) -> None:
    assert read(tmp_path, *cone_beam("", moment=moment, frame=frame)).guidance == (), why


def test_a_ct_of_the_planning_scanner_on_a_day_of_treatment_is_no_cone_beam(tmp_path: Path) -> None:
    images = [ct_slice(0), *cone_beam("")]
    for one in images:
        one.Manufacturer, one.ManufacturerModelName, one.StationName = "Maker", "Model", "CT99"
    assert read(tmp_path, *images).guidance == ()


def test_a_registration_gives_shift_rotation_and_approval(tmp_path: Path) -> None:
    made = registration(moved(3, -2, 5, 1), uid=ROOT + "9.1", at=NINE, moving=CBCT_FRAME, approved=at(2026, 1, 5, 17, 30))
    [guided] = read(tmp_path, *cone_beam(), made).guidance
    assert guided.shift is not None
    assert guided.shift.distance(Point(3, -2, 5)) == pytest.approx(0.0, abs=0.1)
    assert guided.rotation == Point(0, 0, 1)
    assert isinstance(guided.approved, Shown)
    assert guided.approved.value == (date(2026, 1, 5), time(17, 30))
    assert {"(3006,00C6)"} <= {proof.tag for proof in guided.proofs}


def test_a_registration_written_the_other_way_round_gives_the_same_shift(tmp_path: Path) -> None:
    matrix = np.linalg.inv(moved(3, -2, 5))
    made = registration(matrix, uid=ROOT + "9.1", at=NINE, moving=PLANNING_FRAME, fixed=CBCT_FRAME)
    [guided] = read(tmp_path, *cone_beam(), made).guidance
    assert guided.shift == Point(3, -2, 5)


def test_a_machine_frame_with_its_origin_at_the_isocentre_gives_the_shift_beyond_it(tmp_path: Path) -> None:
    made = registration(moved(13, -118, 205), uid=ROOT + "9.1", at=NINE, moving=CBCT_FRAME)
    planned = plan([Beam(isocentre=(10.0, -120.0, 200.0))])
    episode = read(tmp_path, planned, structure_set(), record(NINE, 1, uid=ROOT + "7.1"), *cone_beam(), made, planned=False)
    assert episode.guidance[0].shift == Point(3, 2, 5)


def test_each_cone_beam_takes_the_registration_of_its_day(tmp_path: Path) -> None:
    objects: list[Dataset] = []
    for day in (6, 7):
        moment = at(2026, 1, day, 9)
        objects += [record(moment, day, uid=f"{ROOT}7.{day}"), *cone_beam(moment=moment, series=f"{CBCT}.{day}")]
        objects.append(registration(moved(day, 0, 0), uid=f"{ROOT}9.{day}", at=moment, moving=CBCT_FRAME))
    shifts = {one.day.day: one.shift for one in read(tmp_path, *objects).guidance}
    assert shifts == {6: Point(6, 0, 0), 7: Point(7, 0, 0)}


def test_a_registration_of_planning_images_guides_nothing(tmp_path: Path) -> None:
    mr = ct_slice(0, series=ROOT + "31", frame=ROOT + "902", day=date(2025, 12, 2))
    mr.SOPClassUID, mr.Modality = "1.2.840.10008.5.1.4.1.1.4", "MR"
    made = registration(moved(30, 0, 0), uid=ROOT + "9.1", at=NINE, moving=ROOT + "902")
    episode = read(tmp_path, mr, made)
    assert episode.guidance == ()
    assert [one.modality for one in episode.imaging] == ["MR"]


def test_a_registration_without_its_images_shows_that_something_was_localised(tmp_path: Path) -> None:
    made = registration(moved(1, 2, 3), uid=ROOT + "9.1", at=NINE, moving=CBCT_FRAME)
    [guided] = read(tmp_path, made).guidance
    assert (guided.kind, guided.shift, guided.session) == (Guidance.OTHER, Point(1, 2, 3), "2026-01-05#1")


def test_a_matrix_that_stretches_is_named(tmp_path: Path) -> None:
    made = registration(np.diag([1.1, 1, 1, 1]), uid=ROOT + "9.1", at=NINE, moving=CBCT_FRAME)
    episode = read(tmp_path, made)
    assert [problem.slug for problem in episode.problems] == ["rt.registration-without-matrix"]
    assert episode.guidance == ()


@pytest.mark.parametrize(
    ("gantries", "minutes", "kilovolts", "kinds"),
    [
        pytest.param((0, 90), 1, 80.0, [Guidance.STEREOSCOPIC_X_RAY], id="pair"),
        pytest.param((320, 50), 1, 80.0, [Guidance.STEREOSCOPIC_X_RAY], id="pair-across-zero"),
        pytest.param((0, 270), 1, 80.0, [Guidance.STEREOSCOPIC_X_RAY], id="pair-270"),
        pytest.param((0, 90), 30, 80.0, [Guidance.OTHER], id="half-an-hour-apart"),
        pytest.param((0, 10), 1, 80.0, [Guidance.OTHER], id="not-at-right-angles"),
        pytest.param((0, 90), 1, 6000.0, [Guidance.PORTAL_IMAGE], id="megavoltage"),
        pytest.param((0, 90), 1, None, [Guidance.PORTAL_IMAGE], id="treatment-beam"),
    ],
)
def test_two_kilovoltage_images_at_right_angles_are_stereoscopic(
    tmp_path: Path, gantries: tuple[float, float], minutes: int, kilovolts: float | None, kinds: list[Guidance]
) -> None:
    images = [
        rt_image(NINE + timedelta(minutes=minutes * index), uid=f"{ROOT}8.{index}", gantry=gantry, kilovolts=kilovolts)
        for index, gantry in enumerate(gantries)
    ]
    episode = read(tmp_path, *images)
    assert [one.kind for one in episode.guidance] == kinds
    assert {one.session for one in episode.guidance} == {"2026-01-05#1"}


def test_a_computed_projection_is_no_image_of_the_patient(tmp_path: Path) -> None:
    assert read(tmp_path, rt_image(NINE, uid=ROOT + "8.1", kind="DRR")).guidance == ()


def test_portal_images_of_a_session_are_approved_when_the_last_of_them_is(tmp_path: Path) -> None:
    images = [rt_image(NINE, uid=f"{ROOT}8.{index}", gantry=90 * index) for index in range(2)]
    for hour, image in zip((12, 15), images, strict=True):
        image.ApprovalStatus, image.ReviewDate, image.ReviewTime = "APPROVED", "20260105", f"{hour}0000"
    [guided] = read(tmp_path, *images).guidance
    assert isinstance(guided.approved, Shown)
    assert guided.approved.value == (date(2026, 1, 5), time(15))


@pytest.mark.parametrize("approved", [0, 1])
def test_one_image_without_approval_leaves_it_open(tmp_path: Path, approved: int) -> None:
    images = [rt_image(NINE, uid=f"{ROOT}8.{index}", gantry=90 * index) for index in range(2)]
    if approved:
        images[0].ApprovalStatus, images[0].ReviewDate = "APPROVED", "20260105"
    [guided] = read(tmp_path, *images).guidance
    assert isinstance(guided.approved, NotShown)


@pytest.mark.parametrize(("days", "guided"), [(0, 1), (-20, 0)])
def test_ultrasound_guides_on_a_day_of_treatment_only(tmp_path: Path, days: int, guided: int) -> None:
    episode = read(tmp_path, ultrasound(NINE + timedelta(days=days), uid=ROOT + "8.1"))
    assert [one.kind for one in episode.guidance] == [Guidance.ULTRASOUND] * guided


def test_guidance_of_a_twice_daily_treatment_belongs_to_the_nearer_session(tmp_path: Path) -> None:
    evening = at(2026, 1, 5, 15)
    objects = [record(evening, 2, uid=ROOT + "7.2"), *cone_beam(moment=evening - timedelta(minutes=5), series=CBCT + "1")]
    assert [one.session for one in read(tmp_path, *objects).guidance] == ["2026-01-05#2"]


@pytest.mark.parametrize("technique", ["GATING", "TRACKING", "REALTIME", "BREATH_HOLD"])
def test_motion_that_the_plan_orders_is_tracked_in_its_sessions(tmp_path: Path, technique: str) -> None:
    planned = plan()
    motion = item(RespiratoryMotionCompensationTechnique=technique, RespiratorySignalSource="BELT")
    planned.PatientSetupSequence = [item(PatientSetupNumber=1, MotionSynchronizationSequence=[motion])]
    episode = read(tmp_path, planned, record(NINE, 1, uid=ROOT + "7.1"), planned=False)
    expected = [] if technique == "BREATH_HOLD" else [Guidance.INTRAFRACTION_TRACKING]
    assert [one.kind for one in episode.guidance] == expected


def test_the_couch_gives_the_shift_where_no_registration_does(tmp_path: Path) -> None:
    made = record(NINE, 1, uid=ROOT + "7.1")
    setup = item(PatientSetupNumber=1, PatientPosition="HFS", TableTopVerticalSetupDisplacement=4)
    setup.TableTopLongitudinalSetupDisplacement, setup.TableTopLateralSetupDisplacement = -3, 2
    made.PatientSetupSequence = [setup]
    [guided] = read(tmp_path, plan(), structure_set(), made, *cone_beam(), planned=False).guidance
    # The couch went up by 4 mm: to the patient's front, against y.
    assert guided.shift == Point(2, -4, -3)


def test_phases_of_a_four_dimensional_ct_are_counted(tmp_path: Path) -> None:
    phases = [ct_slice(0, series=f"{ROOT}32.{n}", description=f"4D CT {10 * n}%") for n in range(10)]
    episode = read(tmp_path, *phases, ct_slice(0))
    assert sorted(one.phases for one in episode.imaging) == [1] + [10] * 10


def test_temporal_positions_within_a_series_are_phases(tmp_path: Path) -> None:
    images = [ct_slice(n) for n in range(4)]
    for index, one in enumerate(images):
        one.TemporalPositionIdentifier = index % 2 + 1
    [series] = read(tmp_path, *images).imaging
    assert (series.slices, series.phases) == (4, 2)


@pytest.mark.parametrize("words", ["CT SIM", "Re-planning CT", "Diagnostic thorax", "Helical 3 mm"])
def test_a_ct_called_for_planning_is_no_cone_beam_without_better_proof(tmp_path: Path, words: str) -> None:
    assert read(tmp_path, *cone_beam(words)).guidance == ()


def test_the_ct_of_a_pet_is_no_cone_beam(tmp_path: Path) -> None:
    pet = ct_slice(0, series=ROOT + "34", frame=CBCT_FRAME, day=date(2026, 1, 5))
    pet.SOPClassUID, pet.Modality = "1.2.840.10008.5.1.4.1.1.128", "PT"
    assert read(tmp_path, *cone_beam(""), pet).guidance == ()


def test_portal_images_of_a_verification_plan_guide_nothing(tmp_path: Path) -> None:
    check = plan(uid=ROOT + "1.9", label="QA", intent="VERIFICATION")
    image = rt_image(NINE, uid=ROOT + "8.1")
    image.ReferencedRTPlanSequence = [item(ReferencedSOPInstanceUID=ROOT + "1.9")]
    assert read(tmp_path, check, image).guidance == ()


def test_approval_in_the_images_themselves_counts(tmp_path: Path) -> None:
    images = cone_beam()
    for one in images:
        one.ApprovalStatus, one.ReviewDate, one.ReviewTime = "APPROVED", "20260105", "170000"
    [guided] = read(tmp_path, *images).guidance
    assert isinstance(guided.approved, Shown)
