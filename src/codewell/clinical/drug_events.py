"""Poisoning, adverse effect and underdosing: a drug of the table of drugs and chemicals with words that say what it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files

from codewell.clinical.cues import listed

_SHORTEST = 8
"""Letters of a name that is told by its ending alone."""
_ACCIDENTAL = "1"
_DENIED_WITHIN = 30
"""Characters before words of intent in which a denial unsays them."""
_DENIALS = ("no ", "denies", "denied", "without", "not ", "history of", "prior", "previous")


class DrugEventKind(Enum):
    """What became of a drug's use (guideline I.C.19.e.5); the value is the rule's id."""

    POISONING = "poisoning"
    ADVERSE_EFFECT = "adverse-effect"
    CAUSED = "adverse-effect-caused"
    """Words that only tell a cause: an adverse effect where a condition stands before them."""
    UNDERDOSING = "underdosing"


_KINDS = {
    "poisoning": DrugEventKind.POISONING,
    "adverse": DrugEventKind.ADVERSE_EFFECT,
    "caused": DrugEventKind.CAUSED,
    "underdosing": DrugEventKind.UNDERDOSING,
}


@dataclass(frozen=True, slots=True)
class DrugEvent:
    """A drug and what is said of it.

    Args:
        kind: what became of its use.
        drug: position of the drug's token in the sentence.
        category: of the table of drugs, without dot, four or five characters.
        cue: positions of the words that say so.
    """

    kind: DrugEventKind
    drug: int
    category: str
    cue: tuple[int, ...]

    def code(self, intent: str, encounter: str) -> str:
        """Return the code, without dot: category, intent or effect, kind of encounter."""
        character = {"poisoning": intent, "underdosing": "6"}.get(self.kind.value, "5")
        return f"{self.category}{'X' if len(self.category) == 4 else ''}{character}{encounter}"


@dataclass(frozen=True, slots=True)
class _Cue:
    kind: DrugEventKind
    is_before: bool
    gap: int
    words: tuple[str, ...]


@cache
def _cues() -> tuple[_Cue, ...]:
    """Return the cues, the longest first."""
    rows = _rows("drug_events")
    found = [_Cue(_KINDS[kind], side == "before", int(gap), tuple(words.split())) for kind, side, gap, words in rows]
    return tuple(sorted(found, key=lambda cue: -len(cue.words)))


@cache
def _intents() -> tuple[tuple[str, str], ...]:
    return tuple((character, words) for character, words in _rows("intents"))


@cache
def _openers() -> tuple[str, ...]:
    """Return words one of which every sentence with a cue holds."""
    return tuple(sorted({max(cue.words, key=len) for cue in _cues()}))


@cache
def _opening_words() -> frozenset[str]:
    return frozenset(_openers())


def _rows(name: str) -> list[list[str]]:
    lines = (files("codewell.clinical.cues") / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]


def may_tell_events(lower: str) -> bool:
    """Say whether a note, in lower case, holds a word of any cue; most hold only the weak ones."""
    return any(word in lower for word in _openers())


def drug_events(lower: Sequence[str], drugs: Mapping[str, str]) -> Iterator[DrugEvent]:
    """Yield what a sentence says of its drugs, at most once for each drug.

    Args:
        lower: its tokens in lower case.
        drugs: drug -> category of the table of drugs, without dot.
    """
    if _opening_words().isdisjoint(lower):
        return
    ordinary = listed("not_drugs")
    for place, word in enumerate(lower):
        category = drugs.get(word) or _by_stem(word)
        if not category or word in ordinary:
            continue
        for cue in _cues():
            found = _cue_at(cue, place, lower)
            if found is not None:
                yield DrugEvent(cue.kind, place, category, tuple(range(found, found + len(cue.words))))
                break


@lru_cache(maxsize=50_000)
def _by_stem(word: str) -> str:
    """Return the category of a drug that no list names but whose ending tells its group; empty where none does."""
    if len(word) < _SHORTEST or not word.isalpha():
        return ""
    return next((category.replace(".", "") for ending, category in _stems() if word.endswith(ending)), "")


@cache
def _stems() -> tuple[tuple[str, str], ...]:
    lines = (files("codewell.clinical.lexicon") / "drug_stems.tsv").read_text(encoding="utf-8").splitlines()
    ending_and_category = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    return tuple((ending, category) for ending, category in ending_and_category)


def _cue_at(cue: _Cue, drug: int, lower: Sequence[str]) -> int | None:
    """Return where a cue begins that is said of the drug; None where it is not."""
    length = len(cue.words)
    if cue.is_before:
        starts = range(drug - length, max(-1, drug - length - cue.gap - 1), -1)
    else:
        starts = range(drug + 1, drug + 2 + cue.gap)
    return next((s for s in starts if s >= 0 and tuple(lower[s : s + length]) == cue.words), None)


def intent_of(lower: str) -> str:
    """Return the character of a poisoning's intent that a note, in lower case, tells; accidental where it tells none."""
    for character, words in _intents():
        place = lower.find(words)
        while place >= 0:
            before = lower[max(0, place - _DENIED_WITHIN) : place].rpartition(".")[2]
            if not before.endswith("un") and not any(denial in before for denial in _DENIALS):
                return character
            place = lower.find(words, place + 1)
    return _ACCIDENTAL
