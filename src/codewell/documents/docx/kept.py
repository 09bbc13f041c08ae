"""The table of what is kept of a Word document (kept.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Kept:
    """The table; names of elements and attributes are local names.

    Args:
        parts: pattern of a part's name and the kind of relationship that leads to it.
    """

    parts: tuple[tuple[str, str], ...]
    namespaces: frozenset[str]
    gone: frozenset[str]
    opened: frozenset[str]
    attributes_gone: frozenset[str]
    pictures: frozenset[str]
    picture_data: frozenset[str]
    settings: frozenset[str]

    def relation(self, part: str) -> str | None:
        """Return the kind of relationship that leads to a part that is kept, None for one that is not."""
        return next((kind for pattern, kind in self.parts if fnmatchcase(part, pattern)), None)


@cache
def kept() -> Kept:
    """Return the table, read once."""
    table = tomllib.loads(files(__package__).joinpath("kept.toml").read_text(encoding="utf-8"))
    pairs = [line.split() for line in table.pop("parts").strip().splitlines()]
    return Kept(tuple((pattern, kind) for pattern, kind in pairs), **{name: frozenset(table[name].split()) for name in table})
