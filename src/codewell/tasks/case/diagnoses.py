"""Diagnoses of a case: what the note coder assigns, then what search finds for words that it did not resolve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from codewell.clinical.assertion import Assertion
from codewell.clinical.coder import Assignment, CodedNote, Rejection
from codewell.clinical.profile import Profile
from codewell.kernel.codes import CodeSystem, Icd10CmCode
from codewell.kernel.text import ClinicalText, TextSpan
from codewell.search.index import Hit
from codewell.search.stems import stem
from codewell.tasks.case.candidate import CaseCandidate
from codewell.tasks.case.reading import CaseSentence, act_words, unsaid_words
from codewell.tasks.drug_names import drug_categories
from codewell.tasks.workplace import Workplace

_SURE = 0.5
_PASSED_OVER = 0.7
_COVERED, _SAID = 0.3, 0.5
"""House scale: a search hit counts by search's own score and by the share of the asked words that it answers."""
_OF_DRUGS = ("T3", "T4", "T50", "Z16", "Z88")
"""Poisoning, adverse effect and underdosing; resistance to a drug; allergy status."""
_LEAST_COVERED, _LEAST_SCORE = 0.3, 0.25
_OF_SERVICE = 0.7
"""A clause that is a service and nothing else names a reason only where search is nearly sure of it."""
_MORE_SAID = 0.01
_HITS = 5
_LONGEST_SENTENCE = 40
_DIAGNOSES = frozenset({CodeSystem.ICD10CM})
_OPEN_REASONS = ("not selected", "sign or symptom", "external cause")
_SIDES = frozenset({"left", "right", "bilateral", "both"})


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
    every: tuple[Assignment | Rejection, ...] = (*coded.assignments, *coded.rejections)
    resolved = tuple(span for one in every for span in one.evidence)
    hits, notices = _searched(workplace, case, (*resolved, *taken), tuple(taken), on, coded.releases)
    found += _above_vaguer(hits, found)
    return CaseDiagnoses(found, aside, resolved, coded.releases, notices)


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


def _searched(
    workplace: Workplace,
    case: Sequence[CaseSentence],
    resolved: Sequence[TextSpan],
    taken: Sequence[TextSpan],
    on: date,
    releases: tuple[str, ...],
) -> tuple[list[CaseCandidate], tuple[str, ...]]:
    found: list[CaseCandidate] = []
    notices: list[str] = []
    drugs = drug_categories(workplace.shelf, on)
    for sentence in case:
        for places in _questions(sentence, resolved, taken):
            query = " ".join(sentence.tokens[place] for place in places)
            answer = workplace.search.search(query[:400], on=on, limit=_HITS, systems=_DIAGNOSES)
            notices += (note for note in answer.notes if not note.startswith("spelling"))
            for hit in answer.hits:
                least = _LEAST_SCORE if any(_is_open(sentence, n, taken) for n in places) else _OF_SERVICE
                if hit.score >= least and hit.billable and not _is_of_drug_alone(hit, sentence, places, drugs):
                    found += _of_hit(hit, sentence, places, releases)
    return found, tuple(dict.fromkeys(notices))


def _questions(sentence: CaseSentence, resolved: Sequence[TextSpan], taken: Sequence[TextSpan]) -> Iterator[tuple[int, ...]]:
    """Yield what to ask search of a sentence: its clauses where they hold open words, and all of it.

    Words of a service may be those of a reason too ("lumbar radiculopathy" beside "MRI of the lumbar spine"), so a clause is
    asked without them and with them. A clause that the coder has resolved word for word is not asked again.
    """
    asked: set[tuple[int, ...]] = set()
    clauses = list(sentence.clauses())
    whole = tuple(place for clause in clauses for place in clause)
    for clause in (*clauses, *([whole] if len(whole) <= _LONGEST_SENTENCE else [])):
        if not any(_is_open(sentence, n, ()) for n in clause):
            continue
        free = tuple(n for n in clause if not _is_in(sentence, n, taken))
        if not any(_is_open(sentence, n, resolved) for n in free):
            if clause != whole and any(_is_open(sentence, n, ()) for n in free):
                continue
            free = clause
        for places in (free, clause):
            if places not in asked and any(_tells(sentence, n) for n in places):
                asked.add(places)
                yield places


def _is_in(sentence: CaseSentence, place: int, spans: Iterable[TextSpan]) -> bool:
    return any(sentence.spans[place].overlaps(span) for span in spans)


def _is_open(sentence: CaseSentence, place: int, resolved: Iterable[TextSpan]) -> bool:
    token = sentence.tokens[place]
    return token not in unsaid_words() | act_words() and _tells(sentence, place) and not _is_in(sentence, place, resolved)


def _tells(sentence: CaseSentence, place: int) -> bool:
    token = sentence.tokens[place]
    return token[0].isalpha() and (token not in unsaid_words() or token in _SIDES)


def _is_of_drug_alone(hit: Hit, sentence: CaseSentence, places: Sequence[int], drugs: Mapping[str, str]) -> bool:
    """Say whether a code of a drug's effects answers the drug's name alone: a drug that is given poisons nobody."""
    if not hit.code.startswith(_OF_DRUGS):
        return False
    words = [sentence.tokens[place] for place in matched_places(hit, sentence, places)]
    return all(word in drugs for word in words)


def _of_hit(hit: Hit, sentence: CaseSentence, places: Sequence[int], releases: tuple[str, ...]) -> Iterator[CaseCandidate]:
    telling = [n for n in places if _tells(sentence, n)]
    matched = matched_places(hit, sentence, telling)
    covered = len(matched) / len(telling)
    if covered >= _LEAST_COVERED:
        score = _COVERED * covered + _SAID * min(hit.score, 1.0)
        evidence = sentence.stretches(matched)
        release = releases[0] if releases else ""
        code = Icd10CmCode.parse(hit.code)
        yield CaseCandidate(code, hit.display, score, (f"search: {hit.why}",), evidence, (hit.why,), release)


def _above_vaguer(hits: Sequence[CaseCandidate], chosen: Sequence[CaseCandidate]) -> Iterator[CaseCandidate]:
    """Yield the hits, raised above a chosen code of their category that answers only some of their words."""
    for hit in hits:
        vaguer = [
            one.score
            for one in chosen
            if one.code.value[:3] == hit.code.value[:3]
            and one.code != hit.code
            and all(any(span.overlaps(other) for other in hit.evidence) for span in one.evidence)
            and _length(hit.evidence) > _length(one.evidence)
            and "unspecified" in one.display.lower()
            and "unspecified" not in hit.display.lower()
        ]
        yield replace(hit, score=max(hit.score, *(score + _MORE_SAID for score in vaguer))) if vaguer else hit


def _length(spans: Iterable[TextSpan]) -> int:
    return sum(span.end - span.start for span in spans)


def matched_places(hit: Hit, sentence: CaseSentence, places: Sequence[int]) -> tuple[int, ...]:
    """Return the words asked about that stand in what was found and tell something."""
    said = {stem(word) for word in "".join(c if c.isalnum() else " " for c in f"{hit.display} {hit.why}".lower()).split()}
    return tuple(n for n in places if stem(sentence.tokens[n]) in said and _tells(sentence, n))
