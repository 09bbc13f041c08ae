"""The pictures of an episode show what its files hold, and nothing that they do not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import dicom_made as made
from codewell.radonc.episode.reading import read_episode
from codewell.radonc.pictures.of_episode import Subject, pictures_of

DAY_FRAME = made.ROOT + "901.1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plan, its structures on one contoured plane, a dose without position and six slices."""
    plan = made.plan([made.Beam(isocentre=(4.0, 4.0, 6.0))])
    plan.DoseReferenceSequence = [
        made.item(
            DoseReferenceNumber=1,
            DoseReferenceStructureType="SITE",
            DoseReferenceDescription="PTV",
            DoseReferenceType="TARGET",
            TargetPrescriptionDose=50,
        )
    ]
    made.save(plan, tmp_path / "plan.dcm")
    made.save(made.structure_set(), tmp_path / "structures.dcm")
    for index in range(6):
        made.save(made.ct_slice(index, size=32), tmp_path / f"ct{index}.dcm")
    return tmp_path


def placed_dose() -> object:
    """A dose of two planes over the contour, 50 Gy at most."""
    dose = made.dose()
    dose.ImagePositionPatient, dose.ImageOrientationPatient = [0, 0, 0], [1, 0, 0, 0, 1, 0]
    dose.PixelSpacing, dose.GridFrameOffsetVector = [3, 3], [0, 3]
    return dose


def subjects(folder: Path) -> list[Subject]:
    return [one.subject for one in pictures_of(folder, read_episode(folder))]


def test_without_dose_there_is_no_picture_of_dose(folder: Path) -> None:
    assert subjects(folder) == [Subject.APERTURES]


def test_beams_of_a_plan_are_shown_together_where_there_are_several(tmp_path: Path) -> None:
    made.save(made.plan([made.Beam(), made.Beam(number=2)]), tmp_path / "plan.dcm")
    drawn = pictures_of(tmp_path, read_episode(tmp_path))
    assert [one.subject for one in drawn] == [Subject.PLAN, Subject.APERTURES]
    assert "2 beams with 2 apertures" in drawn[0].picture.alt
    assert "each beam has one even intensity" in drawn[0].picture.alt


def test_dose_over_ct_and_histograms_of_what_is_drawn(folder: Path) -> None:
    made.save(placed_dose(), folder / "dose.dcm")
    drawn = pictures_of(folder, read_episode(folder))
    assert [one.subject for one in drawn] == [Subject.APERTURES, Subject.HISTOGRAM, Subject.DOSE]
    assert "PTV" in drawn[1].picture.alt
    assert "BODY" not in drawn[1].picture.alt, "the body is no organ"
    assert all(one.plan == "P1" and one.picture.alt and one.caption for one in drawn)


def test_a_dose_in_percent_is_left_out(folder: Path) -> None:
    relative = placed_dose()
    relative.DoseUnits = "RELATIVE"
    made.save(relative, folder / "dose.dcm")
    assert subjects(folder) == [Subject.APERTURES]


def test_a_registered_cone_beam_ct_shows_the_shift(folder: Path) -> None:
    at = made.at(2026, 1, 5, 9)
    made.save(made.record(at.replace(hour=10), uid=made.ROOT + "8.1"), folder / "record.dcm")
    series = made.ROOT + "3.2"
    for index in range(6):
        slice_ = made.ct_slice(
            index, series=series, frame=DAY_FRAME, day=date(2026, 1, 5), at="090000", description="CBCT", size=32
        )
        made.save(slice_, folder / f"day{index}.dcm")
    matrix = np.eye(4)
    matrix[0, 3] = 5.0
    made.save(made.registration(matrix, uid=made.ROOT + "9.1", at=at, moving=DAY_FRAME), folder / "reg.dcm")
    assert subjects(folder) == [Subject.APERTURES, Subject.SHIFT]


@pytest.mark.parametrize("intent", ["VERIFICATION", "MACHINE_QA"])
def test_a_plan_that_treats_nobody_has_no_picture(tmp_path: Path, intent: str) -> None:
    made.save(made.plan(intent=intent), tmp_path / "plan.dcm")
    assert subjects(tmp_path) == []
