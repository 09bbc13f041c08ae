"""Cues of intents: phrases with weights, kept in `intents.toml`, found in the words of a question.

A phrase is words with a blank between them; `a|b` stands for either, `*` for up to seven words or none, and capitals for what was
recognised: CODE, DAY, MOD, IND, POS, NUM, PAYER, STATE.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from codewell.assistant.question import Intent

_WIDEST_GAP = 7


@dataclass(frozen=True, slots=True)
class Step:
    """A word of a phrase.

    Args:
        words: any of which stands here.
        after_gap: whether other words may stand before it.
    """

    words: frozenset[str]
    after_gap: bool


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that speaks for an intent.

    Args:
        intent: for which.
        steps: words in order.
        weight: how strongly.
    """

    intent: Intent
    steps: tuple[Step, ...]
    weight: float

    def stands_at(self, reads: Sequence[str], at: int) -> bool:
        """Say whether the phrase begins at a word, its first step being there."""
        place = at
        for step in self.steps[1:]:
            last = min(len(reads), place + 2 + (_WIDEST_GAP if step.after_gap else 0))
            place = next((one for one in range(place + 1, last) if reads[one] in step.words), -1)
            if place < 0:
                return False
        return True


@dataclass(frozen=True, slots=True)
class CueTable:
    """All cues.

    Args:
        by_first: cues by each word they can begin with.
        openers: words that begin a question.
        fillers: words that are no part of what is searched for.
        joiners: words that are part of it only between others.
        scope: words that show that a question is of the field.
        beside_codes: words that are no part of what is searched for where a code is named.
        scene: words that begin a clause which only sets the scene of a question.
        abbreviated: words whose full stop ends no sentence.
        pleasantries: words of which a sentence that asks nothing may consist.
        short_forms: short forms and slips with the word that is meant.
    """

    by_first: Mapping[str, tuple[Cue, ...]]
    openers: frozenset[str]
    fillers: frozenset[str]
    joiners: frozenset[str]
    scope: frozenset[str]
    beside_codes: frozenset[str]
    scene: frozenset[str]
    abbreviated: frozenset[str]
    pleasantries: frozenset[str]
    short_forms: Mapping[str, str]


@cache
def cue_table() -> CueTable:
    """Return the cues, read once."""
    held = tomllib.loads((files(__package__) / "intents.toml").read_text(encoding="utf-8"))
    by_first: dict[str, list[Cue]] = {}
    for name, cues in held["cues"].items():
        for phrase, weight in cues.items():
            cue = Cue(Intent(name), _steps(phrase), float(weight))
            for word in cue.steps[0].words:
                by_first.setdefault(word, []).append(cue)
    words = {name: frozenset(text.split()) for name, text in held["words"].items()}
    return CueTable(
        {word: tuple(cues) for word, cues in by_first.items()},
        words["openers"],
        words["fillers"],
        words["joiners"],
        words["scope"],
        words["beside_codes"],
        words["scene"],
        words["abbreviated"],
        words["pleasantries"],
        held["short_forms"],
    )


def _steps(phrase: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    gap = False
    for part in phrase.split():
        if part == "*":
            gap = True
            continue
        steps.append(Step(frozenset(part.split("|")), gap))
        gap = False
    return tuple(steps)


@cache
def cue_words() -> frozenset[str]:
    """Return the plain words of all cues, without those of what was recognised."""
    cues = {cue for held in cue_table().by_first.values() for cue in held}
    said = {word for cue in cues for step in cue.steps for word in step.words if word.islower()}
    return frozenset(said | cue_table().openers)


def found_in(reads: Sequence[str]) -> list[Cue]:
    """Return the cues that the words hold, each once."""
    by_first = cue_table().by_first
    found = {cue: None for at, read in enumerate(reads) for cue in by_first.get(read, ()) if cue.stands_at(reads, at)}
    return list(found)
