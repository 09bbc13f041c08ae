"""A laboratory plan: fields, apertures or compensators, and what is to be delivered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.radonc.facts import Point


@dataclass(frozen=True, slots=True)
class Field:
    """Geometry of a beam (IEC 61217, degrees), couch at 0.

    Args:
        number: 1-based.
        name: `G040`.
        gantry: angle of a fixed field, or where an arc starts.
        isocentre: in the patient's frame.
        radiation: PHOTON or ELECTRON.
        energy: MV or MeV.
        collimator: angle.
        gantry_stop: where an arc stops; None for a fixed field.
        clockwise: direction of an arc.
    """

    number: int
    name: str
    gantry: float
    isocentre: Point
    radiation: str = "PHOTON"
    energy: float = 6.0
    collimator: float = 0.0
    gantry_stop: float | None = None
    clockwise: bool = True


@dataclass(frozen=True, slots=True)
class Leaves:
    """A multileaf collimator projected to the isocentre plane.

    Args:
        boundaries: edges between leaf pairs along the collimator's y, mm, one more than pairs.
    """

    boundaries: tuple[float, ...]

    @property
    def pairs(self) -> int:
        """Number of leaf pairs."""
        return len(self.boundaries) - 1


@dataclass(frozen=True, slots=True)
class Aperture:
    """A shape and the meterset given through it.

    Args:
        left: positions of bank X1, mm at the isocentre plane, one for each pair.
        right: positions of bank X2, never below `left`.
        mu: monitor units of a fraction.
        gantry: angle where it is given; None takes the field's.
    """

    left: npt.NDArray[np.float32]
    right: npt.NDArray[np.float32]
    mu: float
    gantry: float | None = None


@dataclass(frozen=True, slots=True)
class Compensator:
    """A physical compensator.

    Args:
        material: `brass`.
        thickness: mm, rows along the collimator's y from low to high, columns along x; at the isocentre plane's projection.
        spacing: mm between rows and columns at the isocentre plane (y, x).
        origin: y and x of the centre of element (0, 0), mm.
        tray_distance: source to compensator tray, mm.
    """

    material: str
    thickness: npt.NDArray[np.float32]
    spacing: tuple[float, float]
    origin: tuple[float, float]
    tray_distance: float


class Delivery:
    """How a beam's control points are written: the words of `LabBeam.delivery`."""

    STATIC = "static"
    STEP_AND_SHOOT = "step-and-shoot"
    SLIDING_WINDOW = "sliding-window"
    ARC = "arc"


@dataclass(frozen=True, slots=True)
class LabBeam:
    """A planned beam.

    Args:
        field: geometry.
        apertures: in order of delivery; for sliding window and arcs, the shapes at the control points with the meterset that
            leads up to each, the first with 0.
        delivery: a word of `Delivery`.
        compensator: None where there is none.
        dose: Gy of a fraction at the isocentre or dose point; None where not computed.
    """

    field: Field
    apertures: tuple[Aperture, ...]
    delivery: str
    compensator: Compensator | None = None
    dose: float | None = None

    @property
    def mu(self) -> float:
        """Monitor units of a fraction."""
        return float(sum(one.mu for one in self.apertures))


@dataclass(frozen=True, slots=True)
class LabPlan:
    """A plan.

    Args:
        label: RT Plan Label, up to 16 characters.
        beams: in order.
        leaves: multileaf collimator.
        fractions: planned.
        dose_per_fraction: Gy to the target.
        target: name of the target structure.
        intent: CURATIVE, PALLIATIVE, VERIFICATION, MACHINE_QA.
        constraints: objectives as they are written to the plan: structure, kind (`max`, `min`, `mean`), Gy over all fractions.
    """

    label: str
    beams: tuple[LabBeam, ...]
    leaves: Leaves
    fractions: int
    dose_per_fraction: float
    target: str
    intent: str = "CURATIVE"
    constraints: tuple[tuple[str, str, float], ...] = ()
