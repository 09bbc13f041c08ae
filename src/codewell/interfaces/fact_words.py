"""Facts of a patient and encounter in the words that the terminal and the web page share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from codewell.clinical.facts import FactKind, PatientFacts
from codewell.clinical.profile import Setting
from codewell.kernel.claims import Sex
from codewell.kernel.text import TextSpan

_SEXES = {Sex.FEMALE: "female", Sex.MALE: "male"}


@dataclass(frozen=True, slots=True)
class FactWords:
    """A fact in words.

    Args:
        words: what is known.
        quotes: the words of the note that say it; empty where it was stated beside the note.
        spans: their offsets.
    """

    words: str
    quotes: tuple[str, ...]
    spans: tuple[TextSpan, ...]


def fact_words(facts: PatientFacts, setting: Setting, text: str) -> tuple[FactWords, ...]:
    """Return what is known of the patient and the encounter, in order, the setting last."""
    told = tuple(
        FactWords(words, tuple(" ".join(text[span.start : span.end].split()) for span in spans), spans)
        for kind, words in _known(facts)
        for spans in (facts.spans_of(kind),)
    )
    return (*told, FactWords(setting.value, (), ()))


def _known(facts: PatientFacts) -> Iterator[tuple[FactKind, str]]:
    if facts.age is not None:
        yield FactKind.AGE, f"{facts.age} old"
    if facts.sex in _SEXES:
        yield FactKind.SEX, _SEXES[facts.sex]
    if facts.weeks is not None:
        yield FactKind.WEEKS, f"{facts.weeks} week{'' if facts.weeks == 1 else 's'} pregnant"
    elif facts.pregnant is not None:
        yield FactKind.PREGNANT, "pregnant" if facts.pregnant else "not pregnant"
    if facts.encounter is not None:
        yield FactKind.ENCOUNTER, "sequela" if facts.encounter.value == "sequela" else f"{facts.encounter.value} encounter"
