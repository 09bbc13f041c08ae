"""Hand-kept tables of modifiers, ranges of codes and places of service: TOML with dates, citations and how far they were
compared with the text that they cite."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from codewell.kernel.validity import Validity

_EVER = date(1966, 1, 1)
"""Before any claim: for what no source dates."""


@dataclass(frozen=True, slots=True, eq=False)
class CodeTable:
    """A named set of modifiers or two-character codes, each with the days on which it belongs to the set.

    Args:
        name: file and key.
        title: what it holds.
        cites: the publication.
        compared_with: the text with which a person compared it; empty where none was at hand.
        reviewed_through: last day for which it was gone through; later days are answered from it all the same.
        entries: code -> days.
    """

    name: str
    title: str
    cites: str
    compared_with: str
    reviewed_through: date
    entries: Mapping[str, Validity]

    def __contains__(self, code: object) -> bool:
        return code in self.entries

    def holds(self, code: str, day: date) -> bool:
        """Say whether the code belongs to the set on a day."""
        found = self.entries.get(code)
        return found is not None and found.covers(day)


@dataclass(frozen=True, slots=True, eq=False)
class RangeTable:
    """A named set of ranges of procedure codes.

    Args:
        name, title, cites, compared_with, reviewed_through: as of a `CodeTable`.
        ranges: first and last code of each, both included.
    """

    name: str
    title: str
    cites: str
    compared_with: str
    reviewed_through: date
    ranges: tuple[tuple[str, str], ...]


@cache
def modifier_table(name: str) -> CodeTable:
    """Return a table of `modifiers.toml`."""
    return _table("modifiers", name)


@cache
def place_table(name: str) -> CodeTable:
    """Return a table of `places.toml`."""
    return _table("places", name)


def always_a_place(place: str) -> bool:
    """Say whether a place of service is in the code set on every day."""
    found = place_table("known").entries.get(place)
    return found is not None and found.first_day == _EVER and found.last_day is None


def place_label(place: str) -> str:
    """Return our words for a place of service; empty for one that is not in the code set."""
    label: str = _read("places")["known"]["labels"].get(place, "")
    return label


def all_tables() -> tuple[CodeTable | RangeTable, ...]:
    """Return every table, by file and then in its order."""
    ranges = tuple(range_table(name) for name in _read("code_ranges"))
    modifiers = tuple(modifier_table(name) for name in _read("modifiers"))
    return (*modifiers, *(place_table(name) for name in _read("places")), *ranges)


def _table(file: str, name: str) -> CodeTable:
    stated = _read(file)[name]
    entries: dict[str, Validity] = {}
    for group in stated["groups"]:
        validity = Validity(group.get("first_day", _EVER), group.get("last_day"))
        entries |= dict.fromkeys(group["codes"], validity)
    return CodeTable(f"{file}.{name}", *_about(stated), entries)


def _about(stated: Mapping[str, Any]) -> tuple[str, str, str, date]:
    return stated["title"], stated["cites"], stated.get("compared_with", ""), stated["reviewed_through"]


@cache
def _read(file: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / f"{file}.toml").read_text(encoding="utf-8"))


@cache
def range_table(name: str) -> RangeTable:
    """Return a table of `code_ranges.toml`."""
    stated = _read("code_ranges")[name]
    return RangeTable(f"code_ranges.{name}", *_about(stated), tuple((first, last) for first, last in stated["ranges"]))


@cache
def in_range(code: str, name: str) -> bool:
    """Say whether a procedure code lies in a range of `code_ranges.toml` (both ends included)."""
    return any(first <= code <= last for first, last in range_table(name).ranges) and len(code) == 5
