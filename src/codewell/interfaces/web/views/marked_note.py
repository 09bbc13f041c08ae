"""A note with its evidence marked in place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from codewell.clinical.coder import Assignment


@dataclass(frozen=True, slots=True)
class NotePiece:
    """A piece of the note.

    Args:
        text: as received.
        codes: numbers of the assignments that rest on it, from 1; empty for plain text.
        ends: numbers of the assignments a span of whose evidence ends with this piece.
    """

    text: str
    codes: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


def marked_note(text: str, codes: tuple[Assignment, ...]) -> tuple[NotePiece, ...]:
    """Return the note cut at every edge of evidence, in order and without loss; evidence may overlap."""
    spans = [(span.start, min(span.end, len(text)), number) for number, one in enumerate(codes, 1) for span in one.evidence]
    edges = sorted({0, len(text), *(edge for start, end, _ in spans for edge in (start, end))})
    pieces = []
    for start, end in pairwise(edges):
        over = tuple(sorted({number for first, last, number in spans if first <= start and end <= last}))
        done = tuple(sorted({number for _, last, number in spans if last == end}))
        pieces.append(NotePiece(text[start:end], over, done))
    return tuple(pieces)
