"""Codes of a flat list in parts: by titled ranges, and by hundreds where a range is too long to be read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LONGEST_LIST = 160
"""Codes that one page lists; a longer part is split by hundreds."""


@dataclass(frozen=True, slots=True)
class Part:
    """A titled part of a list.

    Args:
        key: its address.
        title: our words.
        ranges: first and last code of each of its ranges, both included.
    """

    key: str
    title: str
    ranges: tuple[tuple[str, str], ...]

    def holds(self, code: str) -> bool:
        """Say whether a code stands in it."""
        return any(first <= code <= last for first, last in self.ranges)


@cache
def hcpcs_parts(letter: str) -> tuple[Part, ...]:
    """Return the parts of a letter of HCPCS Level II; none where it is not divided."""
    parts = _table("hcpcs_sections.toml").get(letter, {}).get("parts", [])
    return tuple(Part(f"{one['first']}-{one['last']}", one["title"], ((one["first"], one["last"]),)) for one in parts)


@cache
def cpt_parts() -> tuple[Part, ...]:
    """Return the parts of CPT; of two that hold a code the first is meant, and the last holds what no other does."""
    return tuple(
        Part(one["key"], one["title"], tuple((first, last) for first, last in one["ranges"]))
        for one in _table("cpt_parts.toml")["part"]
    )


def cpt_part_of(code: str) -> Part:
    """Return the part of CPT that a code stands in; codes that end with a letter are lists of their own."""
    every = cpt_parts()
    return next((part for part in every if code.isdigit() and part.holds(code)), every[-1])


def by_hundreds(codes: Iterable[str]) -> dict[str, list[str]]:
    """Return codes by their first three characters, in their order."""
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(code[:3], []).append(code)
    return found


def span_of(codes: Sequence[str]) -> str:
    """Return first and last code as a label."""
    return codes[0] if len(codes) == 1 else f"{codes[0]} to {codes[-1]}"


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files("codewell.codebook.browsing") / name).read_text(encoding="utf-8"))
