"""The table of what is copied from a PDF (kept.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Kind:
    """What is copied of one kind of dictionary.

    Args:
        values: keys with plain values.
        strings: keys whose strings are copied.
        streams: keys whose streams are copied as they are.
        within: key -> kind of the dictionary under it.
    """

    values: frozenset[str]
    strings: frozenset[str]
    streams: frozenset[str]
    within: dict[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """Kinds by name, and the operators of content streams."""

    kinds: dict[str, Kind]
    operators: frozenset[str]


@cache
def kept() -> Kept:
    """Return the table, read once."""
    table = tomllib.loads(files(__package__).joinpath("kept.toml").read_text(encoding="utf-8"))
    operators = frozenset(table.pop("operators")["kept"])
    return Kept({name: _kind(one) for name, one in table.items()}, operators)


def _kind(entry: dict[str, list[str] | dict[str, str]]) -> Kind:
    values, strings, streams = (frozenset(f"/{key}" for key in entry.get(part, ())) for part in ("values", "strings", "streams"))
    within = entry.get("within", {})
    return Kind(values, strings, streams, {f"/{key}": kind for key, kind in within.items()} if isinstance(within, dict) else {})
