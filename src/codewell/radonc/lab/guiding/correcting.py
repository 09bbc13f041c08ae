"""Couch corrections that bring a shifted patient back, and what is left over. Not for clinical use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from codewell.radonc.facts import Point
from codewell.radonc.lab.guiding.shifts import ORIGIN, RigidShift, shift_of


@dataclass(frozen=True, slots=True)
class Couch:
    """What a couch can do.

    Args:
        turns: whether it pitches, rolls and turns (six axes) or only travels (three).
        most_turned: degrees about each axis that it can take up.
        step: mm between its positions; 0 for a continuous one.
        tolerance: mm below which a shift is left alone.
    """

    turns: bool = True
    most_turned: float = 3.0
    step: float = 0.1
    tolerance: float = 0.0


THREE_AXES = Couch(turns=False)
SIX_AXES = Couch()


@dataclass(frozen=True, slots=True)
class Correction:
    """A movement of the couch.

    Args:
        translation: mm by which the patient is moved, in patient axes, after turning about the isocentre.
        rotation: degrees about x, y and z by which the patient is turned (Rz Ry Rx).
        residual: where the patient lies afterwards against planning, if the shift was as measured.
    """

    translation: Point
    rotation: Point
    residual: RigidShift

    @property
    def vertical(self) -> float:
        """Return the couch's upward travel, mm (IEC 61217 Z of a patient head first and supine)."""
        return -self.translation.y

    @property
    def longitudinal(self) -> float:
        """Return the couch's travel towards the gantry, mm (IEC 61217 Y)."""
        return self.translation.z

    @property
    def lateral(self) -> float:
        """Return the couch's travel to the right seen from its foot, mm (IEC 61217 X, the patient's left)."""
        return self.translation.x


def correct(measured: RigidShift, couch: Couch = SIX_AXES) -> Correction:
    """Return the movement that brings the planned isocentre back to the machine's.

    A couch with three axes leaves the rotation: the isocentre comes back, points away from it do not. One with six takes
    up rotations as far as it turns.

    Args:
        measured: shift from planning to treatment.
        couch: its axes and limits.
    """
    shift = measured.translation
    if not measured.rotation.distance(ORIGIN) and shift.distance(ORIGIN) <= couch.tolerance:
        return Correction(ORIGIN, ORIGIN, measured)
    back = shift_of(measured.to_planning(), measured.centre)
    turned = _limited(back.rotation, couch.most_turned) if couch.turns else ORIGIN
    turn = RigidShift(ORIGIN, turned, measured.centre)
    carried = shift_of(turn.to_treatment() @ measured.to_treatment(), measured.centre).translation
    moved = Point(*(_stepped(-one, couch.step) for one in (carried.x, carried.y, carried.z)))
    return Correction(moved, turned, after(measured, moved, turned))


def after(true: RigidShift, translation: Point, rotation: Point) -> RigidShift:
    """Return where a patient lies once the couch has turned and moved it, given where the patient truly lay."""
    motion = RigidShift(translation, rotation, true.centre)
    return shift_of(motion.to_treatment() @ true.to_treatment(), true.centre)


def _limited(rotation: Point, most: float) -> Point:
    x, y, z = (float(np.clip(angle, -most, most)) for angle in (rotation.x, rotation.y, rotation.z))
    return Point(x, y, z)


def _stepped(travel: float, step: float) -> float:
    return round(travel / step) * step if step else travel
