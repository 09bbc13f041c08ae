"""Contours, dose volumes and CT volumes from data sets, in the patient's axes; `read_beam_shapes` beside them reads beams.

Files may be written head first or feet first, supine or prone, plane by plane in either direction: everything is turned to
the axes left, back, head. Planes at uneven distances are interpolated onto the smallest of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from codewell.kernel.errors import InputError
from codewell.radonc.episode.beam_shapes import read_beam_shapes
from codewell.radonc.episode.elements import FloatArray, items_of, number_of, numbers_of, text_of, whole_of
from codewell.radonc.geometry import Polygon, StructureContours
from codewell.radonc.volume import Grid, Volume

__all__ = ["read_beam_shapes", "read_ct_volume", "read_dose_volume", "read_structure_contours"]

_CONTOUR_DATA = Tag(0x30060050)
_GREY = (128, 128, 128)
_PLANAR = 0.1
_EVEN = 0.01
_MOST_PLANES = 4000
_AGAIN = "Export the series again from the planning system."


@dataclass(frozen=True, slots=True)
class _Frame:
    """How rows, columns and planes of pixels lie in the patient.

    Args:
        columns_along: patient axis (0 x, 1 y, 2 z) along which columns follow one another, and its sign.
        rows_along: the same for rows.
        planes_along: the same for planes.
    """

    columns_along: tuple[int, int]
    rows_along: tuple[int, int]
    planes_along: tuple[int, int]


def read_structure_contours(structures: Dataset) -> tuple[StructureContours, ...]:
    """Return the structures of a structure set with their transverse contours; other contours and points are left out."""
    kinds = {
        whole_of(item, "ReferencedROINumber"): text_of(item, "RTROIInterpretedType").upper()
        for item in items_of(structures, "RTROIObservationsSequence")
    }
    drawn = {whole_of(item, "ReferencedROINumber"): item for item in items_of(structures, "ROIContourSequence")}
    found = []
    for roi in items_of(structures, "StructureSetROISequence"):
        number = whole_of(roi, "ROINumber")
        item = drawn.get(number)
        polygons = (
            () if item is None else tuple(one for one in map(_polygon, items_of(item, "ContourSequence")) if one is not None)
        )
        found.append(
            StructureContours(text_of(roi, "ROIName"), kinds.get(number, ""), _GREY if item is None else _colour(item), polygons)
        )
    return tuple(found)


def _colour(item: Dataset) -> tuple[int, int, int]:
    stated = numbers_of(item, "ROIDisplayColor")
    if stated is None or stated.size != 3:
        return _GREY
    red, green, blue = (int(one) for one in stated.clip(0, 255))
    return red, green, blue


def _polygon(contour: Dataset) -> Polygon | None:
    if not text_of(contour, "ContourGeometricType").upper().startswith("CLOSED"):
        return None
    numbers = _contour_numbers(contour)
    if numbers is None:
        return None
    points = numbers[: numbers.size // 3 * 3].reshape(-1, 3)
    if len(points) > 1 and np.array_equal(points[0], points[-1]):
        points = points[:-1]
    if len(points) < 3 or float(np.ptp(points[:, 2])) > _PLANAR:
        return None
    return Polygon(float(points[0, 2]), points[:, :2].copy())


def _contour_numbers(contour: Dataset) -> FloatArray | None:
    """Return Contour Data from what is written, which is far quicker than pydicom's decimal strings."""
    if _CONTOUR_DATA not in contour:
        return None
    element: object = contour.get_item(_CONTOUR_DATA)
    if not isinstance(element, RawDataElement):
        return numbers_of(contour, "ContourData")
    try:
        numbers = np.array((element.value or b"").rstrip(b" \0").split(b"\\"), dtype=np.float64)
    except ValueError:
        return None
    return numbers if bool(np.isfinite(numbers).all()) else None


