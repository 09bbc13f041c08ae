"""Images, structures and doses read back as they were written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pydicom
import pytest
from lab_objects import AT, DAY, GRID, HEADER, images, structures
from matplotlib.path import Path as Outline

from codewell.radonc.lab.dicom.contours import trace_mask
from codewell.radonc.lab.dicom.doses import write_dose
from codewell.radonc.lab.dicom.images import write_ct
from codewell.radonc.lab.dicom.structures import write_structures
from codewell.radonc.volume import Volume


def filled(points_of_plane: list[np.ndarray]) -> np.ndarray:
    """Return the voxels of a plane inside an odd number of contours."""
    _, y, x = GRID.axes()
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    inside = np.zeros(len(places), dtype=bool)
    for points in points_of_plane:
        inside ^= Outline(points).contains_points(places)
    return inside.reshape(GRID.shape[1:])


def test_hounsfield_units_read_back_and_planes_ascend(tmp_path: Path) -> None:
    series = images()
    files = write_ct(HEADER, series, tmp_path)
    read = [pydicom.dcmread(file) for file in files]
    assert np.array_equal(np.stack([one.pixel_array for one in read]), series.volume.values)
    assert [float(one.ImagePositionPatient[2]) for one in read] == [-9.0, -6.0, -3.0, 0.0, 3.0, 6.0, 9.0]
    assert {float(one.RescaleIntercept) for one in read} == {0.0}


def test_every_image_says_that_it_is_not_for_clinical_use_and_of_nobody(tmp_path: Path) -> None:
    image = pydicom.dcmread(write_ct(HEADER, images(), tmp_path)[0])
    assert "NOT FOR CLINICAL USE" in image.SeriesDescription
    assert "NOT FOR CLINICAL USE" in image.PatientComments
    assert image.PatientIdentityRemoved == "YES"
    assert image.PatientID.startswith("LAB-")


def test_a_cone_beam_series_has_its_own_frame_and_study(tmp_path: Path) -> None:
    planning = pydicom.dcmread(write_ct(HEADER, images(), tmp_path)[0])
    daily = pydicom.dcmread(write_ct(HEADER, images("cbct-01", is_cone_beam=True), tmp_path)[0])
    assert planning.FrameOfReferenceUID != daily.FrameOfReferenceUID
    assert planning.StudyInstanceUID != daily.StudyInstanceUID


@pytest.mark.parametrize("name", ["BODY", "PTV", "Rectum"])
def test_filling_the_contours_gives_the_mask_back(name: str, tmp_path: Path) -> None:
    write_structures(HEADER, images(), structures(), DAY, AT, tmp_path / "structures.dcm")
    read = pydicom.dcmread(tmp_path / "structures.dcm")
    number = next(one.ROINumber for one in read.StructureSetROISequence if one.ROIName == name)
    contours = next(one for one in read.ROIContourSequence if one.ReferencedROINumber == number).ContourSequence
    planes: dict[float, list[np.ndarray]] = {}
    for contour in contours:
        points = np.asarray(contour.ContourData, dtype=float).reshape(-1, 3)
        planes.setdefault(points[0, 2], []).append(points[:, :2])
    expected = next(one.mask for one in structures() if one.name == name)
    for plane, z in enumerate(GRID.axes()[0]):
        assert np.array_equal(filled(planes.get(float(z), [])), expected[plane])


def test_a_hole_is_a_contour_of_its_own() -> None:
    ring = next(one.mask for one in structures() if one.name == "PTV")
    on_a_plane = [one for one in trace_mask(ring, GRID) if one.z == 0.0]
    assert len(on_a_plane) == 2


def test_a_square_has_eight_corners_and_touches_the_edge_of_the_grid() -> None:
    mask = np.zeros(GRID.shape, dtype=bool)
    mask[3, :4, :6] = True
    (polygon,) = trace_mask(mask, GRID)
    # Marching squares cuts each corner of a voxel mask, so that a rectangle has eight points.
    assert polygon.points.shape == (2, 8)
    assert polygon.points[0].min() == pytest.approx(GRID.origin[2] - 1.25)


def test_dose_reads_back_within_half_a_step_of_its_scaling(tmp_path: Path) -> None:
    dose = np.linspace(0.0, 73.4, int(np.prod(GRID.shape)), dtype=np.float32).reshape(GRID.shape)
    write_dose(HEADER, Volume(GRID, dose), HEADER.uid("plan"), "PLAN", DAY, AT, tmp_path / "dose.dcm")
    read = pydicom.dcmread(tmp_path / "dose.dcm")
    step = float(read.DoseGridScaling)
    assert (read.DoseUnits, read.DoseSummationType) == ("GY", "PLAN")
    assert np.abs(read.pixel_array * step - dose).max() <= step / 2 + 1e-5
    assert list(read.GridFrameOffsetVector) == [0.0, 3.0, 6.0, 9.0, 12.0, 15.0, 18.0]


def test_the_same_words_give_the_same_uid_and_others_another() -> None:
    assert HEADER.uid("plan", "A") == HEADER.uid("plan", "A")
    assert HEADER.uid("plan", "A") != HEADER.uid("plan", "B")
    assert HEADER.uid("plan", "A").is_valid
