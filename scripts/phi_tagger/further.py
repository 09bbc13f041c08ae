"""Documents with further slots, and further ways in which a document is spoilt on its way.

Slots beside those of `bench/redact/blind.py`: {med} a sentence of real prose, {any} one put together, {addr} an address in one
of many layouts, {abroad} a street as other countries write it; of persons `fml` (two given names), `fi` (Maria S.), `i`, `li`
and `iil` (initials behind and before), `ini` (initials alone), `sfx` (with Jr. or III), `nick`.
"""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

from blind import Document
from blind_noise import NOISES, disturbed
from blind_people import Person
from sentences import sentence
from world import World

_FOLDER = Path(__file__).parent
_ADDRESSES = (
    "{street}, {city}, {state} {zip}",
    "{street}, {city}, {state} {zip}",
    "{street}\n{city}, {state} {zip}",
    "{street} {city} {state} {zip}",
    "{street}, {city}",
    "{street}, {city} {zip}",
    "{street} in {city}",
    "{abroad}, {zip} {city}",
    "{abroad}, {city}",
    "{abroad}\n{zip} {city}",
    "PO {box}, {city}, {state} {zip}",
    "{hosp}, {street}, {city}",
)
_NICKNAMES = "Bud Sonny Ace Bunny Chip Dot Tex Red Skip Lefty Junior Cookie Buster Peaches Duke Mimi".split()  # noqa: SIM905
_UNITS = (
    "",
    "",
    "",
    ", Apt 4B",
    " Apt. 12",
    ", Unit 3",
    " #207",
    ", Suite 310",
    ", Ste 5",
    " Lot 14",
    ", 2nd Floor",
    " Rm 6",
    ", Bldg C",
)


class FurtherDocument(Document):
    """A document with the further slots; `prose` holds the sentences for {med}."""

    def __init__(self, chosen: random.Random, world: World, prose: list[str]) -> None:
        super().__init__(chosen, "dev", world)
        self.wide, self.prose = world, prose

    def _fill(self, what: str, which: str, form: str) -> None:
        if what == "med":
            self.text += self.chosen.choice(self.prose)
        elif what == "any":
            self.write(sentence(self.chosen))
        elif what == "addr":
            self.write(self.chosen.choice(_ADDRESSES))
        elif what == "abroad":
            number = self.chosen.randrange(1, 400)
            name = self.wide.abroad()
            written = self.chosen.choice((f"{name} {number}", f"{number} {name}", f"{name} {number}B", f"{number}, {name}"))
            self._mark(self.spans, written, type="LOCATION", orig="STREET")
        else:
            super()._fill(what, which, form)

    def _name(self, who: Person, form: str, *, patient: bool) -> None:
        chosen = self.chosen
        second = self.wide.person().first
        written = {
            "fml": f"{who.first} {second} {who.last}",
            "fi": f"{who.first} {who.last[0]}.",
            "i": who.last[0],
            "li": chosen.choice(("{} {}", "{} {}.", "{}, {}.", "{} {}{}")).format(who.last, who.first[0], who.middle),
            "iil": chosen.choice(("{}. {}. {}", "{}.{}. {}", "{} {} {}", "{}{} {}")).format(who.first[0], who.middle, who.last),
            "ini": chosen.choice(("{}.{}.", "{}{}", "{}.{}")).format(who.first[0], who.last[0]).upper(),
            "sfx": f"{who.first} {who.middle}. {who.last}{chosen.choice((' Jr.', ', Jr.', ' Sr.', ' III', ' II', ', IV'))}",
            "nick": chosen.choice(("{} ({}) {}", '{} "{}" {}')).format(who.first, chosen.choice(_NICKNAMES), who.last),
        }
        if form in written:
            self._mark(self.spans, written[form], type="NAME", origin=who.origin)
        elif form == "fl" and chosen.random() < 0.08:
            self._mark(self.spans, chosen.choice((written["fml"], written["sfx"])), type="NAME", origin=who.origin)
        else:
            super()._name(who, form, patient=patient)

    def _place(self, what: str, which: str, form: str) -> None:
        chosen = self.chosen
        if what == "street":
            name = f"{self.world.place('streets')} {self.world.place('kinds')}"
            if chosen.random() < 0.12:
                road = chosen.choice(("Highway", "County Road", "State Route", "Route", "FM", "Rural Route", "Avenue", "Camino"))
                name = f"{road} {chosen.choice((str(chosen.randrange(1, 900)), chosen.choice('ABCDEFG')))}"
            number = f"{chosen.randrange(1, 19_999)} {chosen.choice(('', '', '', 'N ', 'SW ', 'East ', 'W. '))}"
            value = name if form == "name" else number + name + chosen.choice(_UNITS)
            self._mark(self.spans, value, type="LOCATION", orig="STREET")
        elif what == "school":
            self._mark(self.spans, self.wide.school(), type="LOCATION", orig="SCHOOL")
        else:
            super()._place(what, which, form)


