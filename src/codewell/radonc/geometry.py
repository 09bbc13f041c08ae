"""Shapes that pictures draw and measures read: apertures of beams, contours of structures. Millimetres throughout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shape:
    """An opening of a beam and the meterset given through it.

    Args:
        left: positions of leaf bank 1 at the isocentre plane, one for each pair; empty where the beam has jaws alone.
        right: positions of bank 2.
        jaws_x: lower and upper; None where no X jaw is given.
        jaws_y: lower and upper; None where no Y jaw is given.
        mu: monitor units of a fraction; share of the beam (0 to 1) where the plan states no meterset.
        gantry: degrees.
    """

    left: FloatArray
    right: FloatArray
    jaws_x: tuple[float, float] | None
    jaws_y: tuple[float, float] | None
    mu: float
    gantry: float


@dataclass(frozen=True, slots=True)
class BeamShapes:
    """The shapes of a beam in order of delivery.

    Args:
        number: Beam Number.
        name: Beam Name.
        radiation: PHOTON, ELECTRON, ...
        leaf_axis: `x` where leaves move along x (MLCX), `y` (MLCY); empty without leaves.
        boundaries: edges between leaf pairs, one more than pairs; empty without leaves.
        shapes: in order.
    """

    number: int
    name: str
    radiation: str
    leaf_axis: str
    boundaries: FloatArray
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Polygon:
    """A closed contour on a transverse plane.

    Args:
        z: of the plane.
        points: x and y, one row each, without the first repeated at the end.
    """

    z: float
    points: FloatArray


@dataclass(frozen=True, slots=True)
class StructureContours:
    """A structure as contours.

    Args:
        name: ROI Name.
        kind: RT ROI Interpreted Type; empty where not given.
        colour: red, green, blue, 0 to 255.
        polygons: by plane; a polygon inside another on the same plane is a hole.
    """

    name: str
    kind: str
    colour: tuple[int, int, int]
    polygons: tuple[Polygon, ...]
