"""Words of a note or of a published title, normalised alike, each with its place in the text as received."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)?|[.;:!?\n]")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_AFTER_THESE_ROMAN = {"type", "stage", "grade", "class", "degree"}
_KEEP_FINAL_S = ("ss", "us", "is", "as", "os")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text.

    Args:
        norm: lower case, singular, roman numerals after "type" or "stage" as digits.
        start: first character in the text as received.
        end: one past the last.
    """

    norm: str
    start: int
    end: int


def singular(word: str) -> str:
    """Return a word without the plural of ordinary English; medical singulars that end in s stay."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(_KEEP_FINAL_S):
        return word[:-1]
    return word


def words_of(text: str) -> list[Word]:
    """Return words and sentence-ending marks in order."""
    found: list[Word] = []
    for match in _WORD.finditer(text):
        norm = match.group().lower().replace("’", "'").removesuffix("'s")
        if norm in _ROMAN and found and found[-1].norm in _AFTER_THESE_ROMAN:
            norm = _ROMAN[norm]
        found.append(Word(singular(norm), match.start(), match.end()))
    return found
