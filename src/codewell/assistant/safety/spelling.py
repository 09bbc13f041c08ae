"""Words of a question, brought to their stem, with single slips of the pen mended towards the words that cues are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9]+(?:[.'][a-z0-9]+)*")
_CODE = re.compile(r"[a-z]\d{4}|\d{4}[a-z0-9]")
_DIAGNOSIS = re.compile(r"[a-tv-z]\d[0-9a-z]\.[0-9a-z]{1,4}")
_OWN_STEMS = {"note": "note", "notes": "note", "noted": "note", "noting": "note", "here": "here"}
"""Words whose endings would leave another word: not, her."""
_SHORTEST = 5
"""Letters of the shortest word that is mended: below, one slip makes another word."""


def words_of(text: str) -> list[str]:
    """Return the words in lower case, apostrophes left out."""
    return [word.replace("'", "") for word in _WORD.findall(text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))]


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return a word without the endings of number, tense and person; the same for all forms, not always a word itself."""
    if len(word) <= 3 or not word.isalpha():
        return word
    if word in _OWN_STEMS:
        return _OWN_STEMS[word]
    if len(word) > 4 and word.endswith(("ies", "ied")):
        word = word[:-3] + "y"
    elif len(word) > 5 and word.endswith("ing"):
        word = word[:-3]
    elif len(word) > 4 and word.endswith(("ed", "es")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def is_code(word: str) -> bool:
    """Say whether a word has the shape of a CPT or HCPCS code."""
    return _CODE.fullmatch(word) is not None


def is_diagnosis(word: str) -> bool:
    """Say whether a word has the shape of an ICD-10-CM code, written with its dot."""
    return _DIAGNOSIS.fullmatch(word) is not None


class Mending:
    """Reads a misspelt word as the word of a list that is one letter, or two neighbours changed about, away.

    Args:
        listed: the words.
    """

    def __init__(self, listed: Iterable[str]) -> None:
        self._stems = {stem(word) for word in listed}
        self._near: dict[str, list[str]] = {}
        for word in sorted({form for one in listed for form in _forms(one)}):
            if len(word) >= _SHORTEST and word.isalpha():
                for shorter in {word, *_without_one(word)}:
                    self._near.setdefault(shorter, []).append(word)

    def stem_of(self, word: str) -> str:
        """Return the stem of a word, mended where it is none of the listed and no other English word."""
        stemmed = stem(word)
        if stemmed in self._stems or len(word) < _SHORTEST or not word.isalpha():
            return stemmed
        for shorter in (word, *_without_one(word)):
            for near in self._near.get(shorter, ()):
                if near[0] == word[0] and _one_apart(word, near) and not _is_english(word):
                    return stem(near)
        return stemmed


def _forms(word: str) -> tuple[str, ...]:
    bare = word[:-1] if word.endswith("e") else word
    return (word, f"{word}s", f"{bare}ed", f"{bare}ing")


def _without_one(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(len(word))]


def _one_apart(first: str, second: str) -> bool:
    """Say whether one letter more, less, other, or changed with its neighbour makes one word the other."""
    short, long = sorted((first, second), key=len)
    start = next((place for place, (one, other) in enumerate(zip(short, long, strict=False)) if one != other), len(short))
    rest, other_rest = short[start:], long[start:]
    if len(short) == len(long):
        return rest[1:] == other_rest[1:] or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])
    return rest == other_rest[1:]


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["english_wikipedia"])


def _is_english(word: str) -> bool:
    return word in _english()
