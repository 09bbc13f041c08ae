"""People and places for training: the world's names (`names.toml`) and places put together from parts (`places.toml`)."""

from __future__ import annotations

import csv
import random
import re
import tomllib
from dataclasses import replace
from pathlib import Path

from blind_people import NAMES, WORD_LIKE, People, Person

from codewell.phi.lexicon import ANY_NAME, FREQUENT, NEVER, PLAIN, VERB, WORD, lexicon

_FOLDER = Path(__file__).parent


def _table(name: str) -> dict[str, list[str]]:
    read = tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return {key: [word.strip() for word in value.replace("\n", "").split("|") if word.strip()] for key, value in read.items()}


WORDS, PARTS = _table("words.toml"), _table("places.toml")
NATURE, AREAS, SAINTS, SYLLABLES = (WORDS[key] for key in ("nature", "areas", "saints", "syllables"))
_HELD = {
    word.lower()
    for origin in NAMES["held"].values()
    for which in origin.values()
    for name in which.split()
    for word in name.split("_")
    if len(word) > 3
}
"""Names that are for measuring only."""

ORIGINS = {
    origin: {
        which: [name.replace("_", " ") for name in names.split() if not _HELD & set(name.lower().split("_"))]
        for which, names in both.items()
    }
    for origin, both in tomllib.loads((_FOLDER / "names.toml").read_text(encoding="utf-8")).items()
}
_SLOT = re.compile(r"\{(TR|CO|CI|[A-Zwn#])\}")


