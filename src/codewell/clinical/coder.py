"""Coding a note: every step from its text to assignments with evidence, one way and nothing kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from codewell.clinical.assertion import Assertion, assertion_of, cue_reaches
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.mentions import Mention, expanded, mentions
from codewell.clinical.sections import sentences
from codewell.clinical.specificity import billable_code
from codewell.clinical.words import Word
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.text import ClinicalText, TextSpan

_NOT_CODED_SECTIONS = {"medications", "allergies"}


@dataclass(frozen=True, slots=True)
class Assignment:
    """A code chosen for a note.

    Args:
        code: billable on the day.
        display: the publisher's descriptor.
        evidence: the words that support it, as spans of the text as received, in order.
        path: how the words led to the code.
    """

    code: Icd10CmCode
    display: str
    evidence: tuple[TextSpan, ...]
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A mention that was seen and not coded.

    Args:
        code: the code it would have had.
        display: its descriptor.
        evidence: where it stands.
        assertion: why it was not coded.
    """

    code: Icd10CmCode
    display: str
    evidence: tuple[TextSpan, ...]
    assertion: Assertion


@dataclass(frozen=True, slots=True)
class CodedNote:
    """What a note was coded to.

    Args:
        on: day of service or discharge.
        assignments: in the order of their first evidence.
        rejections: seen and not coded, in text order.
        releases: what the answer was made from.
    """

    on: date
    assignments: tuple[Assignment, ...]
    rejections: tuple[Rejection, ...]
    releases: tuple[str, ...]


def code_note(note: ClinicalText, on: date, dictionary: Dictionary) -> CodedNote:
    """Return the billable codes that a note's present conditions lead to, each with its evidence.

    Args:
        note: the text as received.
        on: the day whose releases the dictionary was made from.
        dictionary: index, wordings and codes of that day.
    """
    text = note.reveal()
    coded: dict[str, tuple[list[TextSpan], tuple[str, ...]]] = {}
    rejected: list[Rejection] = []
    for sentence in sentences(text):
        if sentence.section in _NOT_CODED_SECTIONS:
            continue
        content = expanded(sentence.words, text, dictionary)
        found = mentions(content, dictionary)
        if not found:
            continue
        reaches = cue_reaches(sentence, text)
        for mention in found:
            code = billable_code(mention.code, _said_near(content, mention), dictionary)
            if code is None:
                continue
            assertion = assertion_of(mention.words, sentence, reaches)
            spans = _spans(mention)
            if assertion is Assertion.PRESENT:
                coded.setdefault(code, ([], mention.path))[0].extend(spans)
            else:
                descriptor = dictionary.codes[code].descriptor
                rejected.append(Rejection(Icd10CmCode(code), descriptor, tuple(spans), assertion))
    assignments = [
        Assignment(Icd10CmCode(code), dictionary.codes[code].descriptor, tuple(dict.fromkeys(spans)), path)
        for code, (spans, path) in coded.items()
        if not _is_superseded(code, coded, dictionary)
    ]
    return CodedNote(on, tuple(assignments), tuple(rejected), dictionary.releases)


def _is_superseded(code: str, coded: Iterable[str], dictionary: Dictionary) -> bool:
    """Say whether an unspecified code stands beside a specific one of its category (E11.9 beside E11.22)."""
    descriptor = dictionary.codes[code].descriptor.lower()
    vague = code.endswith("9") and ("unspecified" in descriptor or "without complication" in descriptor)
    return vague and any(other != code and other[:3] == code[:3] for other in coded)


def _said_near(content: list[Word], mention: Mention) -> frozenset[str]:
    """Return the words within four content words of a mention: a side said farther off belongs to something else."""
    places = [i for i, word in enumerate(content) if word in mention.words]
    near = range(max(0, min(places) - 4), min(len(content), max(places) + 5))
    return frozenset(content[i].norm for i in near)


def _spans(mention: Mention) -> list[TextSpan]:
    """Return the mention's words as spans; words that stand close together make one."""
    spans: list[TextSpan] = []
    for word in sorted(mention.words, key=lambda word: word.start):
        if spans and word.start - spans[-1].end <= 6:
            spans[-1] = TextSpan(spans[-1].start, max(spans[-1].end, word.end))
        else:
            spans.append(TextSpan(word.start, word.end))
    return spans
