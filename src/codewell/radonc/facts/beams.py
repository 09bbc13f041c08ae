"""Beams and how they shape dose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from codewell.radonc.facts.proofs import Proof


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
