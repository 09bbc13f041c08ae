"""Modifiers that the words of a case suggest, each with the words and the reason; whether one is right, the record decides."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from codewell.clinical.words import TOKEN
from codewell.kernel.text import TextSpan
from codewell.tasks.case.candidate import CaseCandidate
from codewell.tasks.case.reading import CaseSentence

_VISITS = ("992", "993", "994", "980", "920")
_NO_PROCEDURES = (*_VISITS, "8", "7", "G04", "904", "906", "907", "3641")
"""Laboratory, imaging, vaccine products and blood draws need no modifier on the visit beside them (NCCI Policy Manual, ch. I)."""
_COLON_TREATED = ("4538",)
_LIKELY = 0.55


@dataclass(frozen=True, slots=True)
class SuggestedModifier:
    """A modifier that words suggest.

    Args:
        value: its two characters.
        label: what it says, in our words.
        reason: why it is suggested, and what decides.
        evidence: the words.
    """

    value: str
    label: str
    reason: str
    evidence: tuple[TextSpan, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    value: str
    label: str
    says: tuple[tuple[str, ...], ...]
    needs: str
    reason: str


def suggested_modifiers(
    case: Sequence[CaseSentence], services: Sequence[CaseCandidate], drugs: Sequence[CaseCandidate]
) -> tuple[SuggestedModifier, ...]:
    """Return the modifiers that the case suggests for its candidates, in the order of the list."""
    met = _met({one.code.value for one in services if one.score >= _LIKELY}, bool(drugs))
    found = []
    for rule in _rules():
        evidence = tuple(span for sentence in case for span in _said(sentence, rule)) if rule.needs in met else ()
        if evidence:
            found.append(SuggestedModifier(rule.value, rule.label, rule.reason, evidence))
    if any(len(one.value) == 2 and one.value[0] in "FTE" for one in found):
        found = [one for one in found if one.value not in ("RT", "LT", "50")]
    return tuple(found)


def _met(codes: set[str], has_drugs: bool) -> frozenset[str]:
    """Return the needs that the candidates meet."""
    met = {"service"} if codes else set()
    if any(code.startswith(_VISITS) for code in codes):
        met.add("visit")
        if any(code[0].isdigit() and not code.startswith(_NO_PROCEDURES) for code in codes):
            met.add("visit and procedure")
    if any(code[0] in "EKL" for code in codes):
        met.add("supply")
    if any(code.startswith(_COLON_TREATED) for code in codes):
        met.add("polyp")
    return frozenset(met | ({"drug"} if has_drugs else set()))


def _said(sentence: CaseSentence, rule: _Rule) -> Iterator[TextSpan]:
    tokens = sentence.tokens
    for words in rule.says:
        for place in range(len(tokens) - len(words) + 1):
            if tokens[place : place + len(words)] == words and place not in sentence.aside:
                yield sentence.stretch(place, place + len(words) - 1)


@cache
def _rules() -> tuple[_Rule, ...]:
    rows = tomllib.loads((files("codewell.tasks.case") / "modifiers.toml").read_text(encoding="utf-8"))["modifier"]
    return tuple(
        _Rule(
            row["value"],
            row["label"],
            tuple(tuple(TOKEN.findall(phrase)) for phrase in row["says"]),
            row["needs"],
            row["reason"],
        )
        for row in rows
    )
