"""A text as the tokens that search compares: stems, with negation marked, side and encounter taken out as features."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import IntEnum

from codewell.search.stems import stem, words


class Side(IntEnum):
    """Laterality that a text names."""

    NONE = 0
    RIGHT = 1
    LEFT = 2
    BILATERAL = 3
    UNSPECIFIED = 4


class Phase(IntEnum):
    """Episode of care that a text names, as the seventh character tells it."""

    NONE = 0
    INITIAL = 1
    SUBSEQUENT = 2
    SEQUELA = 3


@dataclass(slots=True)
class Reading:
    """What a text says, in the order of its words.

    Attributes:
        tokens: stems; one that the text denies begins with `-`.
        optional: for each token, whether the text means the same without it.
        surfaces: for each token, the word as written, lower case.
        side: laterality named.
        phase: encounter named.
        other: the text names a residual ("other specified", NEC).
        unspecified: the text names the unspecified form.
    """

    tokens: list[str] = field(default_factory=list)
    optional: list[bool] = field(default_factory=list)
    surfaces: list[str] = field(default_factory=list)
    side: Side = Side.NONE
    phase: Phase = Phase.NONE
    other: bool = False
    unspecified: bool = False


NEGATIONS = frozenset({"without", "no", "not", "never", "denies", "denied"})
_ENDS_NEGATION = frozenset({"with", "but", "due", "because", "following", "after", "caused"})
_STOP = frozenset(
    words(
        "a an the of to in on at by for with from and or as is are was were be been being am im my your his her their our i me he"
        " she we they you it its that this these those has have having got get gets gotten getting patient patients pt due caused"
        " because associated mention who which when while so some kind than then also any there what both"
        " into onto per via resulting keeps keep kept just like s t m ve re"
    )
)
_SIDES = {
    "right": Side.RIGHT,
    "rt": Side.RIGHT,
    "left": Side.LEFT,
    "lt": Side.LEFT,
    "bilateral": Side.BILATERAL,
    "bilaterally": Side.BILATERAL,
    "both": Side.BILATERAL,
}
_RESIDUAL = frozenset({"other", "nec"})
_UNSPECIFIED = frozenset({"unspecified", "nos"})
_EMPTY_AFTER_NOT = frozenset({"specified", "elsewhere", "otherwise", "applicable", "mentioned"})
_EMPTY = frozenset({"specified", "elsewhere", "otherwise", "classified", "classifiable"})
_GENERIC = frozenset(
    words(
        "organism site part type location trimester cause severity side nature episode number degree stage whether behavior form"
        " laterality eye ear limb level extent quadrant duration portion kind state status origin agent order area circumstances"
        " complicating product complication complications intent region"
    )
)
_NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10",
    "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth",
    "ii": "2", "iii": "3", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12",
}  # fmt: skip
_ROMAN_IN_CONTEXT = {"i": "1", "iv": "4", "v": "5", "x": "10"}
_NUMBERED = frozenset({"type", "stage", "grade", "class", "factor", "category", "degree", "bipolar", "level", "phase"})
_PHASES = (
    (re.compile(r"\binitial(?P<dropped> encounter)?\b"), Phase.INITIAL),
    (
        re.compile(r"\b(?:(?P<dropped>(?:subsequent|follow[- ]?up) encounter)|subsequent (?:visit|care)|aftercare visit)\b"),
        Phase.SUBSEQUENT,
    ),
    (re.compile(r"\b(?:sequelae?|late effects?)\b"), Phase.SEQUELA),
)
_MAY_NAME_PHASE = re.compile(r"initial|subsequent|follow|aftercare|sequel|late effect")
_WORD = re.compile(r"\d+(?:\.\d+)+|[a-z0-9]+|[,;:()\[\]]")
_NON = re.compile(r"\bnon[- ]+(?=[a-z])")
_SLASHED = re.compile(r"\b([a-z]{1,2})/([a-z]{1,2})\b")


def plain(text: str) -> str:
    """Return the text in lower case, without accents and apostrophes, with slashed abbreviations and `non-` joined."""
    lowered = text.lower()
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFKD", lowered.replace("ß", "ss").replace("’", "'"))
        lowered = "".join(c for c in lowered if not unicodedata.combining(c))
    lowered = lowered.replace("'", "").replace("&", " and ")
    if "non" in lowered:
        lowered = _NON.sub("non", lowered)
    if "/" in lowered:
        lowered = re.sub(r"\bw/o\b", " without ", lowered)
        lowered = _SLASHED.sub(r"\1\2", lowered)
        lowered = re.sub(r"\bw/", " with ", lowered)
    return lowered


def read(text: str, *, parentheses_are_optional: bool = True) -> Reading:
    """Read a descriptor, an index title or a query.

    Args:
        text: as published or typed.
        parentheses_are_optional: as in descriptors and index titles, where they hold nonessential words.
    """
    written = plain(text)
    reading = Reading()
    written = _take_phase(written, reading)
    _read_words(_WORD.findall(written), reading, parentheses_are_optional)
    _fold(reading)
    return reading


_FOLDED: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "secondary": ((("secondary", "malignant", "neoplasm"), "metastasis"), (("secondary", "cancer"), "metastasis")),
    "malignant": ((("malignant", "neoplasm"), "cancer"), (("malignant", "tumor"), "cancer")),
    "metastasis": ((("metastasis", "cancer"), "metastasis"),),
    "malignancy": ((("malignancy",), "cancer"),),
    "diabet": ((("diabet", "mellitus"), "diabet"),),
    "x": ((("x", "ray"), "xray"),),
}
"""Wordings that the publications use side by side for one thing, so that either finds the other; longest first."""


def _fold(reading: Reading) -> None:
    if _FOLDED.keys().isdisjoint(reading.tokens):
        return
    position = 0
    while position < len(reading.tokens):
        for wording, folded in _FOLDED.get(reading.tokens[position], ()):
            end = position + len(wording)
            if tuple(reading.tokens[position:end]) == wording:
                reading.tokens[position:end] = [folded]
                reading.optional[position:end] = [reading.optional[position]]
                reading.surfaces[position:end] = [" ".join(reading.surfaces[position:end])]
                break
        position += 1


class Readings:
    """Remembers readings of descriptors, which are read for what they say and again for what they lead to."""

    def __init__(self) -> None:
        self._known: dict[str, Reading] = {}

    def of(self, text: str) -> Reading:
        """Return the reading of a text; not to be changed."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = read(text)
        return known


