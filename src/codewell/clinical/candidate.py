"""A code that a note might be given, with the mentions that support it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from codewell.clinical.assertion import Assertion, Reach
from codewell.clinical.facts import NOTHING_GIVEN, PatientFacts
from codewell.clinical.mentions import Mention
from codewell.clinical.sections import Sentence
from codewell.clinical.trace import Step
from codewell.kernel.text import TextSpan


class Manner(Enum):
    """How a mention leads to its code."""

    CONDITION = "condition"
    PERSONAL_HISTORY = "personal history"
    FAMILY_HISTORY = "family history"
    LONG_TERM_DRUG = "long-term drug"
    COMBINATION = "combination"
    MEASURE = "measure"
    DRUG_EVENT = "drug event"


@dataclass(slots=True)
class Support:
    """One mention as support for a code.

    Args:
        assertion: what the note says of it.
        manner: how it leads to the code.
        mention: the term and its places.
        sentence: where it stands.
        spans: its words in the text as received.
        path: how the words lead to the code.
        filled: True where the code was completed by "unspecified".
        order: number of the sentence in the note.
        reaches: stretches of the sentence on which its cues act.
        steps: of a trace, beyond what the term and the manner tell.
        reached: True where the side was said elsewhere in the note.
    """

    assertion: Assertion
    manner: Manner
    mention: Mention
    sentence: Sentence
    spans: tuple[TextSpan, ...]
    path: tuple[str, ...]
    filled: bool
    order: int
    reaches: Sequence[Reach] = ()
    steps: tuple[Step, ...] = ()
    reached: bool = False


@dataclass(slots=True)
class Candidate:
    """A billable code with everything in the note that speaks for or against it.

    Args:
        code: without dot.
        supports: in text order.
    """

    code: str
    supports: list[Support] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NoteShape:
    """What of a note's build bears on every candidate.

    Args:
        sentences: their number.
        is_assessed: True where it has an assessment, diagnoses or a problem list of its own.
        is_stay: True where it tells of a hospital stay: it has a hospital course or calls itself a discharge summary.
        per_sentence: candidates by number of the sentence.
        facts: what is known of the patient, given or found.
        weeks: completed weeks of gestation as the note measures them or as they were given.
    """

    sentences: int
    is_assessed: bool
    is_stay: bool = False
    per_sentence: dict[int, int] = field(default_factory=dict)
    facts: PatientFacts = NOTHING_GIVEN
    weeks: tuple[int, ...] = ()
