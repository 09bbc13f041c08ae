"""What a machine logs of a fraction: for each beam what was planned, what was given, when, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import numpy as np
import numpy.typing as npt

from codewell.radonc.lab.guiding.tracking import Gated


class Termination(Enum):
    """How a beam ended: DICOM Treatment Termination Status (3008,002A)."""

    NORMAL = "NORMAL"
    OPERATOR = "OPERATOR"
    MACHINE = "MACHINE"


@dataclass(frozen=True, slots=True)
class DeliveredControlPoint:
    """What the machine showed at a control point.

    Args:
        index: of the plan's control point, or of the one before where the beam stopped or went on in between.
        at: on the clock.
        planned: MU of the beam that the plan gives up to here.
        meterset: MU of the beam that were given up to here in this fraction, parts before a break among them.
        left: positions of bank X1, mm.
        right: positions of bank X2, mm.
        gantry: degrees, 0 to below 360.
        dose_rate: on the way here, MU/min; 0 where leaves or gantry moved without beam.
    """

    index: int
    at: datetime
    planned: float
    meterset: float
    left: npt.NDArray[np.float32]
    right: npt.NDArray[np.float32]
    gantry: float
    dose_rate: float


@dataclass(frozen=True, slots=True)
class DeliveredBeam:
    """What was given of a beam without a break.

    Args:
        number: Beam Number.
        planned: MU of the beam in a fraction.
        begin: MU given before in the same fraction; above 0 where the beam goes on after a break.
        end: MU given when it stopped.
        start: when the beam came on.
        stop: when it went off.
        termination: how it ended.
        control_points: in order, the first and last moment of the beam among them.
        holds: on the way to how many control points the gate held the beam.
        signal: of the target's motion and the gate, from the request of the beam to its end; None where nothing was tracked.
    """

    number: int
    planned: float
    begin: float
    end: float
    start: datetime
    stop: datetime
    termination: Termination
    control_points: tuple[DeliveredControlPoint, ...]
    holds: int = 0
    signal: Gated | None = None

    @property
    def meterset(self) -> float:
        """MU given in this part."""
        return self.end - self.begin


@dataclass(frozen=True, slots=True)
class DeliveredFraction:
    """A fraction, or the part of it that was given before or after a break.

    Args:
        number: of the fraction, from 1.
        part: 1, or one more after each break.
        start: of the session.
        stop: when the last beam went off; `start` where none came on.
        beams: that came on, in order.
    """

    number: int
    part: int
    start: datetime
    stop: datetime
    beams: tuple[DeliveredBeam, ...]

    @property
    def meterset(self) -> float:
        """MU given."""
        return sum(beam.meterset for beam in self.beams)
