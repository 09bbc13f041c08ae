"""Clinical text and positions in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class TextSpan:
    """Half-open character offsets into a note as received.

    Raises:
        ValueError: the span is empty or runs backwards.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def overlaps(self, other: TextSpan) -> bool:
        """Say whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


class ClinicalText:
    """A note as received, which may hold PHI; its representation never shows the text."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself; callers keep it out of logs, errors, addresses and files."""
        return self._text

    def __len__(self) -> int:
        return len(self._text)

    def __repr__(self) -> str:
        return f"ClinicalText({len(self._text)} characters)"

    __str__ = __repr__
