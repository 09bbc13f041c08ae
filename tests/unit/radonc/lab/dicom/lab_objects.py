"""Small phantoms, plans and series that the tests of the writers share."""

from __future__ import annotations

from datetime import date, time

import numpy as np

from codewell.radonc.facts import Point
from codewell.radonc.lab.dicom.images import CtSeries
from codewell.radonc.lab.dicom.objects import Header
from codewell.radonc.lab.dicom.orders import PlanOrder
from codewell.radonc.lab.phantom import Structure
from codewell.radonc.lab.plan import Aperture, Delivery, Field, LabBeam, LabPlan, Leaves
from codewell.radonc.volume import Grid, Volume

DAY = date(2025, 11, 3)
AT = time(9, 30)
HEADER = Header("test", 1, DAY, (("C61", "Malignant neoplasm of prostate"),))
GRID = Grid((7, 24, 30), (3.0, 2.5, 2.5), (-9.0, -30.0, -36.25))
LEAVES = Leaves(tuple(float(edge) for edge in range(-50, 51, 10)))
ORDER = PlanOrder(DAY, AT, approved=(DAY, time(16, 5)), site="Prostate")
CENTRE = Point(0.0, 1.5, -2.25)


def cylinder(radius: float, hole: float = 0.0) -> np.ndarray:
    """Return a mask of a cylinder along z, with a hole along its axis."""
    _, y, x = GRID.axes()
    distance = np.hypot(y[:, None], x[None, :])
    flat = (distance <= radius) & (distance >= hole)
    mask = np.repeat(flat[None], GRID.shape[0], axis=0)
    mask[0] = mask[-1] = False
    return mask


def structures() -> tuple[Structure, ...]:
    """Return an outline, a ring-shaped target and the organ in its hole."""
    return (
        Structure("BODY", "EXTERNAL", (0, 255, 0), cylinder(28.0)),
        Structure("PTV", "PTV", (255, 0, 0), cylinder(20.0, 8.0)),
        Structure("Rectum", "ORGAN", (120, 80, 0), cylinder(6.0)),
    )


def images(key: str = "ct", *, is_cone_beam: bool = False) -> CtSeries:
    """Return a series whose values are all different."""
    count = int(np.prod(GRID.shape))
    values = (np.arange(count) - 1024).astype(np.int16).reshape(GRID.shape)
    frame = HEADER.uid("frame", key) if is_cone_beam else HEADER.frame
    return CtSeries(key, 1, Volume(GRID, values), DAY, AT, "Planning CT", frame, is_cone_beam)


def aperture(half: float, mu: float, gantry: float | None = None) -> Aperture:
    """Return a square opening."""
    edges = np.asarray(LEAVES.boundaries)
    middle = (edges[:-1] + edges[1:]) / 2
    reach = np.where(np.abs(middle) < half, half, 0.0).astype(np.float32)
    return Aperture(-reach, reach, mu, gantry)


def beam(number: int, angle: float, *shapes: Aperture, delivery: str = Delivery.STEP_AND_SHOOT) -> LabBeam:
    """Return a photon beam."""
    return LabBeam(Field(number, f"G{angle:03.0f}", angle, CENTRE), shapes, delivery, dose=1.0)


def plan(*beams: LabBeam, label: str = "PROSTATE") -> LabPlan:
    """Return a plan of 25 fractions of 2 Gy with a limit for an organ."""
    limits = (("PTV", "min", 47.5), ("PTV", "max", 53.5), ("Rectum", "max", 45.0), ("Rectum", "mean", 20.0))
    return LabPlan(label, beams, LEAVES, 25, 2.0, "PTV", constraints=limits)
