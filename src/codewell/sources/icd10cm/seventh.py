"""Seventh characters expanded into the valid 7-character codes, as the tabular list's conventions say.

The nearest ancestor that defines seventh characters decides; a code shorter than six characters is filled with the
placeholder X, because the seventh character must always be the seventh.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from codewell.sources.contract import Row

PLACEHOLDER = "X"
_EXCEPTION = re.compile(
    r"7th characters? (?P<characters>[0-9A-Z](?:(?:, | and | or )[0-9A-Z])*) do(?:es)? not apply to codes in category "
    r"(?P<category>[A-Z][0-9A-Z]{2}) with 6th character (?P<first>[0-9A-Z])\b(?P<more>.*)"
)
_OR = re.compile(r"\bor (?P<sixth>[0-9A-Z]) - ")


@dataclass(frozen=True, slots=True)
class SeventhCharacterDefinition:
    """A seventh character and what it says.

    Args:
        character: the character.
        meaning: the publisher's words, inclusion terms after "; ".
    """

    character: str
    meaning: str


@dataclass(frozen=True, slots=True)
class SeventhCharacterException:
    """Seventh characters that a note takes back for some codes of a category.

    Args:
        category: the category that carries the note.
        sixth_characters: codes it holds for.
        characters: seventh characters that do not apply to them.
    """

    category: str
    sixth_characters: frozenset[str]
    characters: frozenset[str]

    def forbids(self, stem: str, character: str) -> bool:
        """Say whether `character` does not apply to the six-character `stem`."""
        return stem.startswith(self.category) and stem[5:6] in self.sixth_characters and character in self.characters


def exception_in(note: str) -> SeventhCharacterException | None:
    """Return what a note of the tabular list takes back, or None if it takes nothing back.

    Source:
        The note of category S06 since FY2018: "7th characters D and S do not apply to codes in category S06 with 6th
        character 7 - death due to brain injury ..., or 8 - death due to other cause ...".
    """
    match = _EXCEPTION.search(note)
    if match is None:
        return None
    sixth = {match["first"]} | {found["sixth"] for found in _OR.finditer(match["more"])}
    return SeventhCharacterException(
        match["category"], frozenset(sixth), frozenset(re.findall(r"\b[0-9A-Z]\b", match["characters"]))
    )


def complete(stem: str, character: str) -> str:
    """Return the 7-character code of a stem and its seventh character: W11 and A make W11XXXA.

    Raises:
        ValueError: the stem is not of three to six characters, or `character` is not one.
    """
    if not 3 <= len(stem) <= 6 or len(character) != 1:
        raise ValueError(f"not a stem and a seventh character: {stem!r}, {character!r}")
    return stem.ljust(6, PLACEHOLDER) + character


@dataclass(frozen=True, slots=True)
class SeventhCharacterRules:
    """What one release of the tabular list says of seventh characters.

    Args:
        parents: place -> the place above it; codes without dot.
        definitions: place -> the seventh characters it defines, in order.
        exceptions: what notes take back.
    """

    parents: Mapping[str, str | None]
    definitions: Mapping[str, tuple[SeventhCharacterDefinition, ...]]
    exceptions: tuple[SeventhCharacterException, ...] = ()

    def for_code(self, code: str) -> tuple[SeventhCharacterDefinition, ...]:
        """Return the seventh characters that a code takes; empty where it takes none or already has seven characters."""
        if len(code) > 6:
            return ()
        place: str | None = code
        while place is not None and place not in self.definitions:
            place = self.parents.get(place)
        if place is None:
            return ()
        return tuple(
            definition
            for definition in self.definitions[place]
            if not any(exception.forbids(code, definition.character) for exception in self.exceptions)
        )

    def codes_of(self, stem: str) -> tuple[str, ...]:
        """Return the valid 7-character codes of a stem, in the order of their definitions; empty where it takes none."""
        return tuple(complete(stem, definition.character) for definition in self.for_code(stem))

    def stems(self) -> Iterator[str]:
        """Yield, in the order of the tabular list, each code without subdivisions that takes a seventh character."""
        above = set(self.parents.values())
        for place in self.parents:
            if place not in above and self.for_code(place):
                yield place


def rules_from(rows: Iterable[tuple[str, Row]]) -> SeventhCharacterRules:
    """Return the rules in the rows that the tabular room yields: `places`, `notes` and `seventh_characters`."""
    parents: dict[str, str | None] = {}
    definitions: dict[str, list[SeventhCharacterDefinition]] = defaultdict(list)
    exceptions = []
    for table, row in rows:
        if table == "places":
            parents[str(row[0])] = None if row[3] is None else str(row[3])
        elif table == "seventh_characters":
            definitions[str(row[0])].append(SeventhCharacterDefinition(str(row[1]), str(row[2])))
        elif table == "notes" and (exception := exception_in(str(row[2]))) is not None:
            exceptions.append(exception)
    return SeventhCharacterRules(parents, {place: tuple(defined) for place, defined in definitions.items()}, tuple(exceptions))
