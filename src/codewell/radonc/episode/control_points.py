"""Control points of a beam with what each inherits from those before it (DICOM PS3.3 C.8.8.14.5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import FloatArray, items_of, number_of, numbers_of, text_of, whole_of
from codewell.radonc.facts import Point

# A file may leave out Leaf Position Boundaries; fields of linear accelerators are 400 mm wide.
_FIELD_WIDTH = 400.0


@dataclass(frozen=True, slots=True)
class LimitingDevice:
    """A pair of jaws or a multileaf collimator.

    Args:
        kind: RT Beam Limiting Device Type: X, Y, ASYMX, ASYMY, MLCX, MLCY, MLCX1, MLCX2.
        boundaries: edges between leaf pairs, mm at the isocentre; None for jaws.
    """

    kind: str
    boundaries: FloatArray | None

    @property
    def has_leaves(self) -> bool:
        """Say whether it is a multileaf collimator."""
        return self.boundaries is not None

    @property
    def axis(self) -> str:
        """Return the axis along which it moves, `x` or `y`."""
        return "y" if self.kind.rstrip("0123456789").endswith("Y") else "x"


@dataclass(frozen=True, slots=True)
class ControlPoints:
    """Control points of a beam as arrays, one row for each point; what a point leaves out it has from the one before.

    Args:
        weights: meterset delivered up to each point, 0 to 1 of the beam.
        gantry: degrees; NaN where never stated.
        directions: Gantry Rotation Direction from each point to the next: CW, CC, NONE or empty.
        collimator: Beam Limiting Device Angle of the first point that states one, degrees; 0 where none does.
        couch: Patient Support Angle, degrees; NaN where never stated.
        isocentres: one for each point; None before the first is stated.
        energy: of the first point that states one; None where none does.
        ssd: of the first point that states one, mm; None where none does.
        devices: that have positions.
        positions: by kind of device, bank 1 then bank 2, mm.
        weights_stated: whether the file states the weights.
    """

    weights: FloatArray
    gantry: FloatArray
    directions: tuple[str, ...]
    collimator: float
    couch: FloatArray
    isocentres: tuple[Point | None, ...]
    energy: float | None
    ssd: float | None
    devices: tuple[LimitingDevice, ...]
    positions: dict[str, FloatArray]
    weights_stated: bool

    @property
    def given(self) -> FloatArray:
        """Return the share of the meterset between each point and the next."""
        return np.diff(self.weights)

    def gantry_steps(self) -> FloatArray:
        """Return the signed degrees travelled between each point and the next, in the stated direction of rotation."""
        return np.array(
            [_turn(a, b, way) for a, b, way in zip(self.gantry, self.gantry[1:], self.directions, strict=False)],
            dtype=np.float64,
        )

    def couch_steps(self) -> FloatArray:
        """Return the degrees that the couch turns between each point and the next."""
        return np.array([_turn(a, b, "") for a, b in zip(self.couch, self.couch[1:], strict=False)], dtype=np.float64)


def _turn(start: float, stop: float, direction: str) -> float:
    """Return the signed turn; the shorter way where no direction is stated."""
    change = (stop - start) % 360
    if not np.isfinite(change) or min(change, 360 - change) < 1e-3:
        return 0.0
    if direction in ("CW", "CC"):
        return change if direction == "CW" else change - 360
    return change if change <= 180 else change - 360


def control_points_of(beam: Dataset) -> ControlPoints | None:
    """Return the control points of a beam; None where it has none."""
    points = items_of(beam, "ControlPointSequence") or items_of(beam, "IonControlPointSequence")
    if not points:
        return None
    positions = _positions(beam, points)
    weights, stated = _weights(points)
    return ControlPoints(
        weights=weights,
        gantry=_inherited(points, "GantryAngle"),
        directions=_inherited_text(points, "GantryRotationDirection"),
        collimator=next(
            (one for one in (number_of(point, "BeamLimitingDeviceAngle") for point in points) if one is not None), 0.0
        ),
        couch=_inherited(points, "PatientSupportAngle"),
        isocentres=_isocentres(points),
        energy=next((one for one in (number_of(point, "NominalBeamEnergy") for point in points) if one is not None), None),
        ssd=next((one for one in (number_of(point, "SourceToSurfaceDistance") for point in points) if one is not None), None),
        devices=tuple(device for device in _devices(beam, positions) if device.kind in positions),
        positions=positions,
        weights_stated=stated,
    )


def _weights(points: tuple[Dataset, ...]) -> tuple[FloatArray, bool]:
    """Return cumulative weights from 0 to 1, and whether the file states them.

    A weight that is left out is that of the point before; one that falls is held, so that no meterset is negative. Where the
    file states none, every step has the same share.
    """
    found = [number_of(point, "CumulativeMetersetWeight") for point in points]
    held = 0.0
    weights = np.zeros(len(points))
    for index, one in enumerate(found):
        held = held if one is None else max(held, one)
        weights[index] = held
    stated = weights[-1] > weights[0] and all(one is not None for one in (found[0], found[-1]))
    if weights[-1] > weights[0]:
        return (weights - weights[0]) / (weights[-1] - weights[0]), stated
    return np.linspace(0.0, 1.0, len(points)) if len(points) > 1 else np.ones(1), stated


def _inherited(points: tuple[Dataset, ...], keyword: str) -> FloatArray:
    values = np.full(len(points), np.nan)
    held = np.nan
    for index, point in enumerate(points):
        stated = number_of(point, keyword)
        held = held if stated is None else stated
        values[index] = held
    if len(values) and np.isnan(values[0]):  # a first point that forgets the angle has it from the first that states it
        known = values[~np.isnan(values)]
        values[np.isnan(values)] = known[0] if known.size else np.nan
    return values


def _inherited_text(points: tuple[Dataset, ...], keyword: str) -> tuple[str, ...]:
    held, texts = "", []
    for point in points:
        held = text_of(point, keyword).upper() or held
        texts.append(held)
    return tuple(texts)


def _isocentres(points: tuple[Dataset, ...]) -> tuple[Point | None, ...]:
    held: Point | None = None
    found: list[Point | None] = []
    for point in points:
        stated = numbers_of(point, "IsocenterPosition")
        if stated is not None and stated.size == 3:
            held = Point(*(float(one) for one in stated))
        found.append(held)
    return tuple(found)


def _positions(beam: Dataset, points: tuple[Dataset, ...]) -> dict[str, FloatArray]:
    """Return positions by kind of device; a point that leaves a device out has it from the point before."""
    rows: dict[str, list[FloatArray | None]] = {}
    for index, point in enumerate(points):
        for item in items_of(point, "BeamLimitingDevicePositionSequence"):
            kind = text_of(item, "RTBeamLimitingDeviceType").upper()
            stated = numbers_of(item, "LeafJawPositions")
            if not kind or stated is None:
                continue
            if stated.size == 1:  # symmetric jaws written as one number
                stated = np.array([-abs(stated[0]), abs(stated[0])])
            held = rows.setdefault(kind, [None] * len(points))
            if stated.size % 2 == 0:
                held[index] = stated
    return {kind: filled for kind, held in rows.items() if (filled := _filled(held)) is not None}


def _filled(held: list[FloatArray | None]) -> FloatArray | None:
    """Return one row a point; rows of another length than the first are passed over."""
    first = next((one for one in held if one is not None), None)
    if first is None:
        return None
    filled = np.empty((len(held), first.size))
    last = first
    for index, one in enumerate(held):
        last = one if one is not None and one.size == first.size else last
        filled[index] = last
    return filled


def _devices(beam: Dataset, positions: dict[str, FloatArray]) -> list[LimitingDevice]:
    """Return the devices that the beam declares, and those that only the control points name."""
    declared: dict[str, FloatArray | None] = {}
    for item in items_of(beam, "BeamLimitingDeviceSequence") + items_of(beam, "IonBeamLimitingDeviceSequence"):
        kind = text_of(item, "RTBeamLimitingDeviceType").upper()
        declared[kind] = numbers_of(item, "LeafPositionBoundaries")
        if kind in positions and declared[kind] is None and whole_of(item, "NumberOfLeafJawPairs") not in (None, 1):
            declared[kind] = _even(positions[kind])
    devices = []
    for kind in dict.fromkeys((*declared, *positions)):
        edges = declared.get(kind)
        pairs = positions[kind].shape[1] // 2 if kind in positions else 0
        if kind.startswith("MLC") or pairs > 1:
            edges = np.sort(edges) if edges is not None and edges.size == pairs + 1 else _even(positions.get(kind))
            devices.append(LimitingDevice(kind, edges))
        else:
            devices.append(LimitingDevice(kind, None))
    return devices


def _even(positions: FloatArray | None) -> FloatArray:
    pairs = 1 if positions is None else positions.shape[1] // 2
    return np.linspace(-_FIELD_WIDTH / 2, _FIELD_WIDTH / 2, pairs + 1)
