"""The plans that `techniques.yaml` names, by how they are made."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from rt_plans import Step, arc, beam, conformal, ellipse, modulated, plan, rect, scattered, segments, static, strips, window

OPEN = rect(-50, 50, -60, 60)
TARGET = ellipse(45, 50)
MAKERS: dict[str, Callable[[str], Dataset]] = {}


def makes(function: Callable[[str], Dataset]) -> Callable[[str], Dataset]:
    """Enter a maker under its name."""
    MAKERS[function.__name__.strip("_")] = function
    return function


@makes
def open_(machine: str) -> Dataset:
    return plan([beam(1, static(OPEN), machine)])


@makes
def box(machine: str) -> Dataset:
    return plan([beam(n, static(TARGET, angle), machine) for n, angle in enumerate((0, 90, 180, 270), 1)])


def _wedge_steps(machine: str) -> list[Step]:
    steps = []
    for index in range(20):
        closing = -60 + 100 * index / 19
        steps.append(Step(index / 19, OPEN, 0.0 if index == 0 else None, jaws={"ASYMY": (closing, 60.0)}))
    return steps


@makes
def dynamic_wedge(machine: str) -> Dataset:
    wedge = Dataset()
    wedge.WedgeNumber, wedge.WedgeType, wedge.WedgeAngle = 1, "DYNAMIC", 30
    made = beam(1, _wedge_steps(machine), machine, BeamType="DYNAMIC", NumberOfWedges=1, WedgeSequence=Items([wedge]))
    return plan([made])


@makes
def open_and_wedged(machine: str) -> Dataset:
    return plan([beam(1, static(TARGET, 50), machine), beam(2, static(TARGET, 50), machine, NumberOfWedges=1)], [70, 30])


@makes
def squares(machine: str) -> Dataset:
    sizes = (10, 20, 40, 60, 100)
    return plan([beam(n, static(rect(-s, s, -s, s)), machine) for n, s in enumerate(sizes, 1)])


@makes
def declared_dynamic(machine: str) -> Dataset:
    return plan([beam(1, [Step(0, TARGET, 30), Step(0.5), Step(1.0)], machine, BeamType="DYNAMIC")])


@makes
def cone_down(machine: str) -> Dataset:
    made = plan([beam(1, static(OPEN), machine), beam(2, static(rect(-30, 30, -30, 30)), machine)], [180, 60])
    first, second = made.FractionGroupSequence[0], Dataset()
    second.FractionGroupNumber, second.NumberOfFractionsPlanned = 2, 5
    second.ReferencedBeamSequence = Items([first.ReferencedBeamSequence[1]])
    first.ReferencedBeamSequence = Items([first.ReferencedBeamSequence[0]])
    made.FractionGroupSequence = Items([first, second])
    return made


@makes
def subfields(machine: str) -> Dataset:
    steps, given = [], 0.0
    for angle in (0, 72, 144, 216, 288):
        steps.append(Step(given, ellipse(30, 30) if not steps else None, angle, "CW"))
        given += 0.2
        steps.append(Step(given))
    return plan([beam(1, steps, machine, BeamType="DYNAMIC")])


def _with_map(made: Dataset, values: np.ndarray, **stated: object) -> Dataset:
    item = Dataset()
    item.CompensatorNumber, item.CompensatorType, item.MaterialID = 1, "STANDARD", "brass"
    item.CompensatorRows, item.CompensatorColumns = values.shape
    item.CompensatorThicknessData = [round(float(one), 3) for one in values.ravel()]
    for keyword, value in stated.items():
        setattr(item, keyword, value)
    made.NumberOfCompensators, made.CompensatorSequence = 1, Items([item])
    return made


@makes
def tissue_compensator(machine: str) -> Dataset:
    ramp = np.add.outer(np.arange(10.0), np.arange(10.0))
    return plan([_with_map(beam(1, static(TARGET), machine), ramp, CompensatorDescription="missing tissue")])


TANGENT = [(TARGET, 85.0), (ellipse(35, 40, 5), 8.0), (ellipse(25, 30, 10), 7.0)]


@makes
def field_in_field(machine: str) -> Dataset:
    return plan([beam(n, segments(TANGENT, angle), machine) for n, angle in enumerate((300, 124), 1)])


@makes
def field_in_field_dynamic(machine: str) -> Dataset:
    return plan([beam(n, segments(TANGENT, angle), machine, BeamType="DYNAMIC") for n, angle in enumerate((300, 124), 1)])


@makes
def field_in_field_beams(machine: str) -> Dataset:
    beams, metersets = [], []
    for angle in (300, 124):
        for outline, share in TANGENT:
            beams.append(beam(len(beams) + 1, static(outline, angle), machine))
            metersets.append(share)
    return plan(beams, metersets)


@makes
def tangents_and_open(machine: str) -> Dataset:
    beams = [beam(n, segments(TANGENT, angle), machine) for n, angle in enumerate((300, 124), 1)]
    return plan([*beams, beam(3, static(rect(-60, 60, 5, 90), 10), machine)])


@makes
def open_and_subfields(machine: str) -> Dataset:
    beams = []
    for angle in (300, 124):
        beams.append(beam(len(beams) + 1, static(TARGET, angle), machine))
        beams.append(beam(len(beams) + 1, segments([(ellipse(30, 35), 1.0), (ellipse(20, 40), 1.0)], angle), machine))
    return plan(beams, [90, 20, 90, 20])


@makes
def over_the_edge(machine: str) -> Dataset:
    shapes = [(TARGET, 85.0), (ellipse(35, 40, 14), 15.0)]
    return plan([beam(n, segments(shapes, angle), machine) for n, angle in enumerate((300, 124), 1)])


@makes
def two_even(machine: str) -> Dataset:
    shapes = [(TARGET, 55.0), (ellipse(30, 35), 45.0)]
    return plan([beam(n, segments(shapes, angle), machine) for n, angle in enumerate((0, 72, 144, 216, 288), 1)])


EVEN = [(TARGET, 50.0), (ellipse(36, 40), 25.0), (ellipse(25, 30), 25.0)]


@makes
def even_nested(machine: str) -> Dataset:
    return plan([beam(n, segments(EVEN, angle), machine) for n, angle in enumerate((300, 124), 1)])


@makes
def even_nested_limits(machine: str) -> Dataset:
    made = even_nested(machine)
    limit = Dataset()
    limit.DoseReferenceNumber, limit.DoseReferenceType, limit.OrganAtRiskMaximumDose = 1, "ORGAN_AT_RISK", 45
    made.DoseReferenceSequence = Items([limit])
    return made


@makes
def step_and_shoot(machine: str) -> Dataset:
    return plan([beam(n, segments(scattered(5 + n, n), angle), machine) for n, angle in enumerate((0, 72, 144, 216, 288), 1)])


@makes
def jaw_segments(machine: str) -> Dataset:
    shapes = [(rect(x, x + 25, y, y + 30), 1.0) for x in (-50, -20, 10) for y in (-60, -10, 30)]
    return plan([beam(n, segments(shapes, angle), machine) for n, angle in enumerate((0, 72, 144, 216, 288), 1)])


@makes
def one_point_a_segment(machine: str) -> Dataset:
    beams = []
    for n, angle in enumerate((0, 72, 144, 216, 288), 1):
        steps, given = [], 0.0
        shapes = scattered(6, n)
        for index, (outline, _) in enumerate(shapes):
            steps.append(Step(given, outline, angle if index == 0 else None))
            given += 1 / len(shapes)
        beams.append(beam(n, [*steps, Step(1.0)], machine))
    return plan(beams)


@makes
def one_open_among(machine: str) -> Dataset:
    made = step_and_shoot(machine)
    made.BeamSequence.append(beam(6, static(ellipse(12, 12), 36), machine))
    reference = Dataset()
    reference.ReferencedBeamNumber, reference.BeamMeterset = 6, 20
    made.FractionGroupSequence[0].ReferencedBeamSequence.append(reference)
    return made


@makes
def one_nested_among(machine: str) -> Dataset:
    beams = [beam(n, segments(scattered(6, n), angle), machine) for n, angle in enumerate((0, 72, 144, 216), 1)]
    return plan([*beams, beam(5, segments([(TARGET, 7.0), (ellipse(20, 20), 3.0)], 288), machine)])


@makes
def segments_as_beams(machine: str) -> Dataset:
    beams = []
    for angle in (0, 72, 144, 216, 288):
        for outline, _ in scattered(5, angle + 1):
            beams.append(beam(len(beams) + 1, static(outline, angle), machine))
    return plan(beams)


def _windows(machine: str, points: int, **stated: object) -> Dataset:
    angles = (0, 120, 240)
    return plan([beam(n, window(90, 18, points, angle, n), machine, **stated) for n, angle in enumerate(angles, 1)])


@makes
def window_(machine: str) -> Dataset:
    return _windows(machine, 40, BeamType="DYNAMIC")


@makes
def window_few(machine: str) -> Dataset:
    return _windows(machine, 12, BeamType="DYNAMIC")


@makes
def window_declared_static(machine: str) -> Dataset:
    return _windows(machine, 40, BeamType="STATIC")


@makes
def virtual_compensator(machine: str) -> Dataset:
    values = np.random.default_rng(1).uniform(0.1, 1.0, (10, 10))
    beams = [
        _with_map(beam(n, static(TARGET, a), machine), values, CompensatorType="DYNAMIC") for n, a in enumerate((0, 120, 240), 1)
    ]
    return plan(beams)


@makes
def vmat(machine: str) -> Dataset:
    return plan([beam(1, modulated(60, 181, 356), machine, BeamType="DYNAMIC")])


@makes
def vmat_two(machine: str) -> Dataset:
    arcs = [modulated(90, 181, 358), modulated(90, 179, -358, seed=9)]
    return plan([beam(n, steps, machine, BeamType="DYNAMIC") for n, steps in enumerate(arcs, 1)])


@makes
def vmat_short(machine: str) -> Dataset:
    arcs = [modulated(31, 300, 60), modulated(31, 100, 60, seed=5)]
    return plan([beam(n, steps, machine, BeamType="DYNAMIC") for n, steps in enumerate(arcs, 1)])


@makes
def vmat_sweep(machine: str) -> Dataset:
    outlines = []
    for index in range(90):
        at = -45 + 65 * abs((index / 15) % 2 - 1)
        outlines.append(rect(at, at + 25, -50, 50))
    return plan([beam(1, arc(outlines, 181, 356), machine, BeamType="DYNAMIC")])


@makes
def vmat_coarse(machine: str) -> Dataset:
    random = np.random.default_rng(11)
    outlines = []
    for _ in range(37):
        lows = random.uniform(-45, 10, 10)
        outlines.append(strips([(float(low), float(low) + 30) for low in lows], 10.0))
    return plan([beam(1, arc(outlines, 180, 359.9), machine, BeamType="DYNAMIC")])


@makes
def arc_one(machine: str) -> Dataset:
    return plan([beam(1, arc([TARGET] * 37, 181, 358), machine, BeamType="DYNAMIC")])


@makes
def arc_one_rate(machine: str) -> Dataset:
    rates = [1 + (n % 4) for n in range(36)]
    return plan([beam(1, arc([TARGET] * 37, 181, 358, rates), machine, BeamType="DYNAMIC")])


@makes
def conformal_(machine: str) -> Dataset:
    return plan([beam(1, conformal(73, 181, 358, (20, 35, 30), (0, 0)), machine, BeamType="DYNAMIC")])


@makes
def conformal_beside(machine: str) -> Dataset:
    return plan([beam(1, conformal(90, 181, 356, (15, 20, 20), (60, 20)), machine, BeamType="DYNAMIC")])


@makes
def conformal_coarse(machine: str) -> Dataset:
    return plan([beam(1, conformal(36, 185, 350, (25, 20, 25), (10, 0)), machine, BeamType="DYNAMIC")])


@makes
def conformal_short(machine: str) -> Dataset:
    arcs = [conformal(13, 20, 120, (15, 18, 15), (0, 0)), conformal(13, 340, -120, (15, 18, 15), (0, 0))]
    return plan([beam(n, steps, machine, BeamType="DYNAMIC") for n, steps in enumerate(arcs, 1)])


@makes
def compensator(machine: str) -> Dataset:
    values = np.random.default_rng(2).uniform(0, 40, (12, 12))
    return plan([_with_map(beam(n, static(OPEN, a), machine), values) for n, a in enumerate((0, 51, 103, 154, 206, 257, 309), 1)])


@makes
def electron(machine: str) -> Dataset:
    return plan([beam(1, static(OPEN), machine, RadiationType="ELECTRON", NumberOfBlocks=1)])


@makes
def photon_electron(machine: str) -> Dataset:
    return plan([beam(1, static(OPEN), machine), beam(2, static(OPEN, 20), machine, RadiationType="ELECTRON")])


@makes
def hybrid(machine: str) -> Dataset:
    opened = [beam(n, static(TARGET, angle), machine) for n, angle in enumerate((300, 124), 1)]
    moving = [beam(n, window(80, 20, 40, angle, n), machine, BeamType="DYNAMIC") for n, angle in enumerate((300, 124), 3)]
    return plan([*opened, *moving], [80, 80, 40, 40])


@makes
def arc_and_open(machine: str) -> Dataset:
    return plan([beam(1, modulated(60, 181, 356), machine, BeamType="DYNAMIC"), beam(2, static(TARGET), machine)])


@makes
def setup_only(machine: str) -> Dataset:
    return plan([beam(1, static(OPEN), machine, TreatmentDeliveryType="SETUP")])


@makes
def nothing(machine: str) -> Dataset:
    return plan([])


@makes
def vmat_setup(machine: str) -> Dataset:
    setup = [beam(n, static(OPEN, angle), machine, TreatmentDeliveryType="SETUP") for n, angle in ((2, 0), (3, 270))]
    return plan([beam(1, modulated(60, 181, 356), machine, BeamType="DYNAMIC"), *setup])


@makes
def dropped_beam(machine: str) -> Dataset:
    return plan([beam(1, static(OPEN), machine), beam(2, window(80, 20, 40), machine, BeamType="DYNAMIC")], [100, 0])


def _binary(turns: float, random: np.random.Generator) -> Dataset:
    count = 103
    steps = []
    for n in range(count):
        place = (0.0, 0.0, float(n) if turns else 0.0)
        turned = turns * 360 * n / (count - 1)
        first = n == 0
        steps.append(
            Step(n / (count - 1), rect(-200, 200, -12, 12) if first else None, turned, "CW" if turns and first else None, place)
        )
    made = beam(1, steps, "jaws", BeamType="DYNAMIC")
    for point in made.ControlPointSequence[:-1]:
        block = point.private_block(0x300D, "TOMO_HA_01", create=True)
        times = random.uniform(0, 1, 64) * (random.uniform(0, 1, 64) > 0.6)
        block.add_new(0xA7, "UN", "\\".join(f"{one:.3f}" for one in times).encode())
    return made


@makes
def helical(machine: str) -> Dataset:
    return plan([_binary(2.0, np.random.default_rng(4))])


@makes
def binary_fixed(machine: str) -> Dataset:
    return plan([_binary(0.0, np.random.default_rng(5))])


@makes
def protons(machine: str) -> Dataset:
    return plan([beam(1, static(OPEN), machine, RadiationType="PROTON")])
