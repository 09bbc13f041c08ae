"""From the patient's frame to a beam's eye: gantry and collimator angles of IEC 61217, head first supine, couch at 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.radonc.lab.plan import Field

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BeamFrame:
    """Axes of a beam in the patient's frame (x, y, z of LPS).

    Args:
        isocentre: mm.
        across: unit vector of the collimator's x.
        along: unit vector of the collimator's y.
        up: unit vector from the isocentre to the source.
        sad: source to axis, mm.
    """

    isocentre: Vector
    across: Vector
    along: Vector
    up: Vector
    sad: float

    @property
    def source(self) -> Vector:
        """Position of the source, mm."""
        return self.isocentre + self.sad * self.up


def beam_frame(field: Field, sad: float, gantry: float | None = None) -> BeamFrame:
    """Return the frame of a field.

    IEC fixed axes of a head-first supine patient in LPS: X is the patient's x, Y is z, Z is -y. At gantry 0 the source is
    above the patient (anterior), at 90 on the patient's left.

    Args:
        field: gantry, collimator and isocentre are read.
        sad: source to axis, mm.
        gantry: angle instead of the field's, for a control point of an arc.
    """
    angle = np.deg2rad(field.gantry if gantry is None else gantry)
    turn = np.deg2rad(field.collimator)
    up = np.array([np.sin(angle), -np.cos(angle), 0.0])
    x_gantry = np.array([np.cos(angle), np.sin(angle), 0.0])
    y_gantry = np.array([0.0, 0.0, 1.0])
    across = np.cos(turn) * x_gantry + np.sin(turn) * y_gantry
    along = -np.sin(turn) * x_gantry + np.cos(turn) * y_gantry
    centre = field.isocentre
    return BeamFrame(np.array([centre.x, centre.y, centre.z], dtype=np.float64), across, along, up, sad)
