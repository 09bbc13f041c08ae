"""Plans: intent, fractions, prescriptions, approval, motion management, devices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import Enum

from codewell.radonc.facts.beams import BeamFacts, Modulation, Point, Technique
from codewell.radonc.facts.proofs import NotShown, Proof, Shown
from codewell.radonc.facts.sites import SiteReading


class Intent(Enum):
    """Plan intent; QA and verification plans never bill."""

    CURATIVE = "curative"
    PALLIATIVE = "palliative"
    PROPHYLACTIC = "prophylactic"
    VERIFICATION = "verification"
    MACHINE_QA = "machine-qa"
    RESEARCH = "research"
    SERVICE = "service"
    NOT_STATED = "not-stated"

    @property
    def is_treatment(self) -> bool:
        """Say whether sessions of the plan treat a patient."""
        return self not in (Intent.VERIFICATION, Intent.MACHINE_QA, Intent.RESEARCH, Intent.SERVICE)


@dataclass(frozen=True, slots=True)
class FractionGroup:
    """A fraction group of a plan.

    Args:
        number: Fraction Group Number.
        fractions: planned; None where not stated.
        beams: numbers of the beams that treat in it.
        meterset: MU of a fraction over them.
        dose: Gy of a fraction where the group's beams state doses; None where none does.
    """

    number: int
    fractions: int | None
    beams: tuple[int, ...]
    meterset: float
    dose: float | None


@dataclass(frozen=True, slots=True)
class Prescription:
    """A prescribed dose.

    Args:
        target: name or description of the target.
        dose: Gy over the plan.
        fractions: over which; None where not stated.
    """

    target: str
    dose: float
    fractions: int | None


@dataclass(frozen=True, slots=True)
class Approval:
    """Approval of a plan.

    Args:
        status: APPROVED, UNAPPROVED, REJECTED.
        day: Review Date; None where not given.
        at: Review Time; None where not given.
    """

    status: str
    day: date | None
    at: time | None


@dataclass(frozen=True, slots=True)
class MotionManagement:
    """Active motion management that the plan orders or the record shows.

    Args:
        technique: Respiratory Motion Compensation Technique: BREATH_HOLD, GATING, TRACKING, REALTIME, ...
        signal: Respiratory Signal Source: BELT, CAMERA, INTERNAL_MARKER, ...; empty where not stated.
    """

    technique: str
    signal: str


class DeviceKind(Enum):
    """Treatment device as far as coding tells them apart."""

    CUSTOM_IMMOBILIZATION = "custom-immobilization"
    """Mask, vacuum bag, mould, cast: made for the patient."""
    STANDARD_BOARD = "standard-board"
    CUSTOM_BOLUS = "custom-bolus"
    BLOCK = "block"
    WEDGE = "wedge"
    COMPENSATOR = "compensator"
    MLC_IMRT = "mlc-imrt"
    MLC_FIELD = "mlc-field"
    BITE_BLOCK = "bite-block"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """A treatment device of a plan.

    Args:
        kind: as coding tells devices apart.
        number: how many distinct ones.
        description: as the file names it.
        day: when it was made, where that is shown; else None.
    """

    kind: DeviceKind
    number: int
    description: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """An RT Plan.

    Args:
        uid: SOP Instance UID.
        file: where it stands.
        label: RT Plan Label.
        day: RT Plan Date; None where not given.
        intent: read.
        technique: of the beams that treat.
        beams: in the file's order, setup beams among them.
        groups: fraction groups.
        prescriptions: by target.
        site: read from structure names, diagnosis and prescription.
        isocentres: distinct ones over the beams that treat.
        approval: of the plan.
        constraints: dose constraints of targets and organs that the plan carries (inverse planning), else NotShown.
        volumetric: whether a structure set and a dose volume belong to the plan (3D or IMRT rather than 2D).
        motion: ordered motion management.
        devices: shown.
        structure_set: UID of the referenced structure set; empty where none.
        frame: Frame of Reference UID; empty where none.
        supersedes: UIDs of plans that this one names as predecessor.
        modulation: over the beams that treat.
        proofs: of identity and intent.
        how: one sentence that says how the plan's technique follows from its beams.
    """

    uid: str
    file: str
    label: str
    day: date | None
    intent: Intent
    technique: Technique
    beams: tuple[BeamFacts, ...]
    groups: tuple[FractionGroup, ...]
    prescriptions: tuple[Prescription, ...]
    site: Shown[SiteReading] | NotShown
    isocentres: tuple[Point, ...]
    approval: Shown[Approval] | NotShown
    constraints: Shown[int] | NotShown
    volumetric: Shown[bool] | NotShown
    motion: Shown[MotionManagement] | NotShown
    devices: tuple[Shown[DeviceFacts], ...]
    structure_set: str
    frame: str
    supersedes: tuple[str, ...]
    modulation: Modulation
    proofs: tuple[Proof, ...]
    how: str = ""

    @property
    def treating(self) -> tuple[BeamFacts, ...]:
        """Beams that treat."""
        return tuple(beam for beam in self.beams if beam.treats)
