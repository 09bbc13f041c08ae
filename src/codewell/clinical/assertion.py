"""Whether a mention is present, absent, possible, hypothetical, historical or somebody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from codewell.clinical.cues import cues
from codewell.clinical.sections import Sentence
from codewell.clinical.words import Word

_SCOPE = 12
"""Words a forward cue reaches; a backward cue reaches half as far."""


class Assertion(Enum):
    """What the note says of a mention; only `PRESENT` is coded in this first cut."""

    PRESENT = "present"
    ABSENT = "absent"
    POSSIBLE = "possible"
    HYPOTHETICAL = "hypothetical"
    HISTORICAL = "historical"
    SOMEONE_ELSE = "someone_else"


_MEANS = {
    "absent": Assertion.ABSENT,
    "possible": Assertion.POSSIBLE,
    "hypothetical": Assertion.HYPOTHETICAL,
    "historical": Assertion.HISTORICAL,
    "family": Assertion.SOMEONE_ELSE,
}
_STRONGEST_FIRST = (
    Assertion.SOMEONE_ELSE,
    Assertion.ABSENT,
    Assertion.HYPOTHETICAL,
    Assertion.POSSIBLE,
    Assertion.HISTORICAL,
)


@dataclass(frozen=True, slots=True)
class _Reach:
    meaning: Assertion
    first: int
    last: int


def assertion_of(mention: Sequence[Word], sentence: Sentence, reaches: Sequence[_Reach]) -> Assertion:
    """Return the assertion of a mention in its sentence.

    Args:
        mention: the mention's words.
        sentence: where it stands.
        reaches: what `cue_reaches` found in that sentence.
    """
    if sentence.section == "family_history":
        return Assertion.SOMEONE_ELSE
    start, end = mention[0].start, mention[-1].end
    acting = {
        reach.meaning for reach in reaches if sentence.words[reach.first].start <= start and end <= sentence.words[reach.last].end
    }
    return next((meaning for meaning in _STRONGEST_FIRST if meaning in acting), Assertion.PRESENT)


def cue_reaches(sentence: Sentence, text: str) -> list[_Reach]:
    """Return the stretches of a sentence (positions of its words, both ends included) on which its cues act."""
    written = [text[word.start : word.end].lower() for word in sentence.words]
    found: list[_Reach] = []
    hits = list(_hits(written))
    stops = sorted(position for position, _, kind, _ in hits if kind == "stop")
    for position, length, kind, direction in hits:
        if kind in ("stop", "pseudo"):
            continue
        if direction == "forward":
            first = position + length
            last = min([len(written) - 1, first + _SCOPE - 1, *(stop - 1 for stop in stops if stop >= first)])
        else:
            last = position - 1
            first = max([0, position - _SCOPE // 2, *(stop + 1 for stop in stops if stop < position)])
        if first <= last:
            found.append(_Reach(_MEANS[kind], first, last))
    return found


def _hits(written: Sequence[str]) -> list[tuple[int, int, str, str]]:
    """Return position, length, kind and direction of the cues, the longest at each place; pseudo cues swallow theirs."""
    found: list[tuple[int, int, str, str]] = []
    position = 0
    while position < len(written):
        group = [
            cue for cue in cues().get(written[position], ()) if tuple(written[position : position + len(cue.words)]) == cue.words
        ]
        if not group:
            position += 1
            continue
        longest = len(group[0].words)
        found += [(position, longest, cue.kind, cue.direction) for cue in group if len(cue.words) == longest]
        position += longest
    return found
