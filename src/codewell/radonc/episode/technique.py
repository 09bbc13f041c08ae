"""The technique of a beam, measured from its control points.

Beam Type (STATIC, DYNAMIC) and names are not believed: planning systems write static segments as DYNAMIC and arcs with one
aperture as VMAT. What decides is what moves while meterset is given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydicom.dataset import Dataset

from codewell.radonc.episode.apertures import Apertures, apertures_of
from codewell.radonc.episode.arcs import arc_signs
from codewell.radonc.episode.compensators import CompensatorReading
from codewell.radonc.episode.control_points import ControlPoints
from codewell.radonc.episode.elements import items_of, text_of
from codewell.radonc.episode.fields import FieldReading, read_field, strips_of
from codewell.radonc.facts import Technique

# Share of the meterset from which a movement decides; less is travel between segments that a system writes with a trace of dose.
_DECIDES = 0.2
_ARC_SHARE = 0.5
# Leaf open times of a binary multileaf collimator (TomoTherapy, Radixact), one number a leaf; private, owner TOMO_HA_01.
_OPEN_TIMES = (0x300D, 0x10A7)
_HELIX = 400.0
_MODULATED_SPREAD = 0.05
_UNCHANGED = 0.03
_STATIC_FIRST = (Technique.STEP_AND_SHOOT, Technique.AMBIGUOUS, Technique.FIELD_IN_FIELD, Technique.STATIC)


@dataclass(frozen=True, slots=True)
class Measured:
    """The technique of a beam and what it was measured from.

    Args:
        technique: measured.
        how: one sentence.
        apertures: None for beams without control points.
        field: how static shapes work together; None for beams that move.
    """

    technique: Technique
    how: str
    apertures: Apertures | None = None
    field: FieldReading | None = None


def measure_beam(beam: Dataset, points: ControlPoints | None, compensators: CompensatorReading, *, inverse: bool) -> Measured:
    """Return the measured technique of a beam.

    Args:
        beam: item of the Beam Sequence.
        points: its control points; None where it has none.
        compensators: its compensators.
        inverse: whether the plan carries dose constraints of inverse planning, which settle what shape alone leaves open.
    """
    radiation = text_of(beam, "RadiationType").upper() or "PHOTON"
    if points is None:
        return Measured(Technique.NONE, "the beam has no control points")
    static = text_of(beam, "BeamType").upper() == "STATIC"
    apertures = apertures_of(points, declared_static=static)
    if radiation == "ELECTRON":
        return Measured(Technique.ELECTRON, "radiation type is electron", apertures)
    if radiation != "PHOTON":
        return Measured(Technique.PARTICLE, f"radiation type is {radiation.lower()[:20]}", apertures)
    binary = _binary_collimator(beam, apertures)
    if binary is not None:
        return binary
    if compensators.number and not compensators.makes_up_tissue:
        return Measured(Technique.COMPENSATOR, _compensator_text(compensators), apertures)
    if apertures.turns >= _ARC_SHARE:
        return _measured_arc(apertures, inverse=inverse)
    if apertures.leaves_move >= _DECIDES:
        return _measured_window(apertures)
    if apertures.jaws_move >= _DECIDES:
        return _measured_jaws(apertures)
    if compensators.is_virtual and apertures.count == 1:
        return Measured(
            Technique.SLIDING_WINDOW, "a fluence map stands for leaf movement that the plan does not spell out", apertures
        )
    return _measured_shapes(apertures, inverse=inverse)


def _compensator_text(compensators: CompensatorReading) -> str:
    if compensators.is_smooth:
        return "a physical compensator; its map is smooth, perhaps for missing tissue: confirm inverse planning in the note"
    return "a physical compensator shapes the intensity"


def _measured_arc(apertures: Apertures, *, inverse: bool) -> Measured:
    travelled = abs(float(apertures.angles[-1] - apertures.angles[0])) or apertures.arc
    if apertures.count == 1 or _mean_outside(apertures) < _UNCHANGED / 3:
        return Measured(Technique.CONFORMAL_ARC, f"an arc of {travelled:.0f} degrees with one aperture", apertures)
    if travelled > _HELIX and not apertures.openings.leaves.size:
        return Measured(Technique.VMAT, f"a helix of {travelled / 360:.1f} turns; leaf open times are not in the file", apertures)
    signs = arc_signs(apertures.openings, apertures.angles, apertures.points.given, apertures.points.collimator)
    if signs.is_modulated or (inverse and signs.points):
        return Measured(Technique.VMAT, f"an arc of {travelled:.0f} degrees whose leaves modulate: {signs}", apertures)
    return Measured(
        Technique.CONFORMAL_ARC, f"an arc of {travelled:.0f} degrees whose leaves follow an outline: {signs}", apertures
    )


def _mean_outside(apertures: Apertures) -> float:
    """Return how much the openings differ from the area that is open at any time, 0 where all are the same."""
    openings = apertures.openings
    is_open = openings.heights > 0
    low = np.where(is_open, openings.low, np.inf).min(axis=0)
    high = np.where(is_open, openings.high, -np.inf).max(axis=0)
    union = float((np.where(high > low, high - low, 0.0) * openings.heights.max(axis=0)).sum())
    return 1 - float(openings.areas.mean()) / union if union > 0 else 0.0


def _measured_window(apertures: Apertures) -> Measured:
    if _mean_outside(apertures) < _UNCHANGED:
        return Measured(Technique.STATIC, "one aperture at a fixed gantry; leaves move by less than matters", apertures)
    way = "one way" if apertures.sweeps else "to and fro"
    text = f"leaves move {way} during {apertures.leaves_move:.0%} of the meterset at a fixed gantry, {apertures.count} shapes"
    return Measured(Technique.SLIDING_WINDOW, text, apertures)


def _measured_jaws(apertures: Apertures) -> Measured:
    """Tell a dynamic wedge (one jaw closes) from a window between a pair of jaws."""
    travel = np.ptp(apertures.openings.jaws, axis=0)
    if min(travel[0], travel[1]) > 5 or min(travel[2], travel[3]) > 5:
        return Measured(Technique.SLIDING_WINDOW, "a window between jaws moves while the beam is on", apertures)
    return Measured(Technique.STATIC, "one jaw moves while the beam is on: a dynamic wedge, not intensity modulation", apertures)


def _measured_shapes(apertures: Apertures, *, inverse: bool) -> Measured:
    """Read the static shapes gantry angle by gantry angle."""
    gantry = apertures.points.gantry
    angles = [round(float(gantry[at])) % 360 if np.isfinite(gantry[at]) else 0 for at in apertures.first]
    shapes = strips_of(apertures)
    readings = [
        read_field([one for one, at in zip(shapes, angles, strict=True) if at == angle]) for angle in dict.fromkeys(angles)
    ]
    reading = min(readings, key=lambda one: _STATIC_FIRST.index(one.technique))
    technique = reading.technique
    if technique is Technique.AMBIGUOUS and inverse:
        technique = Technique.STEP_AND_SHOOT
    return Measured(technique, _shapes_text(technique, reading, len(readings)), apertures, reading)


def _shapes_text(technique: Technique, reading: FieldReading, angles: int) -> str:
    if technique is Technique.STATIC:
        return "one aperture at a fixed gantry" if angles == 1 else f"one aperture at each of {angles} gantry angles"
    return (
        f"{reading.shapes} static shapes, the largest with {reading.largest_share:.0%} of the meterset, "
        f"the others {reading.outside:.0%} outside it"
    )


def _binary_collimator(beam: Dataset, apertures: Apertures) -> Measured | None:
    """Return the technique of a beam whose control points hold leaf open times; None for all others."""
    rows = []
    for point in items_of(beam, "ControlPointSequence"):
        if _OPEN_TIMES in point:
            found = point[_OPEN_TIMES].value
            rows.append(_open_times(found))
    times = [one for one in rows if one.size]
    if not times or len({one.size for one in times}) != 1:
        return None
    stack = np.vstack(times)
    turning = apertures.arc > 5
    if (
        float(stack[stack > 0].std() if (stack > 0).any() else 0.0) < _MODULATED_SPREAD
        and float(np.ptp(stack, axis=0).max()) < 0.5
    ):
        technique = Technique.CONFORMAL_ARC if turning else Technique.STATIC
        return Measured(technique, "leaves of a binary collimator open alike throughout", apertures)
    technique = Technique.VMAT if turning else Technique.SLIDING_WINDOW
    way = f"over {apertures.arc / 360:.1f} turns" if turning else "at a fixed gantry"
    return Measured(technique, f"open times of the leaves of a binary collimator vary {way}", apertures)


def _open_times(found: object) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    try:
        if isinstance(found, bytes):
            return np.array([float(one) for one in found.decode("ascii").replace("\0", "").split("\\") if one.strip()])
        return np.atleast_1d(np.asarray(found, dtype=np.float64))
    except (ValueError, TypeError, UnicodeDecodeError):
        return np.empty(0)
