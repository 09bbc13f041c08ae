"""Hand-kept tables of modifiers, ranges of codes and places of service: TOML with dates and citations."""

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
        name: key in its file.
        cites: the publication.
        entries: code -> days.
    """

    name: str
    cites: str
    entries: Mapping[str, Validity]

    def __contains__(self, code: object) -> bool:
        return code in self.entries

    def holds(self, code: str, day: date) -> bool:
        """Say whether the code belongs to the set on a day."""
        found = self.entries.get(code)
        return found is not None and found.covers(day)


@cache
def modifier_table(name: str) -> CodeTable:
    """Return a table of `modifiers.toml`."""
    return _table("modifiers", name)


@cache
def place_table(name: str) -> CodeTable:
    """Return a table of `places.toml`."""
    return _table("places", name)


def _table(file: str, name: str) -> CodeTable:
    stated = _read(file)[name]
    entries: dict[str, Validity] = {}
    for group in stated["groups"]:
        validity = Validity(group.get("first_day", _EVER), group.get("last_day"))
        entries |= dict.fromkeys(group["codes"], validity)
    return CodeTable(name, stated["cites"], entries)


@cache
def _read(file: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / f"{file}.toml").read_text(encoding="utf-8"))


@cache
def _ranges(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((first, last) for first, last in _read("code_ranges")[name]["ranges"])


@cache
def in_range(code: str, name: str) -> bool:
    """Say whether a procedure code lies in a range of `code_ranges.toml` (both ends included)."""
    return any(first <= code <= last for first, last in _ranges(name)) and len(code) == 5


def range_source(name: str) -> str:
    """Return the publication that states a range."""
    cites: str = _read("code_ranges")[name]["cites"]
    return cites
