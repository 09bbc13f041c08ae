"""Excludes1: two codes that the tabular list says are never reported together (guideline I.A.12.a)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_CITED = re.compile(r"\(([^()]*[A-Z]\d[^()]*)\)")
_RANGE = re.compile(r"([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]+)?)(?:\s*-\s*([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]+)?))?")


def excluded_ranges(note: str) -> tuple[tuple[str, str], ...]:
    """Return first and last code (without dot) of each range that an Excludes1 note cites in its parentheses."""
    found = []
    for cited in _CITED.findall(note):
        for match in _RANGE.finditer(cited.replace(".-", "")):
            first = match.group(1).replace(".", "")
            found.append((first, (match.group(2) or match.group(1)).replace(".", "")))
    return tuple(found)


class Excludes:
    """The Excludes1 notes of a day.

    Args:
        blocks: code or category without dot -> ranges, "E08 E08|O244 O244".
    """

    def __init__(self, blocks: Mapping[str, str]) -> None:
        self._blocks = blocks

    def bars(self, code: str, other: str) -> bool:
        """Say whether a note at a code, or at what stands above it, excludes another code."""
        return bool(self.place(code, other))

    def place(self, code: str, other: str) -> str:
        """Return the code or category whose note, read at a code, excludes another one; empty where none does."""
        for length in range(3, len(code) + 1):
            block = self._blocks.get(code[:length])
            if block is not None:
                for cited in block.split("|"):
                    first, last = cited.split(" ")
                    if first <= other[: len(first)] and other[: len(last)] <= last:
                        return code[:length]
        return ""


def exclude_blocks(notes: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return Excludes1 notes (place, text) in the form that is kept; those without a code in them are left out."""
    found: dict[str, list[str]] = {}
    for place, text in notes:
        if len(place) >= 3 and "-" not in place:
            found.setdefault(place, []).extend(f"{first} {last}" for first, last in excluded_ranges(text))
    return {place: "|".join(dict.fromkeys(ranges)) for place, ranges in found.items() if ranges}
