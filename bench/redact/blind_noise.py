"""What happens to a document on its way: capitals, small letters, optical reading, broken lines, one line, more space."""

from __future__ import annotations

import random
from typing import Any

NOISES = ("none",) * 11 + ("upper", "upper", "lower", "lower", "ocr", "ocr", "wrap", "wrap", "oneline", "spaces")
_CONFUSED = {"o": "0", "O": "0", "l": "1", "I": "l", "S": "5", "s": "5", "B": "8", "0": "O", "1": "l", "5": "S"}
_WRAP_AT = 72


def disturbed(chosen: random.Random, document: dict[str, Any], noise: str) -> dict[str, Any]:
    """Return the document with the noise, its spans where they then lie."""
    text: str = document["text"]
    pieces = list(text)
    if noise in ("upper", "lower"):
        pieces = [changed if len(changed := getattr(letter, noise)()) == 1 else letter for letter in text]
    elif noise == "ocr":
        pieces = [_CONFUSED[letter] if letter in _CONFUSED and chosen.random() < 0.03 else letter for letter in text]
        pieces = ["" if letter == " " and chosen.random() < 0.006 else letter for letter in pieces]
    elif noise == "wrap":
        pieces = _wrapped(text)
    elif noise == "oneline":
        pieces = [" " if letter == "\n" else letter for letter in text]
    elif noise == "spaces":
        pieces = [letter * chosen.choice((1, 1, 2, 3)) if letter == " " else letter for letter in text]
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    for key in ("spans", "ignore", "negatives"):
        for span in document[key]:
            span["start"], span["end"] = starts[span["start"]], starts[span["end"]]
    return {**document, "text": "".join(pieces)}


def _wrapped(text: str) -> list[str]:
    pieces, column, last_space = list(text), 0, -1
    for at, letter in enumerate(text):
        column = 0 if letter == "\n" else column + 1
        if letter == " ":
            last_space = at
        if column > _WRAP_AT and last_space > 0 and at - last_space < _WRAP_AT:
            pieces[last_space] = "\n"
            column, last_space = at - last_space, -1
    return pieces
