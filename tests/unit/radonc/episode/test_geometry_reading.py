"""Volumes and contours are turned to the patient's axes, however files are written."""

from __future__ import annotations

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import ExplicitVRLittleEndian

from codewell.kernel.errors import InputError
from codewell.radonc.episode.geometry_reading import read_beam_shapes, read_ct_volume, read_dose_volume, read_structure_contours
from rt_plans import beam, ellipse, plan, rect, segments, window

# Value of a voxel tells its place: 1 a step in x, 10 in y, 100 in z.
TRUE = np.add.outer(np.add.outer(100 * np.arange(4), 10 * np.arange(3)), np.arange(5)).astype(np.uint32)


def dose(
    pixels: np.ndarray, orientation: list[float], corner: list[float], offsets: list[float] | None, **stated: object
) -> Dataset:
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.DoseUnits, made.DoseGridScaling = "GY", 0.001
    made.Rows, made.Columns, made.NumberOfFrames = pixels.shape[1], pixels.shape[2], pixels.shape[0]
    made.BitsAllocated = made.BitsStored = 32
    made.HighBit, made.PixelRepresentation, made.SamplesPerPixel, made.PhotometricInterpretation = 31, 0, 1, "MONOCHROME2"
    made.ImageOrientationPatient, made.ImagePositionPatient, made.PixelSpacing = orientation, corner, [3.0, 2.0]
    if offsets is not None:
        made.GridFrameOffsetVector = offsets
    made.PixelData = np.ascontiguousarray(pixels, dtype=np.uint32).tobytes()
    for keyword, value in stated.items():
        setattr(made, keyword, value)
    return made


# Centres: x -10 to -2 by 2, y 20 to 26 by 3, z 50 to 65 by 5.
@pytest.mark.parametrize(
    ("pixels", "orientation", "corner", "offsets"),
    [
        pytest.param(TRUE, [1, 0, 0, 0, 1, 0], [-10, 20, 50], [0, 5, 10, 15], id="head-first-supine"),
        pytest.param(TRUE, [1, 0, 0, 0, 1, 0], [-10, 20, 50], [50, 55, 60, 65], id="offsets-are-positions"),
        pytest.param(TRUE[::-1], [1, 0, 0, 0, 1, 0], [-10, 20, 65], [0, -5, -10, -15], id="planes-downward"),
        pytest.param(TRUE[:, ::-1, ::-1], [-1, 0, 0, 0, -1, 0], [-2, 26, 50], [0, 5, 10, 15], id="head-first-prone"),
        pytest.param(TRUE[::-1, :, ::-1], [-1, 0, 0, 0, 1, 0], [-2, 20, 65], [0, 5, 10, 15], id="feet-first-supine"),
    ],
)
def test_dose_is_turned_to_the_patients_axes(
    pixels: np.ndarray, orientation: list[float], corner: list[float], offsets: list[float]
) -> None:
    volume = read_dose_volume(dose(pixels, orientation, corner, offsets))
    assert volume.grid.shape == (4, 3, 5)
    assert volume.grid.spacing == (5.0, 3.0, 2.0)
    assert volume.grid.origin == (50.0, 20.0, -10.0)
    assert np.allclose(volume.values, TRUE * 0.001)
    assert volume.values.dtype == np.float32


def test_planes_at_uneven_distances_are_interpolated() -> None:
    volume = read_dose_volume(dose(TRUE[[0, 1, 3]], [1, 0, 0, 0, 1, 0], [-10, 20, 50], [0, 5, 15]))
    assert volume.grid.shape == (4, 3, 5)
    assert np.allclose(volume.values, TRUE * 0.001)


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        ({"DoseUnits": "RELATIVE"}, "rt.dose-relative"),
        ({"DoseUnits": ""}, "rt.dose-units"),
        ({"DoseGridScaling": None}, "rt.dose-scaling"),
        ({"PixelData": b""}, "rt.dose-without-pixels"),
        ({"GridFrameOffsetVector": [0, 5]}, "rt.no-position"),
        ({"ImageOrientationPatient": [0.8, 0.6, 0, -0.6, 0.8, 0]}, "rt.oblique"),
        ({"ImagePositionPatient": None}, "rt.no-position"),
    ],
)
def test_doses_that_cannot_be_used_say_why(change: dict[str, object], slug: str) -> None:
    with pytest.raises(InputError) as caught:
        read_dose_volume(dose(TRUE, [1, 0, 0, 0, 1, 0], [-10, 20, 50], [0, 5, 10, 15], **change))
    assert caught.value.slug == slug
    assert caught.value.next_step


def _slice(at: float, values: np.ndarray) -> Dataset:
    made = dose(values[np.newaxis], [1, 0, 0, 0, 1, 0], [-10, 20, at], None)
    made.RescaleSlope, made.RescaleIntercept = 2, -1000
    return made


def test_slices_in_any_order_make_a_volume_in_hounsfield_units() -> None:
    volume = read_ct_volume([_slice(50 + 5 * place, TRUE[place]) for place in (2, 0, 3, 1)])
    assert volume.grid.origin == (50.0, 20.0, -10.0)
    assert np.array_equal(volume.values, TRUE.astype(int) * 2 - 1000)
    with pytest.raises(InputError, match="no slices"):
        read_ct_volume([])


def test_contours_keep_planes_colours_and_leave_out_points() -> None:
    contour, point = Dataset(), Dataset()
    contour.ContourGeometricType, contour.ContourData = "CLOSED_PLANAR", [0, 0, 5, 10, 0, 5, 10, 10, 5, 0, 0, 5]
    point.ContourGeometricType, point.ContourData = "POINT", [1, 2, 3]
    drawn, roi, seen, made = Dataset(), Dataset(), Dataset(), Dataset()
    drawn.ReferencedROINumber, drawn.ROIDisplayColor, drawn.ContourSequence = 7, [255, 0, 10], Items([contour, point])
    roi.ROINumber, roi.ROIName = 7, "PTV"
    seen.ReferencedROINumber, seen.RTROIInterpretedType = 7, "PTV"
    made.ROIContourSequence, made.StructureSetROISequence, made.RTROIObservationsSequence = (
        Items([drawn]),
        Items([roi]),
        Items([seen]),
    )
    (found,) = read_structure_contours(made)
    assert (found.name, found.kind, found.colour, len(found.polygons)) == ("PTV", "PTV", (255, 0, 10), 1)
    assert found.polygons[0].z == 5
    assert found.polygons[0].points.tolist() == [[0, 0], [10, 0], [10, 10]]


def test_shapes_carry_the_beams_meterset() -> None:
    made = plan([beam(1, segments([(rect(-50, 50, -60, 60), 3.0), (ellipse(20, 30), 1.0)], 40))], [200])
    (shapes,) = read_beam_shapes(made)
    assert [round(one.mu, 3) for one in shapes.shapes] == [150.0, 50.0]
    assert shapes.leaf_axis == "x"
    assert shapes.boundaries.size == 61
    assert shapes.shapes[0].jaws_x == (-50.0, 50.0)
    assert shapes.shapes[0].gantry == 40


def test_two_layers_of_leaves_are_laid_over_one_another() -> None:
    (shapes,) = read_beam_shapes(plan([beam(1, window(60, 20, 5), "halcyon", BeamType="DYNAMIC")]))
    assert len(shapes.shapes) == 4
    assert shapes.boundaries.size - 1 == shapes.shapes[0].left.size
    assert sum(one.mu for one in shapes.shapes) == pytest.approx(100)
