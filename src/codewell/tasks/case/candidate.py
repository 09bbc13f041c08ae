"""What case search proposes: a code with its reasons and the words of the case that it answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from codewell.codebook.billing_units import BillingUnits
from codewell.kernel.codes import Code
from codewell.kernel.text import TextSpan


class Answers(Enum):
    """What of a case a group of candidates answers."""

    DIAGNOSES = "diagnoses"
    SERVICES = "procedures and services"
    INPATIENT_PROCEDURES = "inpatient procedures"
    DRUGS = "drugs"


@dataclass(frozen=True, slots=True)
class CaseCandidate:
    """A code that a case may be given.

    Args:
        code: the code.
        display: its words on the day.
        score: from 0 to 1; comparable within a group.
        why: what led to it, in words, the strongest reason first.
        evidence: words of the case that it answers.
        path: the way through index or list, where there is one.
        release: title of the release that holds the code.
        units: how many units the dose makes; None where no dose is given or the code is no drug.
    """

    code: Code
    display: str
    score: float
    why: tuple[str, ...]
    evidence: tuple[TextSpan, ...]
    path: tuple[str, ...] = ()
    release: str = ""
    units: BillingUnits | None = None


@dataclass(frozen=True, slots=True)
class CaseGroup:
    """Candidates for one question of a case.

    Args:
        answers: which question.
        candidates: best first.
        notice: why there are none, or what the reader must know; empty where nothing is to be said.
    """

    answers: Answers
    candidates: tuple[CaseCandidate, ...]
    notice: str = ""


def best_of(candidates: list[CaseCandidate], limit: int) -> tuple[CaseCandidate, ...]:
    """Return each code once, best first; what several readings say of a code is told together."""
    merged: dict[Code, CaseCandidate] = {}
    for one in sorted(candidates, key=lambda one: -one.score):
        held = merged.get(one.code)
        if held is None:
            merged[one.code] = one
        else:
            merged[one.code] = CaseCandidate(
                held.code,
                held.display or one.display,
                min(1.0, held.score + 0.03),
                tuple(dict.fromkeys((*held.why, *one.why)))[:3],
                tuple(sorted({*held.evidence, *one.evidence})),
                held.path or one.path,
                held.release or one.release,
                held.units or one.units,
            )
    ranked = sorted(merged.values(), key=lambda one: (-one.score, one.code.value))[:limit]
    return tuple(replace(one, score=round(one.score, 3)) for one in ranked)
