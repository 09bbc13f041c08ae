"""What a DICOM-RT episode shows: typed facts, each with the file, tag and value that prove it.

Where DICOM is silent a fact is `NotShown`, with the sentence to look for in the note; never a guess.
"""

from __future__ import annotations

from codewell.radonc.facts.beams import BeamFacts, Modulation, Point, Technique
from codewell.radonc.facts.episode import LABORATORY_MARK, LABORATORY_TEXT, CourseFacts, Episode, FileProblem
from codewell.radonc.facts.images import DoseFacts, ImagingFacts, StructureFacts
from codewell.radonc.facts.notes import NoteFact, StatedFact
from codewell.radonc.facts.plans import (
    Approval,
    DeviceFacts,
    DeviceKind,
    FractionGroup,
    Intent,
    MotionManagement,
    PlanFacts,
    Prescription,
)
from codewell.radonc.facts.proofs import Evidence, NoteProof, NotShown, Proof, Shown
from codewell.radonc.facts.sessions import DeliveredBeam, Guidance, GuidanceFacts, SessionFacts
from codewell.radonc.facts.sites import Confidence, Side, Site, SiteReading

__all__ = [
    "LABORATORY_MARK",
    "LABORATORY_TEXT",
    "Approval",
    "BeamFacts",
    "Confidence",
    "CourseFacts",
    "DeliveredBeam",
    "DeviceFacts",
    "DeviceKind",
    "DoseFacts",
    "Episode",
    "Evidence",
    "FileProblem",
    "FractionGroup",
    "Guidance",
    "GuidanceFacts",
    "ImagingFacts",
    "Intent",
    "Modulation",
    "MotionManagement",
    "NotShown",
    "NoteFact",
    "NoteProof",
    "PlanFacts",
    "Point",
    "Prescription",
    "Proof",
    "SessionFacts",
    "Shown",
    "Side",
    "Site",
    "SiteReading",
    "StatedFact",
    "StructureFacts",
    "Technique",
]
