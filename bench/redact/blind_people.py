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


class People:
    """Who and what the documents of a half speak of."""

    def __init__(self, chosen: random.Random, half: str, *, fold: int | None = None, within: bool = True) -> None:
        self.chosen, self.half, self.fold, self.within = chosen, half, fold, within

    def belongs(self, at: int) -> bool:
        """Say whether the template or sentence of this number is used: of a fourth (`fold`) those within or those without."""
        return self.fold is None or (at % 4 == self.fold) is self.within

    def person(self) -> Person:
        """Return somebody; a tenth of people bear names of two origins, few of them a word of the language."""
        chosen, half = self.chosen, self.half
        usual = [one for one in origins(half) if one != WORD_LIKE]
        origin = chosen.choice([*usual, WORD_LIKE] if chosen.random() < 0.6 else usual)
        other = chosen.choice(origins(half)) if chosen.random() < 0.1 else origin
        first, last = self.part(origin, "first"), self.part(other, "last")
        if origin not in (WORD_LIKE, INVENTED) and other == origin and chosen.random() < 0.06:
            last = f"{last}-{self.part(origin, 'last').split()[-1]}"
        return Person(first, last, chosen.choice("ABCDEFGHJKLMNPRSTVW"), origin if other == origin else "mixed")

    def part(self, origin: str, which: str) -> str:
        """Return a first or last name of an origin."""
        chosen, half = self.chosen, self.half
        if origin == INVENTED:
            syllables = [chosen.choice(_ONSETS[half]) + chosen.choice(_RHYMES[half]) for _ in range(chosen.choice((1, 2, 2)))]
            return ("".join(syllables) + (chosen.choice(_ENDS[half]) if which == "last" else chosen.choice("aeino"))).capitalize()
        return str(chosen.choice(NAMES[half][origin][which].split())).replace("_", " ")

    def place(self, what: str) -> str:
        """Return a town, county, street, kind of street, hospital, employer or state."""
        return self.chosen.choice([one.strip() for one in PLACES[self.half][what].replace("\n", "|").split("|") if one.strip()])

    def relation(self) -> str:
        """Return a word of kinship."""
        return self.chosen.choice(_RELATIONS[self.half])
