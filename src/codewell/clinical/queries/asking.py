"""All questions that a coded note gives rise to, in the order in which a coder sends them."""

from __future__ import annotations

from codewell.clinical.assertion import Assertion
from codewell.clinical.candidates import candidates
from codewell.clinical.coder import CodedNote
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.gap import CoderQuery
from codewell.clinical.queries.about_assertions import conflict_queries, uncertain_queries
from codewell.clinical.queries.about_codes import code_queries
from codewell.clinical.queries.about_findings import finding_queries
from codewell.clinical.words import TOKEN
from codewell.kernel.text import TextSpan

_ASKED_BY_HABIT = "review_of_systems"
"""A list of denials that is read off to every patient contradicts nothing."""


def coder_queries(text: str, coded: CodedNote, dictionary: Dictionary) -> tuple[CoderQuery, ...]:
    """Return the questions: conflicts first, then uncertain diagnoses, detail of codes, findings without a diagnosis.

    Args:
        text: the note as received.
        coded: its codes and what was not coded.
        dictionary: what the note was coded with.
    """
    said = {token.lower() for token in TOKEN.findall(text)}
    present = [one.code.value for one in coded.assignments]
    present += [one.code.value for one in coded.rejections if one.assertion is Assertion.PRESENT]
    return (
        *conflict_queries(coded.assignments, coded.rejections, _denied(text, dictionary)),
        *uncertain_queries(coded.rejections, coded.assignments),
        *code_queries(coded.assignments, said, present, dictionary.codes),
        *finding_queries(text, (*coded.assignments, *coded.rejections)),
    )


def _denied(text: str, dictionary: Dictionary) -> dict[str, tuple[TextSpan, ...]]:
    """Return where the note denies each condition, outside the review of systems."""
    found, _ = candidates(text, dictionary)
    denied: dict[str, tuple[TextSpan, ...]] = {}
    for code, candidate in found.items():
        for support in candidate.supports:
            if support.assertion is Assertion.ABSENT and support.sentence.section != _ASKED_BY_HABIT:
                denied[code] = (*denied.get(code, ()), *support.spans)
    return denied
