"""Suggestions as rows of the search box, with the words that match marked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codewell.codebook.entry import Standing
from codewell.search.stems import stem
from codewell.tasks.suggest_codes import Suggestion, Suggestions

_WORD = re.compile(r"[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)?")
_LEAST_MARKED = 2
_STANDING_WORDS = {
    Standing.IN_FORCE: "In force",
    Standing.NOT_YET: "Not yet in force",
    Standing.NO_LONGER: "Ended",
    Standing.NOT_LOADED: "Day not loaded",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text.

    Args:
        text: as printed.
        matches: whether what was typed says it.
    """

    text: str
    matches: bool


@dataclass(frozen=True, slots=True)
class SuggestedRow:
    """A row of the list below the search box.

    Args:
        found: the suggestion.
        code: the code in pieces.
        words: its words in pieces.
        why: what matched in pieces; empty where the words themselves did.
    """

    found: Suggestion
    code: tuple[Piece, ...]
    words: tuple[Piece, ...]
    why: tuple[Piece, ...]

    @property
    def standing_words(self) -> str:
        """How the code stands, in as many words as a row has room for."""
        return _STANDING_WORDS[self.found.standing]


def suggested_rows(suggestions: Suggestions) -> tuple[SuggestedRow, ...]:
    """Return the rows, best first."""
    return tuple(
        SuggestedRow(
            one,
            _spelled(str(one.code), suggestions.text),
            marked(one.display, suggestions.text),
            () if one.why in ("descriptor", "") or one.why.startswith("code") else marked(one.why, suggestions.text),
        )
        for one in suggestions.codes
    )


def marked(text: str, typed: str) -> tuple[Piece, ...]:
    """Return a text in pieces, without loss: words that were typed, and the beginning of the one that is being typed."""
    written = [word.lower() for word in _WORD.findall(typed)]
    last = written[-1] if written and typed[-1:].strip() else ""
    stems = {stem(word) for word in written if len(word) >= _LEAST_MARKED}
    pieces: list[Piece] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match[0].lower()
        if len(last) >= _LEAST_MARKED and word.startswith(last):
            length = len(last)
        elif stem(word) in stems:
            length = len(word)
        else:
            continue
        pieces += _joined(text[end : match.start()], text[match.start() : match.start() + length])
        end = match.start() + length
    return (*pieces, Piece(text[end:], False)) if end < len(text) else tuple(pieces)


def _joined(before: str, matching: str) -> list[Piece]:
    return [Piece(before, False), Piece(matching, True)] if before else [Piece(matching, True)]


def _spelled(code: str, typed: str) -> tuple[Piece, ...]:
    """Return a code in pieces: as much of its beginning as was typed, with or without the dot."""
    wanted = typed.strip().upper().replace(".", "")
    length = next((n for n in range(1, len(code) + 1) if code[:n].replace(".", "") == wanted), 0)
    pieces = (Piece(code[:length], True), Piece(code[length:], False))
    return tuple(piece for piece in pieces if piece.text)
