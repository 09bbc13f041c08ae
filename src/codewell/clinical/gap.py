"""A gap in the documentation, as a question for the note's writer that leads to no answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.text import TextSpan


class GapKind(Enum):
    """What a note leaves open."""

    LATERALITY = "laterality"
    ACUITY = "acuity"
    TYPE = "type"
    STAGE = "stage"
    SEVERITY = "severity"
    CAUSE = "cause"
    SITE = "site"
    COMPLICATION = "complication"
    ENCOUNTER = "encounter"
    UNCERTAIN = "uncertain diagnosis"
    CONFLICT = "conflicting documentation"
    FINDING = "finding without a diagnosis"
    SPECIFICITY = "specificity"


@dataclass(frozen=True, slots=True)
class PossibleCode:
    """A code that an answer would make possible.

    Args:
        code: as listed on the day.
        display: its descriptor.
    """

    code: Icd10CmCode
    display: str


@dataclass(frozen=True, slots=True)
class CoderQuery:
    """A question to the writer of a note.

    Args:
        id: template that made it, stable.
        kind: what is open.
        code: the code as it stands without an answer; None where a finding has none.
        missing: what is not documented, in words.
        question: the text to send; states what the note says and asks, names no wished-for answer and no payment.
        options: answers to choose from; "other" and "unable to determine" are always among them.
        evidence: what in the note gives rise to it.
        would_allow: codes that become possible with an answer; empty where only the answer can tell.
        cites: the rule that makes the detail matter.
    """

    id: str
    kind: GapKind
    code: Icd10CmCode | None
    missing: str
    question: str
    options: tuple[str, ...]
    evidence: tuple[TextSpan, ...]
    would_allow: tuple[PossibleCode, ...] = ()
    cites: str = ""
