"""Whether a mention is present, absent, possible, hypothetical, historical or somebody else's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from codewell.clinical.cues import cues, listed

_LONGEST_PIECE = 9
"""Tokens between two joints of a list that a cue's scope still crosses."""
_BACK = 7
_PATIENT = {"patient", "pt", "he", "she", "his", "but", "however", "who", "personal"}
"""Where the talk of a relative ends; "has" and "with" do not end it."""
_JOINTS = {",", "and", "or", "nor", "/", "(", ")"}


class Assertion(Enum):
    """What the note says of a mention."""

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
_PARTING = (Assertion.ABSENT, Assertion.HYPOTHETICAL, Assertion.SOMEONE_ELSE, Assertion.POSSIBLE)
_STRONGEST_FIRST = (
    Assertion.SOMEONE_ELSE,
    Assertion.ABSENT,
    Assertion.HYPOTHETICAL,
    Assertion.POSSIBLE,
    Assertion.HISTORICAL,
)


@dataclass(frozen=True, slots=True)
class Reach:
    """Positions of a sentence's tokens, both ends included, on which a cue acts; and the cue's own first token and length."""

    meaning: Assertion
    first: int
    last: int
    cue: int = 0
    length: int = 1


def assertion_of(places: Sequence[int], section: str, reaches: Sequence[Reach]) -> Assertion:
    """Return the assertion of a mention.

    Args:
        places: positions of its tokens; a cue that acts on one of them acts on the mention, unless it is a denial and itself a
            word of it ("without status migrainosus").
        section: kind of section it stands in.
        reaches: what `cue_reaches` found in its sentence.
    """
    if section == "family_history":
        return Assertion.SOMEONE_ELSE
    if section == "instructions":
        return Assertion.HYPOTHETICAL
    if not reaches:
        return Assertion.PRESENT
    acting = {
        reach.meaning for reach in reaches if reach.cue not in places for place in places if reach.first <= place <= reach.last
    }
    return next((meaning for meaning in _STRONGEST_FIRST if meaning in acting), Assertion.PRESENT)


def acting_reach(places: Sequence[int], meaning: Assertion, reaches: Sequence[Reach]) -> Reach | None:
    """Return the first reach of a meaning that acts on a mention; None where the section or nothing says it."""
    return next(
        (r for r in reaches if r.meaning is meaning and any(r.first <= place <= r.last for place in places)),
        None,
    )


def is_crossed(places: Sequence[int], reaches: Sequence[Reach]) -> bool:
    """Say whether a denial parts a mention's words: in "diabetes without retinopathy" the two are no diabetic retinopathy."""
    for reach in reaches:
        if reach.meaning in _PARTING and (reach.meaning is not Assertion.ABSENT or reach.cue not in places):
            inside = sum(reach.first <= place <= reach.last for place in places)
            if 0 < inside < len(places):
                return True
    return False


def cue_reaches(lower: Sequence[str]) -> list[Reach]:
    """Return the stretches of a sentence's tokens (lower case) on which its cues act."""
    hits = list(_hits(lower))
    found: list[Reach] = list(_unticked(lower)) if "[" in lower or "☐" in lower else []
    if not hits and "in" not in lower:
        return found
    stops = [position for position, _, kind, _ in hits if kind == "stop"]
    openers = listed("clause_openers")
    stops += [i for i in range(1, len(lower)) if lower[i] in openers and lower[i - 1] in (",", "and")]
    hits += [(i, 2, "historical", "backward") for i, year in enumerate(lower[1:]) if lower[i] == "in" and _is_year(year)]
    stops += [i for i, word in enumerate(lower) if word in ("patient", "he", "she")]
    for position, length, kind, direction in hits:
        if kind in ("stop", "pseudo"):
            continue
        if direction == "forward":
            own = [i for i in stops if lower[i] in _PATIENT] if kind == "family" else stops
            if kind == "hypothetical":
                own = [i for i in own if i > position + length + 2]
            if kind == "absent" and position and lower[position - 1] == ",":
                own = [*own, *_parted(position, lower)]
            first, last = _forward(position + length, lower, own)
        else:
            own = [*stops, *(i for i, word in enumerate(lower) if word == ":")] if kind == "hypothetical" else stops
            first, last = _backward(position, lower, own, many=lower[position] in ("are", "were", "have"))
        if first <= last:
            found.append(Reach(_MEANS[kind], first, last, position, length))
    return found


def _unticked(lower: Sequence[str]) -> Iterator[Reach]:
    """Yield what stands beside the empty boxes of a template: "[ ] fever"; after them, or before where the line ends in one."""
    boxes: list[tuple[int, int, bool]] = []
    for i, word in enumerate(lower):
        if word in ("☐", "☑", "☒"):
            boxes.append((i, i, word == "☐"))
        elif word == "[" and lower[i + 1 : i + 2] == ["]"]:
            boxes.append((i, i + 1, True))
        elif word == "[" and lower[i + 2 : i + 3] == ["]"]:
            boxes.append((i, i + 2, False))
    follows = bool(boxes) and boxes[-1][1] < len(lower) - 1
    for number, (first, last, is_empty) in enumerate(boxes):
        if is_empty and follows:
            yield Reach(Assertion.ABSENT, last + 1, boxes[number + 1][0] - 1 if number + 1 < len(boxes) else len(lower) - 1)
        elif is_empty:
            yield Reach(Assertion.ABSENT, boxes[number - 1][1] + 1 if number else 0, first - 1)


def _parted(position: int, lower: Sequence[str]) -> Iterator[int]:
    """Yield where a denial between findings ends: in "emphysema, no nodules, and cardiomegaly" before the last."""
    comma = next((i for i in range(position, len(lower)) if lower[i] == ","), None)
    if comma is not None and lower[comma + 1 : comma + 2] == ["and"]:
        yield comma


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")


def _forward(first: int, lower: Sequence[str], stops: Sequence[int]) -> tuple[int, int]:
    end = min([len(lower), *(stop for stop in stops if stop >= first)])
    piece, place = 0, first
    while place < end:
        piece = 0 if lower[place] in _JOINTS else piece + 1
        if piece > _LONGEST_PIECE:
            break
        place += 1
    return first, place - 1


def _backward(position: int, lower: Sequence[str], stops: Sequence[int], *, many: bool) -> tuple[int, int]:
    begin = max([0, *(stop + 1 for stop in stops if stop < position)])
    place, piece = position - 1, 0
    while place >= begin:
        if lower[place] in _JOINTS:
            if not many and lower[place] == ",":
                break
            piece = 0
        piece += 1
        if piece > _BACK:
            break
        place -= 1
    return place + 1, position - 1


def _hits(lower: Sequence[str]) -> list[tuple[int, int, str, str]]:
    """Return position, length, kind and direction of the cues, the longest at each place; pseudo cues swallow theirs."""
    found: list[tuple[int, int, str, str]] = []
    by_first = cues()
    skip = 0
    for position, word in enumerate(lower):
        if word not in by_first or position < skip:
            continue
        for length, same in by_first[word]:
            group = same.get(tuple(lower[position : position + length]))
            if group is not None:
                found += [(position, length, cue.kind, cue.direction) for cue in group]
                skip = position + length
                break
    return found
