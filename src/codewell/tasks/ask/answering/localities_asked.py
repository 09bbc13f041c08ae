"""Medicare localities that a question names: by number, by words of a locality's name or counties, or by state."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from codewell.assistant.question import Understood
from codewell.fees.schedule import FeeSchedule, Locality
from codewell.tasks.workplace import Workplace

_WORD = re.compile(r"[a-z0-9]+")
_NO_NAMES = ("rest", "of", "state", "county", "counties", "cnty", "cntys", "all", "other", "and", "the", "metropolitan")
_SAYS_NOTHING = frozenset((*_NO_NAMES, "suburbs", "area", "statewide", "in"))


@dataclass(frozen=True, slots=True)
class AskedLocalities:
    """Localities that a question can mean.

    Args:
        found: one where the question is clear, several where it names a state or an unclear place; empty where it names none.
        written: the words that name them.
        unknown: whether a place is named that no loaded file knows.
    """

    found: tuple[Locality, ...]
    written: str
    unknown: bool = False


def asked_localities(workplace: Workplace, understood: Understood, day: date) -> AskedLocalities:
    """Return the localities that a question names on a day."""
    held = FeeSchedule(workplace.shelf, day).localities()
    written, state = understood.entities.locality, understood.entities.state.upper()
    digits = "".join(letter for letter in written if letter.isdigit())
    if len(digits) == 7:
        found = tuple(one for one in held if one.mac + one.number == digits)
        return AskedLocalities(found, written, not found)
    of_state = tuple(one for one in held if one.state == state) if state else tuple(held)
    if written:
        found = _by_words(workplace, written, of_state, day) or _by_words(workplace, written, tuple(held), day)
        if found or not state:
            return AskedLocalities(found, written, not found)
    if state:
        return AskedLocalities(of_state, written or state, not of_state)
    named = _in_text(workplace, understood.text, tuple(held), day)
    return AskedLocalities(named, named[0].name.title() if named else "")


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))


@cache
def _other_names() -> dict[str, str]:
    stated = tomllib.loads((files(__package__) / "locality_words.toml").read_text(encoding="utf-8"))
    return {" ".join(_words(name)): named for name, named in stated["names"].items()}


def _by_words(workplace: Workplace, written: str, held: tuple[Locality, ...], day: date) -> tuple[Locality, ...]:
    """Return localities whose name has all the words, else those whose counties have them."""
    asked, _, state = _other_names().get(" ".join(_words(written)), written).partition(", ")
    held = tuple(one for one in held if one.state == state) if len(state) == 2 and state.isupper() else held
    wanted = set(_words(asked)) - _SAYS_NOTHING
    if not wanted:
        return ()
    if "rest" in _words(written):
        return tuple(one for one in held if "rest" in _words(one.name) and wanted <= set(_words(one.name)))
    exact = tuple(one for one in held if any(set(_words(part)) - _SAYS_NOTHING == wanted for part in _parts(one.name)))
    if exact:
        return exact
    named = tuple(one for one in held if wanted <= set(_words(one.name)) and "rest" not in _words(one.name))
    return named or _by_counties(workplace, wanted, held, day)


def _parts(name: str) -> list[str]:
    """Return the places that a locality's name joins: `SAN DIEGO-CHULA VISTA-CARLSBAD` are three."""
    return [part for part in re.split(r"[-/(),]", name) if part.strip()]


def _by_counties(workplace: Workplace, wanted: set[str], held: tuple[Locality, ...], day: date) -> tuple[Locality, ...]:
    opened = workplace.shelf.in_force("mpfs-localities", day) or workplace.shelf.nearest("mpfs-localities", day)
    rows = opened.database.all("SELECT mac, locality, counties FROM areas") if opened else []
    counties = {
        (str(mac), str(number))
        for mac, number, named in rows
        if any(set(_words(one)) - _SAYS_NOTHING == wanted for one in re.split(r"[,;/]| AND | IN ", str(named or "").upper()))
    }
    return tuple(one for one in held if (one.mac, one.number) in counties)


def _in_text(workplace: Workplace, text: str, held: tuple[Locality, ...], day: date) -> tuple[Locality, ...]:
    """Return the locality one of whose places stands in a question that was not read as naming one; none if several do."""
    said = f" {' '.join(_words(text))} "
    for name in _other_names():
        if len(name) > 2 and f" {name} " in said:
            return _by_words(workplace, name, held, day)
    found = [
        one
        for one in held
        if "rest" not in _words(one.name)
        and any(f" {' '.join(_words(part))} " in said for part in _parts(one.name) if len(part.strip()) > 3)
    ]
    return tuple(found) if len(found) == 1 else ()
