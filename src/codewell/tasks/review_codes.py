"""A coder's word on the codes of a note: accepted, rejected, replaced, or added from what was seen and not coded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from codewell.clinical.coder import Assignment, Rejection
from codewell.clinical.trace import Step
from codewell.codebook.entry import Standing
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import InputError, UnknownCodeError
from codewell.kernel.text import TextSpan
from codewell.tasks.code_note import CodedNote
from codewell.tasks.note_details import CodeDetails
from codewell.tasks.workplace import Workplace


class Decision(Enum):
    """What became of a code."""

    OPEN = "open"
    """Proposed, and nobody has said anything of it yet."""
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REPLACED = "replaced"
    ADDED = "added"
    """Seen and not coded by the engine, coded by the reviewer."""


@dataclass(frozen=True, slots=True)
class Review:
    """A reviewer's word on one code.

    Args:
        code: as proposed, or as seen and not coded where it is added.
        decision: what became of it.
        instead: the code that replaces it; only with `REPLACED`.
    """

    code: Icd10CmCode
    decision: Decision
    instead: Icd10CmCode | None = None


@dataclass(frozen=True, slots=True)
class ReviewedCode:
    """A code after review.

    Args:
        code: as it stands now.
        display: its descriptor.
        decision: what became of it.
        proposed: what the engine had proposed where it was replaced; None otherwise.
        evidence: the words that support it, as spans of the text as received.
        confidence: the engine's, from 0 to 1; None where the engine did not choose it.
        path: how the words led to the proposal.
        trace: the same step by step.
        gaps: what the note leaves open.
        details: risk categories and work shown; None where they were not asked for or the code is another now.
    """

    code: Icd10CmCode
    display: str
    decision: Decision
    proposed: Icd10CmCode | None
    evidence: tuple[TextSpan, ...]
    confidence: float | None
    path: tuple[str, ...]
    trace: tuple[Step, ...]
    gaps: tuple[str, ...] = ()
    details: CodeDetails | None = None

    @property
    def is_reported(self) -> bool:
        """Whether the code stays on the list."""
        return self.decision is not Decision.REJECTED


def reviewed(workplace: Workplace, coded: CodedNote, reviews: Iterable[Review]) -> tuple[ReviewedCode, ...]:
    """Return the codes of a note as a reviewer left them, in reporting order, what was added last.

    A word on a code that the note does not have is left aside: the note may have been changed since.

    Raises:
        InputError: a code that replaces another is not billable on the day.
    """
    said = {one.code: one for one in reviews}
    details = {one.code: one for one in coded.details.codes} if coded.details else {}
    kept = [_chosen(workplace, coded, one, said.get(one.code), details) for one in coded.codes]
    chosen = {one.code for one in coded.codes}
    added = [_added(one) for one in coded.not_coded if one.code not in chosen and _is(said.get(one.code), Decision.ADDED)]
    return (*kept, *dict.fromkeys(added))


def _chosen(
    workplace: Workplace, coded: CodedNote, one: Assignment, word: Review | None, details: Mapping[Icd10CmCode, CodeDetails]
) -> ReviewedCode:
    decision = word.decision if word is not None and word.decision is not Decision.ADDED else Decision.OPEN
    if word is not None and decision is Decision.REPLACED and word.instead is not None and word.instead != one.code:
        display = _billable(workplace, word.instead, coded)
        return ReviewedCode(
            word.instead, display, decision, one.code, one.evidence, one.confidence, one.path, one.trace, one.gaps
        )
    if decision is Decision.REPLACED:
        decision = Decision.OPEN
    own = details.get(one.code)
    return ReviewedCode(one.code, one.display, decision, None, one.evidence, one.confidence, one.path, one.trace, one.gaps, own)


def _added(one: Rejection) -> ReviewedCode:
    return ReviewedCode(one.code, one.display, Decision.ADDED, None, one.evidence, None, (), one.trace)


def _is(word: Review | None, decision: Decision) -> bool:
    return word is not None and word.decision is decision


def _billable(workplace: Workplace, code: Icd10CmCode, coded: CodedNote) -> str:
    """Return the descriptor of a code that may replace another."""
    try:
        standing = workplace.book.standing(code, on=coded.on)
    except UnknownCodeError:
        standing = None
    if standing is None or standing.standing in (Standing.NOT_YET, Standing.NO_LONGER) or not standing.billable:
        raise InputError(
            f"{code} is not a billable ICD-10-CM code on {coded.on}.",
            next_step="Replace with a code that is valid for submission on the day.",
            slug="input.not-billable",
        )
    return standing.display
