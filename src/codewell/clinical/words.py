"""Words and marks of a note or of a published title, each with its place in the text as received."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’][^\W\d_]+)*|[^\w\s]")
"""A number with its decimals, a word with its apostrophe, or one mark."""

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_NUMBERED = {"type": "type", "stage": "stage", "grade": "grade", "class": "class", "stages": "stage", "types": "type"}
_KEEP_FINAL_S = ("ss", "us", "is", "as", "os")
LETTER_A = "letter_a"
"""What the capital letter of "hepatitis A" is read as; in lower case it is an article."""
_STAGE = re.compile(r"[1-5][abcde]?")


def singular(word: str) -> str:
    """Return a word without the plural of ordinary English; medical singulars that end in s stay."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(_KEEP_FINAL_S):
        return word[:-1]
    return word


class WordForms:
    """The standard word for each way of writing it: plural, adjective, British spelling, frequent misspelling.

    Args:
        forms: form -> standard word or words, lower case.
    """

    def __init__(self, forms: Mapping[str, str]) -> None:
        self._forms = forms
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, word: str) -> tuple[str, ...]:
        """Return the standard words of a lower-case word; mostly one."""
        known = self._known.get(word)
        if known is None:
            bare = word.replace("’", "'").removesuffix("'s")
            standard = self._forms.get(bare)
            if standard is None:
                bare = singular(bare)
                standard = self._forms.get(bare, bare)
            known = tuple(standard.split())
            if len(self._known) < 200_000:
                self._known[word] = known
        return known


def numbered(word: str, following: str) -> str | None:
    """Return "type2" for "type" and "II", "stage3b" for "stage" and "3b"; None where no number follows."""
    kind = _NUMBERED.get(word)
    if kind is None:
        return None
    number = _ROMAN.get(following) or _ROMAN.get(following[:-1], "") + following[-1:]
    if number == following[-1:]:
        number = following
    return kind + number if _STAGE.fullmatch(number) else None


def lacking(word: str, forms: WordForms) -> str:
    """Return the one word that "without" and what follows it are read as: lacking something can be what a code says."""
    return f"without_{forms.of(word)[0]}"


def title_words(title: str, forms: WordForms, left_out: Iterable[str]) -> tuple[str, ...]:
    """Return the standard words of a published title that carry meaning, in order; hyphens part words."""
    skipped = left_out if isinstance(left_out, frozenset) else frozenset(left_out)
    written = TOKEN.findall(title)
    raw = [token.lower() for token in written]
    found: list[str] = []
    position = 0
    while position < len(raw):
        word = raw[position]
        if written[position] == "A":
            found.append(LETTER_A)
            position += 1
            continue
        joined = numbered(word, raw[position + 1]) if position + 1 < len(raw) else None
        if joined:
            found.append(joined)
            position += 2
            continue
        if word == "without" and position + 1 < len(raw) and raw[position + 1][0].isalpha():
            found.append(lacking(raw[position + 1], forms))
            position += 2
            continue
        if word[0].isalnum() and word not in skipped:
            found += [one for one in forms.of(word) if one not in skipped]
        position += 1
    return tuple(found)


def joined_hyphens(title: str) -> str:
    """Return a title with hyphens between letters closed: "gastro-esophageal" becomes "gastroesophageal"."""
    return re.sub(r"(?<=[A-Za-z])-(?=[a-z])", "", title)


def same_words(first: Sequence[str], second: Sequence[str]) -> bool:
    """Say whether two titles have the same words in any order."""
    return frozenset(first) == frozenset(second)
