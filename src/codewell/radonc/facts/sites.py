"""What is treated, and on which side, as far as coding tells sites apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


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
