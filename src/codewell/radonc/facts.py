"""What a DICOM-RT episode shows: typed facts, each with the file, tag and value that prove it.

Where DICOM is silent a fact is `NotShown`, with the sentence to look for in the note; never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import Enum
from typing import ClassVar, Generic, TypeVar

T = TypeVar("T")

LABORATORY_TEXT = "about.txt"
"""Name of the text that the laboratory lays beside its objects."""
LABORATORY_MARK = "NOT FOR CLINICAL USE. This folder was made by a program"
"""Words by which that text is known from another of its name."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a fact stands in a DICOM file.

    Args:
        file: name inside the folder or archive, with forward slashes.
        tag: `(300A,00C6)`, of the innermost element.
        path: keywords from the top with 1-based items, `BeamSequence[2].RadiationType`.
        value: what stands there, shortened to 60 characters; never a name, number or date of birth of a patient.
    """

    file: str
    tag: str
    path: str
    value: str


@dataclass(frozen=True, slots=True, repr=False)
class NoteProof:
    """Where a fact stands in the note; its representation shows no text.

    Args:
        start: first character of the sentence in the note as received.
        end: one past its last character.
        quote: the sentence; no JSON result carries it.
    """

    PARTS: ClassVar[tuple[str, ...]] = ("start", "end")

    start: int
    end: int
    quote: str

    def __repr__(self) -> str:
        return f"NoteProof({self.start}, {self.end})"


Evidence = Proof | NoteProof


@dataclass(frozen=True, slots=True)
class Shown(Generic[T]):
    """A fact that the files (or the note) show.

    Args:
        value: the fact.
        proofs: what shows it, at least one.
        how: one sentence where the fact is measured rather than read, saying how; else empty.
    """

    value: T
    proofs: tuple[Evidence, ...]
    how: str = ""


@dataclass(frozen=True, slots=True)
class NotShown:
    """A fact that nothing in the files shows, which does not mean that it is not so.

    Args:
        what: the fact, in words.
        look_for: the sentence to look for in the note, order or record.
    """

    what: str
    look_for: str


class Technique(Enum):
    """How a beam or plan shapes dose, measured from its control points."""

    STATIC = "static"
    FIELD_IN_FIELD = "field-in-field"
    STEP_AND_SHOOT = "step-and-shoot"
    SLIDING_WINDOW = "sliding-window"
    VMAT = "vmat"
    CONFORMAL_ARC = "conformal-arc"
    COMPENSATOR = "compensator"
    ELECTRON = "electron"
    MIXED = "mixed"
    """A plan with photon and electron beams, or with modulated and unmodulated photon beams."""
    AMBIGUOUS = "ambiguous"
    """Two or a few static apertures: field-in-field and a simple step-and-shoot plan cannot be told apart by shape alone."""
    PARTICLE = "particle"
    """Protons, ions or neutrons: the photon rules do not speak of them."""
    NONE = "none"
    """No beam that treats."""

    @property
    def is_modulated(self) -> bool:
        """Say whether dose is shaped by intensity modulation (IMRT), however it is delivered."""
        return self in (Technique.STEP_AND_SHOOT, Technique.SLIDING_WINDOW, Technique.VMAT, Technique.COMPENSATOR)


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


class Site(Enum):
    """What is treated, as far as coding tells sites apart."""

    PROSTATE = "prostate"
    PROSTATE_BED = "prostate-bed"
    PROSTATE_AND_NODES = "prostate-and-pelvic-nodes"
    BREAST = "breast"
    BREAST_AND_NODES = "breast-and-regional-nodes"
    CHEST_WALL = "chest-wall"
    HEAD_AND_NECK = "head-and-neck"
    BRAIN = "brain"
    LUNG = "lung"
    ESOPHAGUS = "esophagus"
    LIVER = "liver"
    PANCREAS = "pancreas"
    STOMACH = "stomach"
    RECTUM = "rectum"
    ANUS = "anus"
    BLADDER = "bladder"
    CERVIX_UTERUS = "cervix-or-uterus"
    PELVIS = "pelvis"
    SPINE = "spine"
    BONE = "bone"
    LYMPHOMA = "lymphoma"
    SARCOMA = "sarcoma"
    SKIN = "skin"
    TOTAL_SKIN = "total-skin"
    PHANTOM = "phantom"
    OTHER = "other"


class Side(Enum):
    """Laterality of the site."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    NOT_STATED = "not-stated"