def _take_phase(written: str, reading: Reading) -> str:
    """Note the encounter and drop the words that only a seventh character has; "subsequent visit" stays, as services say it."""
    if not _MAY_NAME_PHASE.search(written):
        return written
    for pattern, phase in _PHASES:
        if match := pattern.search(written):
            reading.phase = phase
            if match.groupdict().get("dropped"):
                written = f"{written[: match.start()]} {written[match.end() :]}"
    return written


def _read_words(written: list[str], reading: Reading, parentheses_are_optional: bool) -> None:
    tokens, optional, surfaces = reading.tokens, reading.optional, reading.surfaces
    depth = denied = 0
    previous = ""
    for position, word in enumerate(written):
        if word in _SPECIAL:
            if word in _MARKS:
                depth += (word in "([") - (word in ")]")
                denied = 0
                continue
            if word in _ENDS_NEGATION:
                denied = 0
            if word in NEGATIONS:
                denied = _negation_reach(written, position)
                previous = word
                continue
            if word in _SIDES:
                _note_side(reading, _SIDES[word])
                previous = word
                continue
            if word in _RESIDUES:
                _note_residue(reading, word)
                previous = word
                continue
            if word in _STOP and not (word in ("a", "i") and previous in _LETTERED):
                previous = word
                continue
        if previous in _SIDES and word in ("side", "sided"):
            continue
        generic = previous == "unspecified" and word in _GENERIC
        number = _ROMAN_IN_CONTEXT.get(word) if previous in _NUMBERED else None
        token = number or stem(_NUMBERS.get(word, word))
        tokens.append(f"-{token}" if denied else token)
        optional.append(generic or (depth > 0 and parentheses_are_optional))
        surfaces.append(word)
        denied -= denied > 0
        if generic and word in _SIDED and not reading.side:
            reading.side = Side.UNSPECIFIED
        previous = word


_MARKS = frozenset(",;:()[]")
_RESIDUES = _RESIDUAL | _UNSPECIFIED | _EMPTY
_SPECIAL = _MARKS | _ENDS_NEGATION | NEGATIONS | _SIDES.keys() | _RESIDUES | _STOP
_SIDED = frozenset({"eye", "ear", "limb", "side", "laterality"})
_LETTERED = frozenset({"hepatitis", "vitamin", "influenza", "type", "factor", "group", "bipolar", "class", "stage", "grade"})


def _negation_reach(written: list[str], position: int) -> int:
    """Return how many words a negation covers: none in "with or without", some in "not specified as traumatic"."""
    following = written[position + 1] if position + 1 < len(written) else ""
    if written[position : position + 3] == ["not", "specified", "as"]:
        return 3
    if written[max(0, position - 2) : position] == ["with", "or"] or following in _EMPTY_AFTER_NOT or following in ("", "known"):
        return 0
    if written[position : position + 2] == ["without", "mention"]:
        return 4
    return 3


def _note_side(reading: Reading, side: Side) -> None:
    if side is Side.BILATERAL or (reading.side not in (Side.NONE, Side.UNSPECIFIED, side)):
        reading.side = Side.BILATERAL
    else:
        reading.side = side


def _note_residue(reading: Reading, word: str) -> None:
    reading.other = reading.other or word in _RESIDUAL
    reading.unspecified = reading.unspecified or word in _UNSPECIFIED
