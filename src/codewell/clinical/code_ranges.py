"""Ranges of codes as hand-kept lists write them: `I10-I16,E11.2,N39.0`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeRanges:
    """Codes named by their beginnings, or by the first and last three-character category.

    Args:
        beginnings: beginnings of codes, without dots.
        spans: first and last category, both included.
    """

    beginnings: tuple[str, ...]
    spans: tuple[tuple[str, str], ...]

    def holds(self, code: str) -> bool:
        """Say whether a code, without dot, belongs to them."""
        return code.startswith(self.beginnings) or any(first <= code[:3] <= last for first, last in self.spans)


def code_ranges(written: str) -> CodeRanges:
    """Return the ranges that a list's cell names.

    Raises:
        ValueError: a part is no range and no beginning of a code.
    """
    beginnings: list[str] = []
    spans: list[tuple[str, str]] = []
    for part in written.split(","):
        first, dash, last = part.strip().replace(".", "").partition("-")
        if dash and len(first) == 3 and len(last) == 3 and first < last:
            spans.append((first, last))
        elif not dash and 3 <= len(first) <= 7:
            beginnings.append(first)
        else:
            raise ValueError(f"not a range of codes: {part}")
    return CodeRanges(tuple(beginnings), tuple(spans))
