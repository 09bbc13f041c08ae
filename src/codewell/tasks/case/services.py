"""Services and supplies of a case: listed phrases first, then what search finds among our labels and HCPCS descriptors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from codewell.codebook.entry import CodeStanding, Standing
from codewell.kernel.codes import Code, CodeSystem, CptCode, HcpcsCode
from codewell.kernel.errors import UnknownCodeError
from codewell.search.service_words import ServiceMatch, service_matches
from codewell.tasks.case.candidate import CaseCandidate
from codewell.tasks.case.diagnoses import matched_places
from codewell.tasks.case.reading import CaseSentence
from codewell.tasks.workplace import Workplace

_BASE, _PER_WORD, _MOST_WORDS = 0.6, 0.1, 4
_NEXT_CODE = 0.04
_PART, _PAST, _SLACK = 0.75, 0.4, 0.015
"""House scale: a phrase says more the more of its words stand together; one that a fuller phrase holds, or that is told as
done before, says less."""
_LEAST_HIT = {CodeSystem.CPT: 0.3, CodeSystem.HCPCS: 0.62}
_HIT_SHARE = {CodeSystem.CPT: 0.85, CodeSystem.HCPCS: 0.7}
_HITS = 4


@dataclass(frozen=True, slots=True)
class CaseServices:
    """Services of a case.

    Args:
        candidates: in any order.
        notices: what search says of its releases.
    """

    candidates: list[CaseCandidate]
    notices: tuple[str, ...]


def case_services(workplace: Workplace, case: Sequence[CaseSentence], on: date) -> CaseServices:
    """Return the services and supplies of a case that hold on the day, or may hold on a day that no release covers."""
    found: list[CaseCandidate] = []
    notices: list[str] = []
    for sentence in case:
        named = [match for match in service_matches(sentence.tokens) if not _is_set_aside(match, sentence)]
        for match in named:
            found += _of_match(workplace, sentence, match, on)
        answered = [frozenset(match.places) for match in named]
        for clause in sentence.clauses():
            asked, told = _searched(workplace, sentence, clause, answered, on)
            found += asked
            notices += told
    return CaseServices(found, tuple(dict.fromkeys(notices)))


def _is_set_aside(match: ServiceMatch, sentence: CaseSentence) -> bool:
    """Say whether a service is denied; the contrast of "without contrast" is part of what was done."""
    denied = sum(word[0] == "-" for word in match.term.stems)
    return sum(place in sentence.denied for place in match.places) > denied


def _of_match(workplace: Workplace, sentence: CaseSentence, match: ServiceMatch, on: date) -> Iterator[CaseCandidate]:
    score = _BASE + _PER_WORD * min(len(match.term.stems), _MOST_WORDS) - _SLACK * match.slack
    score *= _PART if match.is_part else 1.0
    past = sentence.is_past(match.places[0])
    score *= _PAST if past else 1.0
    why = (f"'{match.term.phrase}' usually means it" + (", but is told as done before" if past else ""),)
    evidence = sentence.stretches(match.places)
    held = 0
    for value in match.term.codes:
        standing = standing_on(workplace, code_of(value), on)
        if standing is not None:
            score_here = max(0.0, score - _NEXT_CODE * held)
            release = f"{standing.origin.source} {standing.origin.release}" if standing.origin else ""
            yield CaseCandidate(standing.code, standing.display, score_here, why, evidence, (match.term.phrase,), release)
            held += 1


def code_of(value: str) -> Code:
    """Return a CPT or HCPCS Level II code, told apart by its first character."""
    return CptCode(value) if value[0].isdigit() else HcpcsCode(value)


def standing_on(workplace: Workplace, code: Code, on: date) -> CodeStanding | None:
    """Return how a code stands on the day; None where it is known not to hold then, or not known at all."""
    try:
        standing = workplace.book.standing(code, on=on)
    except UnknownCodeError:
        return None
    return standing if standing.standing in (Standing.IN_FORCE, Standing.NOT_LOADED) else None


def _searched(
    workplace: Workplace, sentence: CaseSentence, clause: Sequence[int], answered: Sequence[frozenset[int]], on: date
) -> tuple[list[CaseCandidate], tuple[str, ...]]:
    """Return what search finds for a clause, without hits that answer no word beyond those of a listed phrase."""
    query = " ".join(sentence.tokens[place] for place in clause)[:400]
    found: list[CaseCandidate] = []
    notices: tuple[str, ...] = ()
    for system in (CodeSystem.CPT, CodeSystem.HCPCS):
        answer = workplace.search.search(query, on=on, limit=_HITS, systems=frozenset({system}))
        notices += tuple(note for note in answer.notes if not note.startswith("spelling"))
        for hit in answer.hits:
            if hit.score < _LEAST_HIT[system] or hit.code[0] in "JQ" or hit.code[:2] in _MEASURES:
                continue
            matched = matched_places(hit, sentence, clause)
            says_more = matched and not any(set(matched) <= places for places in answered)
            standing = standing_on(workplace, code_of(hit.code), on) if says_more else None
            if standing is not None:
                evidence = sentence.stretches(matched)
                release = f"{standing.origin.source} {standing.origin.release}" if standing.origin else ""
                score = min(1.0, hit.score * _HIT_SHARE[system])
                found.append(
                    CaseCandidate(standing.code, hit.display, score, (f"search: {hit.why}",), evidence, (hit.why,), release)
                )
    return found, notices


_MEASURES = ("G8", "G9", "M1")
"""Codes that report a quality measure, which no case asks for."""