def note_templates() -> list[str]:
    """Return the whole documents of `notes.txt`."""
    parts = re.split(r"^=== .+\n", (_FOLDER / "notes.txt").read_text(encoding="utf-8"), flags=re.M)
    return [part.strip("\n") for part in parts[1:]]


def spoilt(chosen: random.Random, document: dict[str, Any]) -> dict[str, Any]:
    """Return the document as it is, or disturbed in one of many ways; half stay in sentences as written."""
    chance = chosen.random()
    if chance < 0.42:
        return document
    if chance < 0.82:
        return disturbed(chosen, document, chosen.choice((*NOISES[11:], "upper", "lower", "lower", "spaces")))
    text = document["text"]
    ways = (_titled, _names_small, _names_large, _read_badly, _without_points, _broken)
    return _moved(document, chosen.choice(ways)(chosen, text, document["spans"]))


def _moved(document: dict[str, Any], pieces: list[str]) -> dict[str, Any]:
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    moved = {
        key: [{**span, "start": starts[span["start"]], "end": starts[span["end"]]} for span in document.get(key, ())]
        for key in ("spans", "ignore", "negatives")
    }
    return {**document, **moved, "text": "".join(pieces)}


def _titled(_chosen: random.Random, text: str, _spans: list[dict[str, Any]]) -> list[str]:
    """Write Every Word With A Capital."""
    return [
        letter.upper() if letter.isalpha() and not text[at - 1 : at].isalpha() and len(letter.upper()) == 1 else letter
        for at, letter in enumerate(text)
    ]


def _names_small(_chosen: random.Random, text: str, spans: list[dict[str, Any]]) -> list[str]:
    return _names_written(text, spans, str.lower)


def _names_large(_chosen: random.Random, text: str, spans: list[dict[str, Any]]) -> list[str]:
    return _names_written(text, spans, str.upper)


def _names_written(text: str, spans: list[dict[str, Any]], written: Any) -> list[str]:
    pieces = list(text)
    for span in spans:
        for at in range(span["start"], span["end"]):
            changed = written(text[at])
            pieces[at] = changed if len(changed) == 1 else text[at]
    return pieces


def _read_badly(chosen: random.Random, text: str, _spans: list[dict[str, Any]]) -> list[str]:
    """Confuse letters as optical reading does, lose a space, find one."""
    pairs = {
        "m": "rn",
        "d": "cl",
        "w": "vv",
        "h": "b",
        "e": "c",
        "i": "l",
        "n": "u",
        "o": "0",
        "l": "1",
        "u": "ii",
        "f": "t",
        "g": "q",
    }
    pieces = [pairs[letter] if letter in pairs and chosen.random() < 0.02 else letter for letter in text]
    pieces = ["" if letter == " " and chosen.random() < 0.008 else letter for letter in pieces]
    return [letter + " " if letter.isalpha() and chosen.random() < 0.004 else letter for letter in pieces]


def _without_points(_chosen: random.Random, text: str, _spans: list[dict[str, Any]]) -> list[str]:
    """Leave out commas and points, and write small letters, as in a quick message."""
    return ["" if letter in ".," else letter.lower() if len(letter.lower()) == 1 else letter for letter in text]


def _broken(chosen: random.Random, text: str, _spans: list[dict[str, Any]]) -> list[str]:
    """Break lines after a few words, as in a narrow column."""
    pieces, column, width = list(text), 0, chosen.randrange(18, 60)
    for at, letter in enumerate(text):
        column = 0 if letter == "\n" else column + 1
        if letter == " " and column >= width:
            pieces[at], column = "\n", 0
    return pieces