def read_dose_volume(dose: Dataset, file: str = "the dose") -> Volume:
    """Return an RT Dose in Gy.

    Args:
        dose: RT Dose with pixels.
        file: its name, for the error's sentence.

    Raises:
        InputError: units are not Gy, pixels or the scaling are missing or broken off, or the planes are oblique.
    """
    units = text_of(dose, "DoseUnits").upper()
    if units != "GY":
        slug = "rt.dose-relative" if units == "RELATIVE" else "rt.dose-units"
        raise InputError(
            f"{file} states dose as {units.lower()[:16] or 'nothing'}, not in Gy.", next_step="Export the dose in Gy.", slug=slug
        )
    scaling = number_of(dose, "DoseGridScaling")
    if scaling is None or scaling <= 0:
        raise InputError(f"{file} has no Dose Grid Scaling.", next_step=_AGAIN, slug="rt.dose-scaling")
    pixels = _pixels(dose, file, "rt.dose-without-pixels")
    pixels = pixels[np.newaxis] if pixels.ndim == 2 else pixels
    frame, corner, spacing = _placed(dose, file)
    planes = _dose_planes(dose, frame, corner, len(pixels), file)
    values = (pixels * scaling).astype(np.float32)
    return _volume(values, frame, corner, spacing, planes, number_of(dose, "SliceThickness"))


def _pixels(image: Dataset, file: str, slug: str) -> FloatArray:
    try:
        return np.asarray(image.pixel_array, dtype=np.float64)
    except (AttributeError, ValueError, NotImplementedError, RuntimeError, KeyError, TypeError, EOFError, IndexError) as fault:
        raise InputError(f"{file} has no pixels that can be read.", next_step=_AGAIN, slug=slug) from fault


def _placed(image: Dataset, file: str) -> tuple[_Frame, FloatArray, tuple[float, float]]:
    """Return the frame, the position of the first pixel and the spacing of rows and of columns."""
    corner, spacing = numbers_of(image, "ImagePositionPatient"), numbers_of(image, "PixelSpacing")
    if corner is None or corner.size != 3 or spacing is None or spacing.size != 2 or float(spacing.min()) <= 0:
        raise InputError(f"{file} does not say where its pixels lie.", next_step=_AGAIN, slug="rt.no-position")
    return _frame(image, file), corner, (float(spacing[0]), float(spacing[1]))


def _frame(image: Dataset, file: str) -> _Frame:
    stated = numbers_of(image, "ImageOrientationPatient")
    stated = np.array([1.0, 0, 0, 0, 1, 0]) if stated is None or stated.size != 6 else stated
    columns, rows = stated[:3], stated[3:]
    axes = []
    for direction in (columns, rows, np.cross(columns, rows)):
        axis = int(np.argmax(np.abs(direction)))
        if abs(direction[axis]) < 0.999:
            raise InputError(
                f"{file} lies oblique to the patient's axes.", next_step="Export it in transverse planes.", slug="rt.oblique"
            )
        axes.append((axis, 1 if direction[axis] > 0 else -1))
    return _Frame(*axes)


def _dose_planes(dose: Dataset, frame: _Frame, corner: FloatArray, count: int, file: str) -> FloatArray:
    """Return the position of each plane along the axis of planes.

    Offsets that start with 0 are distances from the first plane along its normal; others are positions themselves (DICOM PS3.3
    C.8.8.3.2).
    """
    axis, sign = frame.planes_along
    start = float(corner[axis])
    offsets = numbers_of(dose, "GridFrameOffsetVector")
    if offsets is None and count == 1:
        return np.array([start])
    if offsets is None or offsets.size != count:
        raise InputError(f"{file} does not say where its planes lie.", next_step=_AGAIN, slug="rt.no-position")
    if abs(float(offsets[0])) > 1e-6:
        return np.asarray(offsets)
    return np.asarray(start + sign * offsets)


