"""Visits of a case by the time that it states: "seen in the office for 25 minutes, established patient"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from codewell.tasks.case.candidate import CaseCandidate
from codewell.tasks.case.reading import CaseSentence
from codewell.tasks.case.services import code_of, standing_on
from codewell.tasks.workplace import Workplace

_SURE, _EITHER = 0.85, 0.7
"""House scale: with the patient told new or established, and without."""
_MINUTES = {"minutes", "minute", "min", "mins"}
_NEW = {"new"}
_ESTABLISHED = {"established", "known", "returning", "follow", "followup"}
_OTHER_TIMES = {
    "psychotherapy",
    "counseling",
    "counselling",
    "infusion",
    "exercise",
    "acupuncture",
    "massage",
    "planning",
    "cessation",
}
"""Services that count minutes of their own."""


@dataclass(frozen=True, slots=True)
class _VisitTime:
    kind: str
    says: frozenset[str]
    patient: str
    minutes: int
    code: str


def timed_visits(workplace: Workplace, case: Sequence[CaseSentence], on: date) -> Iterator[CaseCandidate]:
    """Yield the visits whose time the case states."""
    words = {token for sentence in case for n, token in enumerate(sentence.tokens) if n not in sentence.denied}
    patients = [name for name, said in (("new", _NEW), ("established", _ESTABLISHED)) if said & words]
    for sentence in case:
        if _OTHER_TIMES & set(sentence.tokens):
            continue
        for place, token in enumerate(sentence.tokens[:-1]):
            if token.isdigit() and sentence.tokens[place + 1] in _MINUTES:
                for row in _rows_for(int(token), words, patients):
                    standing = standing_on(workplace, code_of(row.code), on)
                    if standing is not None:
                        score = _SURE if len(patients) == 1 or row.patient == "any" else _EITHER
                        release = f"{standing.origin.source} {standing.origin.release}" if standing.origin else ""
                        why = (f"{row.kind} visit, {row.patient} patient, from {row.minutes} minutes",)
                        evidence = (sentence.stretch(place, place + 1),)
                        yield CaseCandidate(standing.code, standing.display, score, why, evidence, (), release)


def _rows_for(minutes: int, words: set[str], patients: Sequence[str]) -> Iterator[_VisitTime]:
    """Yield the highest row that the minutes reach, for each kind of visit that is told and each patient that may be meant."""
    best: dict[tuple[str, str], _VisitTime] = {}
    for row in _visit_times():
        meant = row.patient == "any" or not patients or row.patient in patients
        if meant and row.says & words and row.minutes <= minutes:
            best[row.kind, row.patient] = row
    yield from best.values()


@cache
def _visit_times() -> tuple[_VisitTime, ...]:
    lines = (files("codewell.tasks.case") / "visit_times.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith(("#", "kind\t")))
    return tuple(
        _VisitTime(kind, frozenset(says.split()), patient, int(start), code) for kind, says, patient, start, code in rows
    )
