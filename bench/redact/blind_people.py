"""Invented people, places and numbers for the blind documents; nothing here is read from the redactor's lists."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "blind_data"
NAMES = tomllib.loads((DATA / "names.toml").read_text(encoding="utf-8"))
PLACES = tomllib.loads((DATA / "places.toml").read_text(encoding="utf-8"))


def _words(text: str) -> list[str]:
    return text.split()


_ONSETS = {
    "dev": _words("b br ch d dr f g gl h j k kr l m n p r s st t v w z"),
    "held": _words("c cl f fr gr h k l m n ph pr qu r sh sk t th tr v y zh"),
}
_RHYMES = {"dev": _words("a e i o u ar en il on ur ash eck im"), "held": _words("ai ea io or us an el in ov und esk ith")}
_ENDS = {"dev": _words("son ski vak ley mar tto"), "held": _words("ford ver nik aux wen dale")}
_RELATIONS = {
    "dev": _words("wife husband mother father son daughter sister brother aunt niece"),
    "held": _words("spouse mom dad stepson daughter brother grandmother partner uncle nephew"),
}
WORD_LIKE, INVENTED = "word_like", "invented"


@dataclass(frozen=True, slots=True)
class Person:
    """A name with the origin of its parts; `middle` is one letter."""

    first: str
    last: str
    middle: str
    origin: str


def origins(half: str) -> list[str]:
    """Return the origins that a half knows, with names of syllables that nobody bears."""
    return [*NAMES[half], INVENTED]


def person(chosen: random.Random, half: str, origin: str | None = None) -> Person:
    """Return somebody; a tenth of people bear names of two origins, one in fourteen a word of the language."""
    origin = origin or chosen.choice(
        [*(one for one in origins(half) if one != WORD_LIKE), *([WORD_LIKE] if chosen.random() < 0.6 else [])]
    )
    other = chosen.choice(origins(half)) if chosen.random() < 0.1 else origin
    first, last = _part(chosen, half, origin, "first"), _part(chosen, half, other, "last")
    if origin not in (WORD_LIKE, INVENTED) and other == origin and chosen.random() < 0.06:
        last = f"{last}-{_part(chosen, half, origin, 'last').split()[-1]}"
    return Person(first, last, chosen.choice("ABCDEFGHJKLMNPRSTVW"), origin if other == origin else "mixed")


def _part(chosen: random.Random, half: str, origin: str, which: str) -> str:
    if origin == INVENTED:
        syllables = [chosen.choice(_ONSETS[half]) + chosen.choice(_RHYMES[half]) for _ in range(chosen.choice((1, 2, 2)))]
        return ("".join(syllables) + (chosen.choice(_ENDS[half]) if which == "last" else chosen.choice("aeino"))).capitalize()
    return str(chosen.choice(NAMES[half][origin][which].split())).replace("_", " ")


def place(chosen: random.Random, half: str, what: str) -> str:
    """Return a town, county, street, kind of street, hospital, employer or state of the half."""
    return chosen.choice([one.strip() for one in PLACES[half][what].replace("\n", "|").split("|") if one.strip()])


def relation(chosen: random.Random, half: str) -> str:
    """Return a word of kinship."""
    return chosen.choice(_RELATIONS[half])
