"""Makes RT Plans of known technique for machines of several makers; what they are follows from how they are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

Outline = Callable[[float], tuple[float, float] | None]
"""Left and right edge of an opening at a distance across the leaves; None where it is closed."""


@dataclass(frozen=True)
class Machine:
    """Jaws and leaves: kinds of devices and the number and extent of leaf pairs, by layer."""

    jaws: tuple[str, ...]
    layers: tuple[tuple[str, int, float], ...] = ()
    shift: float = 0.0  # of the second layer, mm


MACHINES = {
    "varian": Machine(("ASYMX", "ASYMY"), (("MLCX", 60, 200.0),)),
    "elekta": Machine(("ASYMY",), (("MLCX", 80, 200.0),)),
    "elekta-old": Machine(("ASYMX", "ASYMY"), (("MLCY", 40, 200.0),)),
    "siemens": Machine(("Y",), (("MLCX", 82, 200.0),)),
    "halcyon": Machine(("X", "Y"), (("MLCX1", 28, 140.0), ("MLCX2", 29, 145.0))),
    "pinnacle": Machine(("X", "Y"), (("MLCX", 40, 200.0),)),
    "jaws": Machine(("ASYMX", "ASYMY")),
}


def rect(x1: float, x2: float, y1: float, y2: float) -> Outline:
    """Return a rectangle."""
    return lambda y: (x1, x2) if y1 <= y <= y2 else None


def ellipse(rx: float, ry: float, cx: float = 0.0, cy: float = 0.0) -> Outline:
    """Return an ellipse."""

    def edge(y: float) -> tuple[float, float] | None:
        part = 1 - ((y - cy) / ry) ** 2
        return (cx - rx * part**0.5, cx + rx * part**0.5) if part > 0.02 else None

    return edge


def strips(edges: Sequence[tuple[float, float] | None], height: float) -> Outline:
    """Return strips of one height, centred on 0, each with its own opening."""
    half = len(edges) * height / 2
    return lambda y: edges[int((y + half) // height)] if -half <= y < half else None


@dataclass
class Step:
    """A control point: meterset up to it, opening, gantry; `None` leaves out what does not change."""

    weight: float | None
    outline: Outline | None = None
    gantry: float | None = None
    way: str | None = None
    isocentre: tuple[float, float, float] | None = None
    jaws: dict[str, tuple[float, float]] = field(default_factory=dict)


def boundaries(machine: str, layer: int) -> np.ndarray:
    """Return the leaf boundaries of a layer."""
    _, pairs, half = MACHINES[machine].layers[layer]
    return np.linspace(-half, half, pairs + 1)


def positions(machine: str, outline: Outline) -> list[tuple[str, list[float]]]:
    """Return jaw and leaf positions of an opening; jaws stand at its extent, closed leaves park at its middle."""
    across = [y for y in np.arange(-139, 140, 2.0) if outline(float(y)) is not None]
    edges = [edge for y in across if (edge := outline(float(y))) is not None]
    low, high = min(one[0] for one in edges), max(one[1] for one in edges)
    made = MACHINES[machine]
    swapped = any(kind.startswith("MLCY") for kind, _, _ in made.layers)
    along, cross = (float(low), float(high)), (float(across[0]) - 1, float(across[-1]) + 1)
    found: list[tuple[str, list[float]]] = []
    for kind in made.jaws:
        is_x = kind.endswith("X")
        found.append((kind, list(along if is_x != swapped else cross)))
    for place, (kind, _, _) in enumerate(made.layers):
        limits = boundaries(machine, place)
        left, right = [], []
        for lower, upper in pairwise(limits):
            edge = outline(float((lower + upper) / 2))
            middle = (low + high) / 2
            left.append(round(edge[0] if edge else middle, 2))
            right.append(round(edge[1] if edge else middle, 2))
        found.append((kind, left + right))
    return found


def beam(number: int, steps: Sequence[Step], machine: str = "varian", **stated: Any) -> Dataset:
    """Return a beam; control points hold what their step names, the first holds everything."""
    item = Dataset()
    item.BeamNumber, item.BeamName = number, f"Field {number}"
    item.BeamType, item.RadiationType, item.TreatmentDeliveryType = "STATIC", "PHOTON", "TREATMENT"
    item.NumberOfWedges = item.NumberOfCompensators = item.NumberOfBoli = item.NumberOfBlocks = 0
    item.FinalCumulativeMetersetWeight = 1
    made = MACHINES[machine]
    devices = []
    for kind in made.jaws:
        device = Dataset()
        device.RTBeamLimitingDeviceType, device.NumberOfLeafJawPairs = kind, 1
        devices.append(device)
    for place, (kind, pairs, _) in enumerate(made.layers):
        device = Dataset()
        device.RTBeamLimitingDeviceType, device.NumberOfLeafJawPairs = kind, pairs
        device.LeafPositionBoundaries = [float(one) for one in boundaries(machine, place)]
        devices.append(device)
    item.BeamLimitingDeviceSequence = Items(devices)
    item.ControlPointSequence = Items([_point(index, step, machine) for index, step in enumerate(steps)])
    item.NumberOfControlPoints = len(steps)
    for keyword, value in stated.items():
        setattr(item, keyword, value)
    return item


def _point(index: int, step: Step, machine: str) -> Dataset:
    point = Dataset()
    point.ControlPointIndex = index
    if index == 0:
        point.NominalBeamEnergy, point.DoseRateSet, point.SourceToSurfaceDistance = 6, 600, 900
        point.PatientSupportAngle, point.BeamLimitingDeviceAngle = 0, 0
        point.IsocenterPosition = list(step.isocentre or (0.0, 0.0, 0.0))
        point.GantryAngle, point.GantryRotationDirection = step.gantry or 0.0, step.way or "NONE"
    if index and step.isocentre is not None:
        point.IsocenterPosition = list(step.isocentre)
    if index and step.gantry is not None:
        point.GantryAngle = step.gantry % 360
    if index and step.way is not None:
        point.GantryRotationDirection = step.way
    if step.weight is not None:
        point.CumulativeMetersetWeight = round(step.weight, 6)
    if step.outline is not None:
        items = []
        for kind, values in positions(machine, step.outline):
            item = Dataset()
            item.RTBeamLimitingDeviceType = kind
            item.LeafJawPositions = list(step.jaws.get(kind, values))
            items.append(item)
        point.BeamLimitingDevicePositionSequence = Items(items)
    return point


def plan(beams: Sequence[Dataset], metersets: Sequence[float] | None = None, fractions: int = 25, **stated: Any) -> Dataset:
    """Return a plan with one fraction group; beams that do not treat have no meterset."""
    made = Dataset()
    made.SOPClassUID, made.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.481.5", "1.2.3.4.5"
    made.Modality, made.RTPlanLabel, made.RTPlanDate = "RTPLAN", "made", "20250106"
    made.RTPlanGeometry, made.PlanIntent = "PATIENT", "CURATIVE"
    made.BeamSequence = Items(list(beams))
    group = Dataset()
    group.FractionGroupNumber, group.NumberOfFractionsPlanned = 1, fractions
    group.NumberOfBeams, group.NumberOfBrachyApplicationSetups = len(beams), 0
    references = []
    for place, one in enumerate(beams):
        reference = Dataset()
        reference.ReferencedBeamNumber = one.BeamNumber
        if one.TreatmentDeliveryType == "TREATMENT":
            reference.BeamMeterset = 100.0 if metersets is None else metersets[place]
            reference.BeamDose = 2.0 / len(beams)
        references.append(reference)
    group.ReferencedBeamSequence = Items(references)
    made.FractionGroupSequence = Items([group])
    for keyword, value in stated.items():
        setattr(made, keyword, value)
    return made


def static(outline: Outline, gantry: float = 0.0) -> list[Step]:
    """Return the two control points of an open field."""
    return [Step(0.0, outline, gantry), Step(1.0)]


def segments(shapes: Sequence[tuple[Outline, float]], gantry: float = 0.0) -> list[Step]:
    """Return static segments, two control points each, the second without what it inherits."""
    steps, given = [], 0.0
    total = sum(share for _, share in shapes)
    for outline, share in shapes:
        steps.append(Step(given, outline, gantry if not steps else None))
        given += share / total
        steps.append(Step(given))
    steps[-1].weight = 1.0
    return steps


def window(width: float, gap: float, points: int, gantry: float = 0.0, seed: int = 1) -> list[Step]:
    """Return a window that sweeps from one side to the other, row by row at its own pace."""
    own = np.random.default_rng(seed).uniform(0.5, 1.5, 12)
    steps = []
    for index in range(points):
        part = index / (points - 1)
        edges: list[tuple[float, float] | None] = []
        for pace in own:
            at = -width / 2 + (width - gap * pace) * part**pace
            edges.append((at, at + gap * pace))
        steps.append(Step(part, strips(edges, 10.0), gantry if index == 0 else None))
    return steps


def arc(outlines: Sequence[Outline], start: float, travel: float, rates: Sequence[float] | None = None) -> list[Step]:
    """Return an arc with an opening at each control point."""
    count = len(outlines)
    rates = [1.0] * (count - 1) if rates is None else list(rates)
    given = np.concatenate([[0.0], np.cumsum(rates) / np.sum(rates)])
    way = "CW" if travel > 0 else "CC"
    last = None
    steps = []
    for index, outline in enumerate(outlines):
        same = outline is last
        gantry = start + travel * index / (count - 1)
        steps.append(Step(float(given[index]), None if same else outline, gantry, way if index == 0 else None))
        last = outline
    return steps


def conformal(
    points: int, start: float, travel: float, axes: tuple[float, float, float], centre: tuple[float, float]
) -> list[Step]:
    """Return an arc that follows an ellipsoid of half axes x, y, z whose centre lies beside the axis."""
    outlines = []
    for index in range(points):
        turn = np.radians(start + travel * index / (points - 1))
        half = float(np.hypot(axes[0] * np.cos(turn), axes[1] * np.sin(turn)))
        middle = float(centre[0] * np.cos(turn) + centre[1] * np.sin(turn))
        outlines.append(ellipse(half + 5, axes[2] + 5, middle))
    return arc(outlines, start, travel)


def modulated(points: int, start: float, travel: float, seed: int = 3, width: float = 80.0) -> list[Step]:
    """Return an arc whose leaves wander row by row and whose dose rate varies."""
    random = np.random.default_rng(seed)
    rows = 14
    knots = max(4, points // 8)
    at = np.linspace(0, points - 1, knots)
    lows = [np.interp(np.arange(points), at, random.uniform(0, 0.5, knots)) for _ in range(rows)]
    wides = [np.interp(np.arange(points), at, random.uniform(0.2, 0.5, knots)) for _ in range(rows)]
    outlines = []
    for index in range(points):
        edges = []
        for low, wide in zip(lows, wides, strict=True):
            left = -width / 2 + width * float(low[index])
            edges.append((left, left + width * float(wide[index])))
        outlines.append(strips(list(edges), 10.0))
    return arc(outlines, start, travel, list(random.uniform(0.3, 1.7, points - 1)))


def scattered(count: int, seed: int) -> list[tuple[Outline, float]]:
    """Return segments of intensity modulation: parts of the field, none of them leading."""
    random = np.random.default_rng(seed)
    shapes = []
    for _ in range(count):
        edges = []
        for _ in range(10):
            low = float(random.uniform(-45, 20))
            edges.append((low, low + float(random.uniform(10, 45))))
        shapes.append((strips(edges, 10.0), float(random.uniform(0.5, 1.5))))
    return shapes
