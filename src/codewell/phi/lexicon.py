"""What is known about a word: name, common word, medical word, place, cue. One dictionary, read once."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files
from typing import Final

from codewell.phi import cues
from codewell.phi.morphology import is_built_of_medical_parts

FREQUENT: Final = 1 << 0
WORD: Final = 1 << 1
MEDICAL: Final = 1 << 2
FIRST_USUAL: Final = 1 << 3
FIRST: Final = 1 << 4
LAST_TOP: Final = 1 << 5
LAST_USUAL: Final = 1 << 6
LAST: Final = 1 << 7
EPONYM: Final = 1 << 8
NEVER: Final = 1 << 9
TITLE: Final = 1 << 10
CREDENTIAL: Final = 1 << 11
RELATION: Final = 1 << 12
NAME_LABEL: Final = 1 << 13
VERB: Final = 1 << 14
LEAD_IN: Final = 1 << 15
NUMBER_LABEL: Final = 1 << 16
PLACE: Final = 1 << 17
LARGE_PLACE: Final = 1 << 18
FACILITY: Final = 1 << 19
STREET: Final = 1 << 20
STATE: Final = 1 << 21
MONTH: Final = 1 << 22
PLACE_CUE: Final = 1 << 23
EPONYM_NOUN: Final = 1 << 24
FACILITY_FIRST: Final = 1 << 25
HOLIDAY: Final = 1 << 26
INITIAL: Final = 1 << 27
PREPOSITION: Final = 1 << 28
UNKNOWN: Final = 1 << 30
THING: Final = 1 << 31
"""A brand, an organism, a gene, an abbreviation that nobody bears as a name; the tagger does not see this mark."""

PLAIN: Final = FREQUENT | WORD | MEDICAL
"""A word of the language or of medicine."""

ANY_NAME: Final = FIRST | LAST
CUE: Final = (
    TITLE
    | RELATION
    | NAME_LABEL
    | LEAD_IN
    | NUMBER_LABEL
    | FACILITY
    | STREET
    | STATE
    | MONTH
    | PLACE_CUE
    | HOLIDAY
    | INITIAL
    | PREPOSITION
    | CREDENTIAL
)
"""Words that a recognizer stops at, however they are written."""


class Lexicon(dict[str, int]):
    """Word in lower case -> what is known of it, as flags.

    A word that no list holds is `MEDICAL` where its end or its singular says so, else `UNKNOWN`.
    """

    def __missing__(self, word: str) -> int:
        if is_built_of_medical_parts(word):
            return MEDICAL
        if word[-1:] == "s":
            flag = self.get(word[:-1], 0)
            if flag & PLAIN and not flag & (ANY_NAME | PLACE):
                return MEDICAL
        return UNKNOWN


@cache
def lexicon() -> Lexicon:
    """Return the lists of this package as one dictionary."""
    known = Lexicon()
    _add_words(known)
    _add_names(known)
    names = cues.table("names")
    marks = {
        "titles": TITLE,
        "credentials": CREDENTIAL,
        "labels": NAME_LABEL,
        "lead_ins": LEAD_IN,
        "prepositions": PREPOSITION,
        "relations": RELATION,
        "verbs": VERB,
        "never": NEVER,
        "eponym_nouns": EPONYM_NOUN,
    }
    for key, flag in marks.items():
        _mark(known, names[key], flag)
    places = cues.table("places")
    for key, flag in {"facilities": FACILITY, "streets": STREET, "states": STATE, "cues": PLACE_CUE}.items():
        _mark(known, places[key], flag)
    _mark(known, cues.table("dates")["months"], MONTH)
    _mark(known, cues.table("dates")["holidays"], HOLIDAY)
    _mark(known, "abcdefghijklmnopqrstuvwxyz", INITIAL)
    _mark(known, cues.eponyms(), EPONYM)
    _mark(known, (word for word in cues.brands() if not known.get(word, 0) & ANY_NAME), MEDICAL)
    _add_vocabularies(known)
    for word in ("may", "march", "august"):
        known[word] &= ~FIRST_USUAL
    for label, _ in cues.labels():
        _mark(known, (_first_word(label),), NUMBER_LABEL)
    for place, large in place_names().items():
        first = place.split()[0].split("-")[0]
        _mark(known, (first,), PLACE | (LARGE_PLACE if large else 0))
    _mark(known, (name.split()[0] for name in facility_names()), FACILITY_FIRST)
    for word in cues.table("places")["nicknames"]:
        _mark(known, (word,), PLACE | LARGE_PLACE)
    for word, flag in known.items():
        if flag & (PLACE | FACILITY_FIRST) and not flag & (PLAIN | ANY_NAME | NEVER):
            known[word] = flag | UNKNOWN
    return known


@cache
def place_names() -> dict[str, bool]:
    """Return populated places in lower case -> whether one of that name is large."""
    found: dict[str, bool] = {}
    for line in _lines("places"):
        name, state, large = line.split("\t")
        if state:
            found[name] = found.get(name, False) or large == "1"
    found.update(dict.fromkeys(cues.table("places")["nicknames"], True))
    found.update({"new york": True, "new york city": True})
    return found


@cache
def county_names() -> frozenset[str]:
    """Return the names of counties in lower case, without the word."""
    return frozenset(line.split("\t")[0] for line in _lines("places") if line.endswith("\t\t"))


@cache
def facility_names() -> frozenset[str]:
    """Return the names of hospitals: lower-case words with single spaces."""
    return frozenset(name for name in _lines("facilities") if " " in name)


def _mark(known: Lexicon, words: object, flag: int) -> None:
    for word in words:  # type: ignore[attr-defined]
        known[word] = known.get(word, 0) | flag


def _first_word(label: str) -> str:
    word = ""
    for letter in label:
        if not letter.isalpha():
            break
        word += letter
    return word


def _add_words(known: Lexicon) -> None:
    flag = 0
    marks = {"#frequent": FREQUENT, "#word": WORD, "#medical": MEDICAL}
    for line in _lines("words"):
        if line.startswith("#"):
            flag = marks[line]
        else:
            known[line] = flag


def _add_vocabularies(known: Lexicon) -> None:
    """Mark brands, organisms and the like as words of medicine; a brand that is a rare family name too is an eponym."""
    for subject in cues.VOCABULARIES:
        for word in cues.vocabulary(subject):
            flag = known.get(word, 0)
            if not flag & ANY_NAME or (subject == "peoples" and not flag & (FIRST | LAST_USUAL)):
                known[word] = flag | MEDICAL | (0 if flag & (FREQUENT | PLACE) else THING)
            elif subject in _TRADE_NAMES and not flag & (FIRST | LAST_USUAL):
                known[word] = flag | EPONYM
    things = cues.table("things")
    for key in ("teachings", "things", "measures"):
        _mark(known, (word for word in things[key] if not known.get(word, 0) & (PLAIN | FIRST | LAST_USUAL)), MEDICAL)


_TRADE_NAMES: Final = frozenset({"drugs", "devices"})
_FIRST = (0, FIRST, FIRST | FIRST_USUAL)
_LAST = (0, LAST, LAST | LAST_USUAL, LAST | LAST_USUAL | LAST_TOP)


def _add_names(known: Lexicon) -> None:
    flags = {f"{first}{last}": _FIRST[first] | _LAST[last] for first in range(3) for last in range(4)}
    get = known.get
    for line in _lines("names"):
        name, _, marks = line.partition(" ")
        known[name] = get(name, 0) | flags[marks]


def _lines(name: str) -> list[str]:
    packed = (files(__package__) / "lists" / f"{name}.txt.gz").read_bytes()
    return gzip.decompress(packed).decode().splitlines()
