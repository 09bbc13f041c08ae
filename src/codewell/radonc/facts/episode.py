"""An episode: courses, and everything that its files show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.radonc.facts.images import DoseFacts, ImagingFacts, StructureFacts
from codewell.radonc.facts.notes import NoteFact, StatedFact
from codewell.radonc.facts.plans import PlanFacts
from codewell.radonc.facts.proofs import Shown
from codewell.radonc.facts.sessions import GuidanceFacts, SessionFacts

LABORATORY_TEXT = "about.txt"
"""Name of the text that the laboratory lays beside its objects."""


LABORATORY_MARK = "NOT FOR CLINICAL USE. This folder was made by a program"
"""Words by which that text is known from another of its name."""


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
