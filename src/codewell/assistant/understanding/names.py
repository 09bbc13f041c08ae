"""Names that questions hold: payers, states, settings, places of service, specialties, indicators, modifiers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Phrases = Mapping[tuple[str, ...], str]
"""Words of a phrase, in lower case, and what it stands for."""


@dataclass(frozen=True, slots=True)
class Names:
    """The tables of `names.toml`.

    Args:
        payers: phrases and the payer.
        states: phrases and two letters.
        letters: of states, upper case.
        words_too: letters of states that are words or other abbreviations as well.
        settings: phrases and the value of a `RateSetting`.
        places: phrases and place of service.
        localities: phrases and themselves.
        specialties: phrases and themselves.
        sites: words for parts of the body.
        indicators: phrases and the kind of an indicator.
        values: kind and the values it can take, upper case.
        telling: values that tell their kind, and the kind.
        modifiers: two characters each.
        also_words: modifiers that are English words or mean something else in lower case.
        standalone: modifiers that are known without the word modifier.
    """

    payers: Phrases
    states: Phrases
    letters: frozenset[str]
    words_too: frozenset[str]
    settings: Phrases
    places: Phrases
    localities: Phrases
    specialties: Phrases
    sites: frozenset[str]
    indicators: Phrases
    values: Mapping[str, frozenset[str]]
    telling: Mapping[str, str]
    modifiers: frozenset[str]
    also_words: frozenset[str]
    standalone: frozenset[str]


@cache
def names() -> Names:
    """Return the tables, read once."""
    held = tomllib.loads((files(__package__) / "names.toml").read_text(encoding="utf-8"))
    states = _phrases({letters: [name] for letters, name in held["states"].items()})
    return Names(
        _phrases(held["payers"]),
        states,
        frozenset(held["states"]),
        frozenset(held["state_letters_that_are_words"]["letters"].split()),
        _phrases(held["settings"]),
        _phrases(held["places"]),
        _themselves(held["localities"]["names"]),
        _themselves(held["specialties"]["names"]),
        frozenset(held["sites"]["words"].split()),
        _phrases(held["indicators"]),
        {kind: frozenset(values.split()) for kind, values in held["indicator_values"].items()},
        held["telling_values"],
        frozenset(held["modifiers"]["known"].split()),
        frozenset(held["modifiers"]["also_words"].split()),
        frozenset(held["modifiers"]["standalone"].split()),
    )


def _phrases(table: Mapping[str, list[str]]) -> Phrases:
    return {tuple(phrase.split()): meant for meant, listed in table.items() for phrase in listed}


def _themselves(listed: list[str]) -> Phrases:
    return {tuple(phrase.split()): phrase for phrase in listed}


def longest_at(phrases: Phrases, reads: Sequence[str], at: int, most: int = 5) -> tuple[int, str] | None:
    """Return how many words of the longest phrase stand at a place, and what it stands for."""
    for count in range(min(most, len(reads) - at), 0, -1):
        meant = phrases.get(tuple(reads[at : at + count]))
        if meant is not None:
            return count, meant
    return None
