"""The words somebody may have meant by a word that nobody publishes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

_BRITISH = (
    (r"ae", "e"), (r"oe", "e"), (r"our(?=$|s$|ed$|ing$|less$)", "or"), (r"tre(?=$|s$|d$)", "ter"), (r"bre(?=$|s$)", "ber"),
    (r"is(?=(?:e|ed|es|ing|ation|ations)$)", "iz"), (r"ys(?=(?:e|ed|es|ing)$)", "yz"), (r"ll(?=(?:ed|ing)$)", "l"),
    (r"ph(?=ur)", "f"), (r"gue(?=$)", "g"), (r"ence$", "ense"), (r"mme$", "m"),
)  # fmt: skip


def american(word: str) -> Iterator[str]:
    """Yield the American spellings that a British one can stand for, the most changed first."""
    found = [word]
    for pattern, replacement in _BRITISH:
        for known in list(found):
            changed = re.sub(pattern, replacement, known)
            if changed != known and changed not in found:
                found.append(changed)
    yield from reversed(found[1:])


class Speller:
    """Finds the nearest published words within two edits.

    Args:
        words: lower-case words of letters, shortest first.
        frequencies: in how many wordings each stands.
        letters: the words as `letter_matrix` gives them.
        counts: the words as `letter_counts` gives them.
    """

    def __init__(
        self, words: Sequence[str], frequencies: NDArray[np.uint32], letters: NDArray[np.uint8], counts: NDArray[np.int8]
    ) -> None:
        self._words = words
        self._frequency = frequencies.astype(np.float32)
        self._lengths = np.fromiter((min(len(word), 40) for word in words), np.int16, len(words))
        self._letters = letters
        self._counts = counts

    def nearest(self, word: str, most: int = 3) -> list[tuple[str, float]]:
        """Return up to `most` words with the cost of the change, the likeliest first; a word of under four letters has none."""
        if len(word) < 4:
            return []
        reach = 1 if len(word) <= 5 else 2
        low, high = np.searchsorted(self._lengths, [len(word) - reach, len(word) + reach + 1]).tolist()
        if low == high:
            return []
        asked = letter_matrix([word])
        apart = np.abs(self._counts[low:high] - letter_counts(asked)[0]).sum(axis=1)
        rows = np.flatnonzero(apart <= 2 * reach) + low
        if not len(rows):
            return []
        edits = edit_distances(asked[0][: len(word)], self._letters[rows], self._lengths[rows])
        cost = edits - 0.06 * np.log1p(np.minimum(self._frequency[rows], 3000))
        cost = cost + 0.45 * (self._letters[rows, 0] != asked[0, 0])
        cost = cost - 0.25 * (np.sort(self._letters[rows], axis=1)[:, -40:] == np.sort(asked, axis=1)[:, -40:]).all(axis=1)
        near = np.flatnonzero(edits <= reach)
        chosen = near[np.argsort(cost[near], kind="stable")][:most]
        return [(self._words[rows[number]], float(edits[number])) for number in chosen.tolist()]


def letter_matrix(words: Sequence[str]) -> NDArray[np.uint8]:
    """Return the words as rows of character codes, padded with zeros to 40."""
    padded = [word.encode("ascii", "replace")[:40] for word in words]
    return np.frombuffer(b"".join(word.ljust(40, b"\0") for word in padded), np.uint8).reshape(len(padded), 40)


def letter_counts(letters: NDArray[np.uint8]) -> NDArray[np.int8]:
    """Return how often each letter stands in each word."""
    counts = np.zeros((len(letters), 26), np.int8)
    for letter in range(26):
        counts[:, letter] = (letters == 97 + letter).sum(axis=1)
    return counts


def edit_distances(asked: NDArray[np.uint8], letters: NDArray[np.uint8], lengths: NDArray[np.int16]) -> NDArray[np.float32]:
    """Return for each row the edits to it: insertion, deletion, substitution, neighbours swapped; one row of work per letter."""
    count, width = len(letters), int(lengths.max())
    before_last = np.zeros((count, width + 1), np.float32)
    last = np.tile(np.arange(width + 1, dtype=np.float32), (count, 1))
    for row, letter in enumerate(asked, start=1):
        here = np.empty_like(last)
        here[:, 0] = row
        same = letters[:, :width] == letter
        change = np.minimum(last[:, :-1] + ~same, last[:, 1:] + 1)
        if row > 1:
            swapped = same[:, :-1] & (letters[:, 1:width] == asked[row - 2])
            change[:, 1:] = np.where(swapped, np.minimum(change[:, 1:], before_last[:, :-2] + 1), change[:, 1:])
        for column in range(1, width + 1):
            here[:, column] = np.minimum(change[:, column - 1], here[:, column - 1] + 1)
        before_last, last = last, here
    found: NDArray[np.float32] = last[np.arange(count), lengths]
    return found


def split_word(word: str, is_known: Callable[[str], bool]) -> tuple[str, str] | None:
    """Return the two known words that were written as one, the more even split first; None where there are none."""
    places = sorted(range(3, len(word) - 2), key=lambda place: abs(2 * place - len(word)))
    return next(((word[:p], word[p:]) for p in places if is_known(word[:p]) and is_known(word[p:])), None)
