"""Where a patient lies at treatment against planning: a rigid shift, its matrices and their direction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.radonc.facts import Point

Matrix = npt.NDArray[np.float64]
ORIGIN = Point(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class RigidShift:
    """A rigid shift from planning to treatment.

    What lies at p on the planning CT lies at R (p - c) + c + t in the treatment room, in the same patient axes (x left,
    y back, z head), where the machine's isocentre has the planned isocentre's coordinates. A positive z therefore means:
    the patient lies further towards the head end than planned, and the couch must go the other way.

    Args:
        translation: t, mm.
        rotation: degrees about x, y and z; R = Rz Ry Rx, each right-handed.
        centre: c, of the rotation: the isocentre.
    """

    translation: Point
    rotation: Point = ORIGIN
    centre: Point = ORIGIN

    def to_treatment(self) -> Matrix:
        """Return the 4 x 4 matrix that takes a planning point to where it lies at treatment."""
        turn = turning(self.rotation)
        centre, shift = vector(self.centre), vector(self.translation)
        matrix = np.eye(4)
        matrix[:3, :3], matrix[:3, 3] = turn, centre + shift - turn @ centre
        return matrix

    def to_planning(self) -> Matrix:
        """Return the inverse matrix: from the treatment room (the cone-beam CT) to the planning CT.

        A Spatial Registration whose own frame of reference is the planning CT's holds this matrix in the item of the
        cone-beam CT's frame of reference.

        Source: DICOM PS3.3 C.20.2.1.1: the matrix takes points of the item's frame to the registration's own.
        """
        return np.asarray(np.linalg.inv(self.to_treatment()))

    def moved(self, point: Point) -> Point:
        """Return where a planning point lies at treatment."""
        x, y, z = (self.to_treatment() @ np.append(vector(point), 1.0))[:3]
        return Point(float(x), float(y), float(z))


def shift_of(to_treatment: Matrix, centre: Point) -> RigidShift:
    """Return the shift that a planning-to-treatment matrix stands for, with its rotation about a centre."""
    turn = to_treatment[:3, :3]
    middle = vector(centre)
    x, y, z = turn @ middle + to_treatment[:3, 3] - middle
    about_y = np.degrees(np.arcsin(np.clip(-turn[2, 0], -1, 1)))
    about_x = np.degrees(np.arctan2(turn[2, 1], turn[2, 2]))
    about_z = np.degrees(np.arctan2(turn[1, 0], turn[0, 0]))
    return RigidShift(Point(float(x), float(y), float(z)), Point(float(about_x), float(about_y), float(about_z)), centre)


def turning(rotation: Point) -> Matrix:
    """Return Rz Ry Rx of a rotation in degrees."""
    (cx, cy, cz), (sx, sy, sz) = np.cos(np.radians(vector(rotation))), np.sin(np.radians(vector(rotation)))
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return np.asarray(about_z @ about_y @ about_x)


def vector(point: Point) -> Matrix:
    """Return x, y, z as an array."""
    return np.array([point.x, point.y, point.z], dtype=np.float64)