class Confidence(Enum):
    """How sure an inferred site is."""

    STATED = "stated"
    """A diagnosis or the note states it."""
    LIKELY = "likely"
    """A target and the organs around it agree."""
    WEAK = "weak"
    """Organs alone, or one of several readings."""


@dataclass(frozen=True, slots=True)
class SiteReading:
    """The treated site with its confidence.

    Args:
        site: read.
        side: laterality.
        confidence: how sure.
        others: sites that the same names could mean, to be flagged and not guessed.
        nodes: names of nodal structures that are targets (IMN, axilla, pelvic nodes).
    """

    site: Site
    side: Side = Side.NOT_STATED
    confidence: Confidence = Confidence.WEAK
    others: tuple[Site, ...] = ()
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """A position in the patient's frame of reference, in mm (x to the left, y to the back, z to the head)."""

    x: float
    y: float
    z: float

    def distance(self, other: Point) -> float:
        """Return the distance in mm."""
        return float(((self.x - other.x) ** 2 + (self.y - other.y) ** 2 + (self.z - other.z) ** 2) ** 0.5)


@dataclass(frozen=True, slots=True)
class Modulation:
    """Numbers that show how strongly a beam or plan is modulated; shown as evidence, never the rule.

    Args:
        apertures: distinct shapes with meterset between them.
        mu_per_gy: monitor units of a fraction by its dose; None where the plan states no dose.
        largest_share: share of the meterset given through the largest aperture, 0 to 1.
        edge: meterset-weighted edge length by area of the apertures, 1/mm; None without leaf positions.
    """

    apertures: int
    mu_per_gy: float | None
    largest_share: float
    edge: float | None


@dataclass(frozen=True, slots=True)
class BeamFacts:
    """A beam of a plan.

    Args:
        number: Beam Number.
        name: Beam Name, empty where there is none.
        delivery_type: Treatment Delivery Type: TREATMENT, SETUP, OPEN_PORTFILM, ...; TREATMENT where the file leaves it out.
        radiation: PHOTON, ELECTRON, NEUTRON, PROTON, ...
        energy: nominal, MV or MeV; None where not stated.
        technique: measured.
        isocentres: distinct isocentre positions, more than 1 mm apart; empty where none is given.
        gantry_start: degrees; None where not stated.
        gantry_stop: degrees of the last control point.
        arc: degrees travelled; 0 for a fixed gantry.
        modulation: numbers.
        meterset: MU of a fraction; None where no fraction group gives one.
        dose: Gy of a fraction to the beam's dose point; None where not stated.
        wedges: number of wedges.
        blocks: number of blocks.
        boluses: number of boluses.
        compensators: number of compensators.
        ssd: source to skin distance of the first control point, mm; None where not stated.
        proofs: of number, radiation, technique.
        how: one sentence that says how the technique was measured.
    """

    number: int
    name: str
    delivery_type: str
    radiation: str
    energy: float | None
    technique: Technique
    isocentres: tuple[Point, ...]
    gantry_start: float | None
    gantry_stop: float | None
    arc: float
    modulation: Modulation
    meterset: float | None
    dose: float | None
    wedges: int
    blocks: int
    boluses: int
    compensators: int
    ssd: float | None
    proofs: tuple[Proof, ...]
    how: str = ""

    @property
    def treats(self) -> bool:
        """Say whether the beam treats, rather than images or sets up."""
        return self.delivery_type in ("TREATMENT", "CONTINUATION")


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


