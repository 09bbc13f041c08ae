"""What a plan carries beside its beams: who approved it, how the patient lies, how motion is dealt with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Fixation:
    """A fixation device.

    Args:
        kind: Fixation Device Type of DICOM: MASK, MOLD, BITEBLOCK, HEAD_FRAME, ....
        label: what it is, up to 16 characters.
    """

    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Motion:
    """Motion that is dealt with while the beam is on.

    Args:
        technique: Respiratory Motion Compensation Technique: BREATH_HOLD, GATING, TRACKING, REALTIME, ...
        signal: Respiratory Signal Source: BELT, EXTERNAL_MARKER, INTERNAL_MARKER, ...
    """

    technique: str
    signal: str


@dataclass(frozen=True, slots=True)
class PlanOrder:
    """What is written to a plan beside its beams.

    Args:
        day: RT Plan Date.
        at: RT Plan Time.
        approved: day and time of approval; None leaves the plan unapproved.
        geometry: `PATIENT` where a structure set belongs to the plan, `TREATMENT_DEVICE` otherwise.
        site: Treatment Site in words; empty leaves it out.
        setup_beams: gantry angles of beams that only set the patient up.
        fixations: fixation devices.
        boluses: names of the structures used as bolus.
        motion: None where nothing is done during beam-on.
        applicator: electron applicator, its side in mm; None where no beam has one.
        ssd: source to skin distance of every beam in mm; None leaves it out.
        verifies: UID of the plan that this one verifies; empty where none.
        supersedes: UID of the plan that this one replaces; empty where none.
    """

    day: date
    at: time
    approved: tuple[date, time] | None = None
    geometry: str = "PATIENT"
    site: str = ""
    setup_beams: tuple[float, ...] = ()
    fixations: tuple[Fixation, ...] = ()
    boluses: tuple[str, ...] = ()
    motion: Motion | None = None
    applicator: float | None = None
    ssd: float | None = None
    verifies: str = ""
    supersedes: str = ""