class World(People):
    """Names and places for training: the development half, the Census lists, the world's names, places of GeoNames, and parts."""

    def __init__(self, chosen: random.Random, gazetteers: Path, left_out: int | None) -> None:
        super().__init__(chosen, "dev", fold=left_out, within=False)
        self.listed = {"first": _census(gazetteers, "female.first", "male.first"), "last": _census(gazetteers, "all.last")}
        rows = csv.reader((gazetteers / "us_places.tsv").open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)
        self.towns = [row[0] for row in rows]
        plain = {word: flag for word, flag in sorted(lexicon().items()) if flag & PLAIN and not flag & (NEVER | VERB)}
        self.words = [word for word, flag in plain.items() if flag & (FREQUENT | WORD) and 3 < len(word) < 9]
        self.usual = [word for word in self.words if lexicon()[word] & FREQUENT]
        self.named_words = [word for word, flag in plain.items() if flag & ANY_NAME and len(word) > 2]
        self.hospitals = [
            row["Facility Name"].title() for row in csv.DictReader((gazetteers / "cms_hospital_general_information.csv").open())
        ]

    def person(self) -> Person:
        """Return somebody: from the Census lists, of the development half, of the world's names, many with names made of two.

        A fifth bear a word of the language, half of these one that is nobody's name: only the sentence tells.
        """
        chosen, who = self.chosen, self._somebody()
        if chosen.random() < 0.2:
            word = chosen.choice(self.named_words if chosen.random() < 0.6 else self.words).capitalize()
            return replace(who, first=word) if chosen.random() < 0.35 else replace(who, last=word)
        if chosen.random() < 0.05:
            return replace(who, last=f"{who.last}-{self._somebody().last}")
        return who

    def _somebody(self) -> Person:
        chosen = self.chosen
        chance, middle = chosen.random(), chosen.choice("ABCDEFGHJKLMNPRSTVW")
        if chance < 0.1:
            return super().person()
        if chance < 0.36:
            return Person(self._census_name("first"), self._census_name("last"), middle, "census")
        if chance < 0.76:
            first, last = (chosen.choice(list(ORIGINS)) for _ in range(2))
            last = first if chosen.random() < 0.8 else last
            return Person(self._of_the_world(first, "first"), self._of_the_world(last, "last"), middle, first)
        origin = chosen.choice([one for one in NAMES["dev"] if one != WORD_LIKE])
        held = {which: [name.replace("_", " ") for name in NAMES["dev"][origin][which].split()] for which in ("first", "last")}
        return Person(self._spliced(held["first"]), self._spliced(held["last"]), middle, origin)

    def _census_name(self, which: str) -> str:
        names, weights = self.listed[which]
        if self.chosen.random() < 0.5:
            return self.chosen.choice(names)
        return self.chosen.choices(names, cum_weights=weights)[0]

    def _of_the_world(self, origin: str, which: str) -> str:
        names = ORIGINS[origin][which]
        return self._spliced(names) if self.chosen.random() < 0.4 else self.chosen.choice(names)

    def _spliced(self, parts: list[str]) -> str:
        one, two = (self.chosen.choice(parts) for _ in range(2))
        return one[: max(1, len(one) // 2 + self.chosen.choice((-1, 0, 1)))] + two[len(two) // 2 :].lstrip("-' ").lower()

    def stem(self) -> str:
        """Return the name-giving part of a place: a family name, words, a town, nature."""
        chosen = self.chosen
        word = chosen.choice(self.usual if chosen.random() < 0.5 else self.words).capitalize()
        return chosen.choice(
            (
                lambda: self.person().last,
                lambda: f"{self.person().last}-{self.person().last}",
                lambda: word,
                lambda: f"{word} {chosen.choice(self.words).capitalize()}",
                lambda: self.town(),
                lambda: f"{chosen.choice(NATURE)} {chosen.choice(AREAS)}",
                lambda: chosen.choice(NATURE) + chosen.choice(AREAS).lower(),
                lambda: f"{word}{chosen.choice(AREAS).lower()}",
            )
        )()

    def town(self) -> str:
        """Return a town: of GeoNames, of the world, or put together."""
        chance = self.chosen.random()
        if chance < 0.5:
            return self.chosen.choice(self.towns)
        return self.chosen.choice(PARTS["world"]) if chance < 0.65 else self._filled("parts")

    def place(self, what: str) -> str:
        """Return a place, most of them listed or made of parts."""
        chosen = self.chosen
        if chosen.random() < 0.12 or what in ("kinds", "states"):
            return chosen.choice(PARTS["streets"]) if what == "kinds" and chosen.random() < 0.6 else super().place(what)
        if what in ("towns", "counties"):
            return self.town() if chosen.random() < 0.8 else self.stem()
        if what == "streets":
            return self.stem() if chosen.random() < 0.9 else f"{chosen.randrange(2, 90)}th"
        if what == "employers":
            return self._filled("employer_forms")
        return chosen.choice(self.hospitals) if chosen.random() < 0.2 else self._filled("facility_forms")

    def abroad(self) -> str:
        """Return a street as other countries write it."""
        return self._filled("foreign_streets")

    def school(self) -> str:
        """Return a school, college or nursery."""
        return f"{self.stem()} {self.chosen.choice(PARTS['schools'])}"

    def _filled(self, forms: str) -> str:
        form = self.chosen.choice(PARTS[forms])
        return _SLOT.sub(lambda match: self._part(match[1], town_too=forms != "parts"), form)

    def _part(self, mark: str, *, town_too: bool) -> str:
        chosen = self.chosen
        tables = {
            "Q": "qualities",
            "F": "fields",
            "K": "kinds",
            "TR": "trades",
            "CO": "companies",
            "CI": "civics",
        }
        if mark in tables:
            return chosen.choice(PARTS[tables[mark]])
        made = {
            "S": self.stem,
            "T": self.town if town_too else lambda: chosen.choice(self.towns),
            "L": lambda: self.person().last,
            "G": lambda: chosen.choice(SAINTS) if chosen.random() < 0.7 else self.person().first,
            "W": lambda: chosen.choice(self.usual if chosen.random() < 0.4 else self.words).capitalize(),
            "w": lambda: chosen.choice(self.words),
            "N": lambda: chosen.choice(NATURE),
            "n": lambda: chosen.choice(AREAS).lower() if chosen.random() < 0.7 else chosen.choice(NATURE).lower(),
            "#": lambda: str(chosen.randrange(1, 99)),
        }
        return made[mark]()


def _census(folder: Path, *kinds: str) -> tuple[list[str], list[float]]:
    names, weights, total = [], [], 0.0
    for kind in kinds:
        for line in (folder / f"dist.{kind}").read_text(encoding="ascii").splitlines():
            name, share, *_ = line.split()
            total += float(share)
            names.append(name.capitalize())
            weights.append(total)
    return names, weights
