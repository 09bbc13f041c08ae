"""Facts that DICOM seldom shows and a note may state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from codewell.radonc.facts.proofs import NoteProof
from codewell.radonc.facts.sites import SiteReading


class NoteFact(Enum):
    """Facts of a course that DICOM seldom shows and a note may state."""

    ACTIVE_MOTION_MANAGEMENT = "active-motion-management"
    """The beam is gated or steered by motion while it is on, with how it is monitored."""
    BREATH_HOLD_ONLY = "breath-hold-only"
    """Breath hold is named, control during beam-on is not."""
    GATING = "gating"
    TRACKING = "tracking"
    THERMOPLASTIC_MASK = "thermoplastic-mask"
    VACUUM_BAG = "vacuum-bag"
    STANDARD_BOARD = "standard-board"
    CUSTOM_BOLUS = "custom-bolus"
    CONCURRENT_CHEMOTHERAPY = "concurrent-chemotherapy"
    PAEDIATRIC_ANAESTHESIA = "paediatric-anaesthesia"
    HYPERTHERMIA = "hyperthermia"
    BRACHYTHERAPY_ALSO = "brachytherapy-also"
    HEMIBODY_OR_TOTAL_BODY = "hemibody-or-total-body"
    SPECIAL_TREATMENT_BOILERPLATE = "special-treatment-without-listed-reason"
    PHYSICS_CONSULT_REQUESTED = "special-physics-consult-requested"
    PHYSICS_CONSULT_FEEDS_PLAN = "special-physics-consult-feeds-plan"
    TOTAL_SKIN_ELECTRONS = "total-skin-electrons"
    STEREOTACTIC = "stereotactic"
    ORTHOVOLTAGE = "orthovoltage"
    COMPENSATOR = "compensator"
    IMRT = "imrt"
    FIELD_IN_FIELD = "field-in-field"
    INVERSE_PLANNED = "inverse-planned"
    LEFT_BREAST_COMPLEXITY = "left-breast-complexity"
    INTERNAL_MAMMARY_NODES = "internal-mammary-nodes"
    BILATERAL_CONCURRENT = "bilateral-concurrent"
    IMAGE_GUIDANCE = "image-guidance"
    ULTRASOUND_GUIDANCE = "ultrasound-guidance"
    PORT_FILM = "port-film"
    SIMULATION_SIMPLE = "simulation-simple"
    SIMULATION_COMPLEX = "simulation-complex"
    RESPIRATORY_SIMULATION = "respiratory-motion-simulation"
    CLINICAL_TREATMENT_PLANNING = "clinical-treatment-planning"
    WEEKLY_MANAGEMENT = "weekly-management"
    WEEKLY_PHYSICS = "weekly-physics"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact that the note states, present and of this patient.

    Args:
        kind: which.
        day: the day the note gives for it; None where it gives none.
        proof: the sentence.
        site: with `NoteFact.SITE`, what it says; else None.
    """

    kind: NoteFact
    day: date | None
    proof: NoteProof
    site: SiteReading | None = None