def read_ct_volume(slices: Sequence[Dataset], file: str = "the series") -> Volume:
    """Return the slices of one image series as Hounsfield units (or what the rescaled pixels are).

    Args:
        slices: in any order; of several at one place the first counts.
        file: what to call the series in the error's sentence.

    Raises:
        InputError: there is no slice, a slice has no pixels or position, or the slices do not fit one another.
    """
    if not slices:
        raise InputError(f"{file} has no slices.", next_step="Choose a folder with the planning CT.", slug="rt.no-slices")
    frame, corner, spacing = _placed(slices[0], file)
    axis = frame.planes_along[0]
    planes: dict[float, Dataset] = {}
    for one in slices:
        other, at, _ = _placed(one, file)
        if other != frame or _extent(one) != _extent(slices[0]):
            raise InputError(f"{file} holds slices that do not fit one another.", next_step=_AGAIN, slug="rt.mixed-series")
        planes.setdefault(round(float(at[axis]), 3), one)
    order = sorted(planes)
    values = np.stack([_rescaled(planes[at], file) for at in order])
    return _volume(values, frame, corner, spacing, np.array(order), number_of(slices[0], "SliceThickness"))


def _extent(image: Dataset) -> tuple[int | None, int | None]:
    return whole_of(image, "Rows"), whole_of(image, "Columns")


def _rescaled(image: Dataset, file: str) -> npt.NDArray[np.int16]:
    pixels = _pixels(image, file, "rt.image-without-pixels")
    if pixels.ndim != 2:
        raise InputError(f"{file} holds several frames.", next_step="Export one image a slice.", slug="rt.mixed-series")
    slope, intercept = number_of(image, "RescaleSlope"), number_of(image, "RescaleIntercept")
    values = pixels * (1.0 if slope is None else slope) + (0.0 if intercept is None else intercept)
    return np.asarray(np.rint(values).clip(-32768, 32767), dtype=np.int16)


def _volume(
    values: npt.NDArray[np.generic],
    frame: _Frame,
    corner: FloatArray,
    spacing: tuple[float, float],
    planes: FloatArray,
    thickness: float | None,
) -> Volume:
    """Return pixels (planes, rows, columns) turned to the patient's axes (z, y, x), every axis rising."""
    order = np.argsort(planes, kind="stable")
    planes, values = planes[order], values[order]
    step = float(np.diff(planes).min()) if len(planes) > 1 else (thickness or spacing[0])
    if len(planes) > 1:
        planes, values = _evened(planes, values, step)
    placed = {
        frame.planes_along[0]: (0, 1, float(planes[0]), step),
        frame.rows_along[0]: (1, frame.rows_along[1], float(corner[frame.rows_along[0]]), spacing[0]),
        frame.columns_along[0]: (2, frame.columns_along[1], float(corner[frame.columns_along[0]]), spacing[1]),
    }
    turned = values.transpose([placed[axis][0] for axis in (2, 1, 0)])
    origin, steps = [], []
    for place, axis in enumerate((2, 1, 0)):
        _, sign, start, distance = placed[axis]
        if sign < 0:
            turned = np.flip(turned, place)
            start -= distance * (turned.shape[place] - 1)
        origin.append(start)
        steps.append(distance)
    deep, high, wide = turned.shape
    grid = Grid((deep, high, wide), (steps[0], steps[1], steps[2]), (origin[0], origin[1], origin[2]))
    return Volume(grid, np.ascontiguousarray(turned))


def _evened(planes: FloatArray, values: npt.NDArray[np.generic], step: float) -> tuple[FloatArray, npt.NDArray[np.generic]]:
    """Return planes at even distances; those between are interpolated."""
    gaps = np.diff(planes)
    count = round(float(planes[-1] - planes[0]) / step) + 1 if step > 0 else 0
    if step <= 0 or count > _MOST_PLANES:
        raise InputError("Planes lie on one another or too far apart.", next_step=_AGAIN, slug="rt.no-position")
    if float(gaps.max() - gaps.min()) <= _EVEN * step + 1e-3:
        return planes, values
    at = planes[0] + step * np.arange(count)
    above = np.clip(np.searchsorted(planes, at), 1, len(planes) - 1)
    part = ((at - planes[above - 1]) / (planes[above] - planes[above - 1])).clip(0, 1).reshape(-1, 1, 1)
    mixed = values[above - 1] * (1 - part) + values[above] * part
    return at, np.asarray(np.rint(mixed) if np.issubdtype(values.dtype, np.integer) else mixed).astype(values.dtype)