@dataclass(frozen=True, slots=True)
class ImagingFacts:
    """Images that planning rests on: a simulation CT, a 4D CT, MR, PET.

    Args:
        modality: CT, MR, PT.
        day: of acquisition; None where not given.
        series: Series Instance UID.
        slices: number of images.
        phases: respiratory phases of a 4D series; 1 otherwise.
        is_cone_beam: whether it guides a session rather than planning.
        description: words of the series that tell its kind, never free text with names.
        proofs: of modality and day.
    """

    modality: str
    day: date | None
    series: str
    slices: int
    phases: int
    is_cone_beam: bool
    description: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class StructureFacts:
    """A structure of a structure set.

    Args:
        name: ROI Name.
        kind: RT ROI Interpreted Type: PTV, ORGAN, EXTERNAL, ...; empty where not given.
        contours: number of contours.
        set_uid: UID of the structure set.
        file: where it stands.
    """

    name: str
    kind: str
    contours: int
    set_uid: str
    file: str


@dataclass(frozen=True, slots=True)
class DoseFacts:
    """An RT Dose.

    Args:
        uid: SOP Instance UID.
        file: where it stands.
        plan: UID of the plan it belongs to; empty where none is named.
        units: GY or RELATIVE.
        summation: PLAN, BEAM, FRACTION, ...
        shape: planes, rows, columns; None without pixels.
        maximum: Gy; None where it cannot be told.
    """

    uid: str
    file: str
    plan: str
    units: str
    summation: str
    shape: tuple[int, int, int] | None
    maximum: float | None


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """A course of treatment: plans of one target or of phases that follow one another.

    Args:
        number: 1-based, by first day.
        plans: UIDs in order.
        sessions: keys in order of time.
        first_day: of treatment; None where no session is recorded.
        last_day: of treatment.
        planned_fractions: over all plans of the course; None where a plan does not state them.
        is_complete: whether the planned fractions were delivered; None where that cannot be told.
    """

    number: int
    plans: tuple[str, ...]
    sessions: tuple[str, ...]
    first_day: date | None
    last_day: date | None
    planned_fractions: int | None
    is_complete: bool | None


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


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file, or a part of one, that could not be used; the others were.

    Args:
        file: name inside the folder or archive.
        slug: stable id, `rt.truncated`, `rt.other-patient`, `rt.dose-relative`, ...
        problem: one sentence, without anything of a patient.
        next_step: what to do about it.
    """

    file: str
    slug: str
    problem: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Episode:
    """Everything that an episode's files show.

    Args:
        courses: by first day.
        plans: by day, then label.
        sessions: in order of time.
        guidance: in order of time.
        imaging: planning images by day.
        structures: of every structure set.
        doses: of every RT Dose.
        diagnoses: ICD-10-CM codes that the files state, with proofs.
        stated: facts of the note, where one was given.
        problems: file by file.
        files: number of files seen; `read` of them were DICOM of this patient.
        read: number of files used.
        identified: whether headers hold a patient's name, number or birth date, so that the report offers to de-identify.
    """

    courses: tuple[CourseFacts, ...]
    plans: tuple[PlanFacts, ...]
    sessions: tuple[SessionFacts, ...]
    guidance: tuple[GuidanceFacts, ...]
    imaging: tuple[ImagingFacts, ...]
    structures: tuple[StructureFacts, ...]
    doses: tuple[DoseFacts, ...]
    diagnoses: tuple[Shown[str], ...]
    stated: tuple[StatedFact, ...]
    problems: tuple[FileProblem, ...]
    files: int
    read: int
    identified: bool

    def plan(self, uid: str) -> PlanFacts | None:
        """Return the plan of a UID; None where its file is not among those read."""
        return next((plan for plan in self.plans if plan.uid == uid), None)

    def session(self, key: str) -> SessionFacts:
        """Return the session of a key.

        Raises:
            KeyError: there is none.
        """
        for session in self.sessions:
            if session.key == key:
                return session
        raise KeyError(key)

    def states(self, kind: NoteFact) -> tuple[StatedFact, ...]:
        """Return what the note states of a kind, in the note's order."""
        return tuple(fact for fact in self.stated if fact.kind is kind)
