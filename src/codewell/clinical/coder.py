"""Coding a note: every step from its text to assignments with evidence, one way and nothing kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from codewell.clinical.assertion import Assertion
from codewell.clinical.by_facts import complete_by_facts
from codewell.clinical.candidate import Support
from codewell.clinical.candidates import candidates
from codewell.clinical.combining import add_required, combine
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.facts import NOTHING_GIVEN, PatientFacts
from codewell.clinical.features import features_of
from codewell.clinical.fitting import unfit
from codewell.clinical.measures import trimester_words
from codewell.clinical.ordering import reporting_order
from codewell.clinical.pregnancy import settle_pregnancy
from codewell.clinical.profile import Profile, Setting
from codewell.clinical.scoring import Scorer, scorer
from codewell.clinical.selection import select
from codewell.clinical.specificity import has_sides
from codewell.clinical.status import by_longest_prefix
from codewell.clinical.trace import Step
from codewell.clinical.tracing import trace_of, trace_of_rejection
from codewell.clinical.weighed import Weighed
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.text import ClinicalText, TextSpan


@dataclass(frozen=True, slots=True)
class Assignment:
    """A code chosen for a note.

    Args:
        code: billable on the day.
        display: the publisher's descriptor.
        evidence: the words that support it, as spans of the text as received, in order.
        path: how the words led to the code.
        confidence: from 0 to 1.
        asks_for: what the tabular list says to code first, besides or as well.
        gaps: what the note leaves open and a more specific code would need; a question for its writer.
        trace: the path step by step, each with what it rests on.
    """

    code: Icd10CmCode
    display: str
    evidence: tuple[TextSpan, ...]
    path: tuple[str, ...]
    confidence: float = 1.0
    asks_for: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    trace: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A code that was considered and not chosen.

    Args:
        code: the code it would have been.
        display: its descriptor.
        evidence: where it stands.
        assertion: what the note says of it.
        reason: why it was not coded.
        trace: how the words led to it, and the rule that left it out.
    """

    code: Icd10CmCode
    display: str
    evidence: tuple[TextSpan, ...]
    assertion: Assertion
    reason: str = ""
    trace: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class CodedNote:
    """What a note was coded to.

    Args:
        on: day of service or discharge.
        assignments: in the order in which they are reported.
        rejections: considered and not chosen, in text order.
        releases: what the answer was made from.
        setting: where the encounter took place, as given or as the note shows it.
        facts: what is known of the patient, as given or as the note says it.
    """

    on: date
    assignments: tuple[Assignment, ...]
    rejections: tuple[Rejection, ...]
    releases: tuple[str, ...]
    setting: Setting
    facts: PatientFacts


def code_note(
    note: ClinicalText,
    on: date,
    dictionary: Dictionary,
    profile: Profile = Profile.US_BILLING,
    setting: Setting | None = None,
    weigh: Scorer | None = None,
    given: PatientFacts = NOTHING_GIVEN,
) -> CodedNote:
    """Return the billable codes that a note's conditions lead to, each with its evidence.

    Args:
        note: the text as received.
        on: the day whose releases the dictionary was made from.
        dictionary: index, wordings and codes of that day.
        profile: which conditions count.
        setting: where the encounter took place; None reads it from the note.
        weigh: weights to use instead of the profile's own; measurements do.
        given: facts of the patient that go before what the note says.
    """
    found, shape = candidates(note.reveal(), dictionary, on=on, learned=profile is Profile.COMPLETE, given=given)
    complete_by_facts(found, shape.facts, trimester_words(shape.weeks), dictionary)
    setting = setting or (Setting.INPATIENT if shape.is_stay else Setting.OUTPATIENT)
    required = add_required(found, dictionary.codes) if profile is Profile.US_BILLING else {}
    replaced = combine(found, dictionary.codes) if profile is Profile.US_BILLING else {}
    pairs = features_of(found, shape, dictionary, learned=profile is Profile.COMPLETE)
    barred = unfit(found, shape.facts, dictionary)
    weighed = select(pairs, replaced, weigh or scorer(profile), profile, setting, dictionary, required, barred)
    if profile is Profile.US_BILLING:
        settle_pregnancy(weighed, shape.facts, shape.weeks, dictionary)
    chosen = sorted((one for one in weighed if not one.reason), key=lambda one: reporting_order(one.candidate))
    assignments = [_assignment(one, profile, setting, dictionary) for one in chosen]
    left_out = [_rejection(one, profile, setting, dictionary) for one in weighed if one.reason]
    rejections = sorted(left_out, key=lambda r: r.evidence[0])
    return CodedNote(on, tuple(assignments), tuple(rejections), dictionary.releases, setting, shape.facts)


def _assignment(one: Weighed, profile: Profile, setting: Setting, dictionary: Dictionary) -> Assignment:
    code = one.candidate.code
    shown = [s for s in one.candidate.supports if s.assertion is Assertion.PRESENT] or one.candidate.supports
    descriptor = dictionary.codes[code].descriptor
    gaps = tuple(_left_open(code, dictionary))
    return Assignment(
        Icd10CmCode(code),
        descriptor,
        _evidence(shown),
        shown[0].path,
        round(one.confidence, 3),
        dictionary.asked_for(code),
        gaps,
        trace_of(one, shown[0], profile, setting, dictionary),
    )


def _left_open(code: str, dictionary: Dictionary) -> Iterator[str]:
    """Yield a sentence for each detail that a code leaves open and its siblings tell."""
    if has_sides(code, dictionary):
        yield "Laterality is not documented."
    told = by_longest_prefix("open_details", code)
    if told is not None:
        yield told
    elif "unspecified stage" in dictionary.codes[code].descriptor.lower():
        yield "Stage is not documented."


def _rejection(one: Weighed, profile: Profile, setting: Setting, dictionary: Dictionary) -> Rejection:
    code, supports = one.candidate.code, one.candidate.supports
    descriptor = dictionary.codes[code].descriptor
    trace = trace_of_rejection(one, profile, setting, dictionary)
    return Rejection(Icd10CmCode(code), descriptor, _evidence(supports), supports[0].assertion, one.reason, trace)


def _evidence(supports: Iterable[Support]) -> tuple[TextSpan, ...]:
    return tuple(dict.fromkeys(span for support in supports for span in support.spans))
