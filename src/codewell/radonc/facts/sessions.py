"""What was delivered: sessions, and the image guidance before or during them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import Enum

from codewell.radonc.facts.beams import Point
from codewell.radonc.facts.plans import MotionManagement
from codewell.radonc.facts.proofs import NotShown, Proof, Shown


class Guidance(Enum):
    """Kind of image guidance before or during a session."""

    CONE_BEAM_CT = "cone-beam-ct"
    STEREOSCOPIC_X_RAY = "stereoscopic-x-ray"
    PORTAL_IMAGE = "portal-image"
    ULTRASOUND = "ultrasound"
    INTRAFRACTION_TRACKING = "intrafraction-tracking"
    SURFACE = "surface"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class GuidanceFacts:
    """Image guidance on a day.

    Args:
        kind: how the target was localised.
        day: of the images.
        at: time of the images; None where not given.
        shift: correction in mm (x, y, z), from a registration or the couch of the record; None where not shown.
        rotation: correction in degrees about x, y, z; None where not shown.
        approved: day and time at which the registration or images were approved; NotShown where the files do not say.
        session: key of the session it belongs to; empty where none fits.
        proofs: images, registration.
    """

    kind: Guidance
    day: date
    at: time | None
    shift: Point | None
    rotation: Point | None
    approved: Shown[tuple[date, time | None]] | NotShown
    session: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class DeliveredBeam:
    """What was delivered of a beam in a session, summed over its records.

    Args:
        number: Beam Number.
        radiation: as recorded.
        planned: MU; None where not stated.
        delivered: MU.
        delivery_type: as recorded.
        terminations: statuses in order: NORMAL, OPERATOR, MACHINE, ...
    """

    number: int
    radiation: str
    planned: float | None
    delivered: float
    delivery_type: str
    terminations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A treatment session: one fraction of one plan or of plans treated together on a day; interrupted records add up.

    Args:
        key: stable within the episode, `2026-01-05#1`.
        day: date of service.
        start: first time recorded; None where not given.
        stop: last time recorded.
        plans: UIDs of the plans whose beams were treated.
        fraction: fraction number of the first plan; None where not given.
        beams: delivered.
        isocentres: distinct ones of the delivered treatment beams.
        share: delivered part of the planned meterset, 0 to about 1; None where nothing planned is stated.
        interrupted: whether delivery broke off and went on.
        incomplete: whether the fraction ended short of what was planned.
        motion: gating or tracking that the records show.
        records: files.
        proofs: of fraction, metersets, date.
        hours_since_previous: hours from the end of the session before on the same day to the start of this one; None for the
            first of a day or where times are not recorded.
    """

    key: str
    day: date
    start: time | None
    stop: time | None
    plans: tuple[str, ...]
    fraction: int | None
    beams: tuple[DeliveredBeam, ...]
    isocentres: tuple[Point, ...]
    share: float | None
    interrupted: bool
    incomplete: bool
    motion: Shown[MotionManagement] | NotShown
    records: tuple[str, ...]
    proofs: tuple[Proof, ...]
    hours_since_previous: float | None = None

    @property
    def treated(self) -> bool:
        """Say whether any treatment beam delivered meterset."""
        return any(beam.delivered > 0 and beam.delivery_type in ("TREATMENT", "CONTINUATION") for beam in self.beams)
