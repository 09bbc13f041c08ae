"""Diagnoses of a case: what the note coder assigns, then what search finds for words that it did not resolve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from codewell.clinical.assertion import Assertion
from codewell.clinical.coder import CodedNote, Rejection
from codewell.clinical.profile import Profile
from codewell.kernel.codes import CodeSystem, Icd10CmCode
from codewell.kernel.text import ClinicalText, TextSpan
from codewell.search.index import Hit
from codewell.search.stems import stem
from codewell.tasks.case.candidate import CaseCandidate
from codewell.tasks.case.reading import CaseSentence, unsaid_words
from codewell.tasks.workplace import Workplace

_SURE = 0.5
"""House scale: what the note coder assigns stands above every search hit that is not nearly exact."""
_PASSED_OVER = 0.62
_LEAST_HIT = 0.5
_HIT_SHARE = 0.75
_WHOLE_SHARE = 0.65
_WITH_SERVICES_SHARE = 0.6
_HITS = 3
_DIAGNOSES = frozenset({CodeSystem.ICD10CM})
_OPEN_REASONS = ("not selected", "sign or symptom", "external cause")


@dataclass(frozen=True, slots=True)
class CaseDiagnoses:
    """Diagnoses of a case.

    Args:
        candidates: in any order.
        aside: seen and not proposed, with the reason: denied, the family's, only possible.
        resolved: words that the coder resolved or set aside.
        releases: what the coder answered from.
        notices: what search says of its releases and spellings.
    """

    candidates: list[CaseCandidate]
    aside: tuple[Rejection, ...]
    resolved: tuple[TextSpan, ...]
    releases: tuple[str, ...]
    notices: tuple[str, ...]


def case_diagnoses(
    workplace: Workplace, text: ClinicalText, case: Sequence[CaseSentence], taken: Iterable[TextSpan], on: date
) -> CaseDiagnoses:
    """Return the diagnoses of a case.

    Args:
        workplace: coder and search.
        text: the case.
        case: the same, read.
        taken: words that services and drugs have answered.
        on: day of service.
    """
    coded = workplace.coder.code(text, on=on, profile=Profile.US_BILLING, setting=None)
    found = [*_assigned(coded), *_passed_over(coded)]
    aside = tuple(one for one in coded.rejections if one.assertion is not Assertion.PRESENT)
    resolved = tuple(span for one in (*coded.assignments, *coded.rejections) for span in one.evidence)
    notices: list[str] = []
    release = coded.releases[0] if coded.releases else ""
    for sentence, places, share in _questions(case, (*resolved, *taken), tuple(taken)):
        query = " ".join(sentence.tokens[place] for place in places)
        answer = workplace.search.search(query[:400], on=on, limit=_HITS, systems=_DIAGNOSES)
        notices += answer.notes
        for hit in answer.hits:
            if hit.score >= _LEAST_HIT and hit.billable:
                found.append(_of_hit(hit, sentence, places, share, release))
    return CaseDiagnoses(found, aside, resolved, coded.releases, tuple(dict.fromkeys(notices)))


def _assigned(coded: CodedNote) -> Iterator[CaseCandidate]:
    release = coded.releases[0] if coded.releases else ""
    for one in coded.assignments:
        why = (f"the note coder assigns it ({one.confidence:.2f})",)
        yield CaseCandidate(one.code, one.display, _SURE + _SURE * one.confidence, why, one.evidence, one.path, release)


def _passed_over(coded: CodedNote) -> Iterator[CaseCandidate]:
    """Yield what is documented as present and the coder would leave out of a bill: a case asks for it all the same."""
    release = coded.releases[0] if coded.releases else ""
    for one in coded.rejections:
        if one.assertion is Assertion.PRESENT and one.reason.startswith(_OPEN_REASONS):
            why = (f"documented; the note coder leaves it out: {one.reason}",)
            yield CaseCandidate(one.code, one.display, _PASSED_OVER, why, one.evidence, (), release)


def _questions(
    case: Sequence[CaseSentence], resolved: Sequence[TextSpan], taken: Sequence[TextSpan]
) -> Iterator[tuple[CaseSentence, tuple[int, ...], float]]:
    """Yield what to ask search: each clause's open words, the clause without the words of services, and all of it.

    Words of a service may be those of a reason too: "lumbar radiculopathy" beside "MRI of the lumbar spine".
    """
    for sentence in case:
        for clause in sentence.clauses():
            free = tuple(n for n in clause if not any(sentence.spans[n].overlaps(span) for span in taken))
            left = tuple(n for n in free if not any(sentence.spans[n].overlaps(span) for span in resolved))
            if _tells(sentence, left):
                yield sentence, left, _HIT_SHARE
            if left != free and _tells(sentence, free):
                yield sentence, free, _WHOLE_SHARE
            if free != clause and _tells(sentence, clause):
                yield sentence, clause, _WITH_SERVICES_SHARE


def _tells(sentence: CaseSentence, places: Iterable[int]) -> bool:
    return any(sentence.tokens[n][0].isalpha() and sentence.tokens[n] not in unsaid_words() for n in places)


def _of_hit(hit: Hit, sentence: CaseSentence, places: Sequence[int], share: float, release: str) -> CaseCandidate:
    matched = matched_places(hit, sentence, places) or tuple(n for n in places if sentence.tokens[n][0].isalnum())
    evidence = sentence.stretches(matched)
    code = Icd10CmCode.parse(hit.code)
    return CaseCandidate(code, hit.display, min(1.0, hit.score * share), (f"search: {hit.why}",), evidence, (hit.why,), release)


def matched_places(hit: Hit, sentence: CaseSentence, places: Sequence[int]) -> tuple[int, ...]:
    """Return the words asked about that stand in what was found and tell something."""
    said = {stem(word) for word in "".join(c if c.isalnum() else " " for c in f"{hit.display} {hit.why}".lower()).split()}
    return tuple(n for n in places if stem(sentence.tokens[n]) in said and sentence.tokens[n] not in unsaid_words())
