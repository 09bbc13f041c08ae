"""What the tagger sees of each word of a note, as arrays: the word if it is a usual one, its ends, lists, letters and gaps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from codewell.phi.note import Note

AFFIXES: Final = 4096
"""Rows of the tables of word beginnings and ends; a power of two."""

TRIGRAMS: Final = 8192
"""Rows of the table of three letters in a row; a power of two."""

FLAG_BITS: Final = 31
GAP_BITS: Final = 20
SHAPE_BITS: Final = 9
BITS: Final = FLAG_BITS + GAP_BITS + SHAPE_BITS

_MARKS: Final = {
    ",": 5,
    ".": 6,
    ":": 7,
    "-": 8,
    "–": 8,
    "'": 9,
    "’": 9,
    "/": 10,
    "|": 10,
    ";": 10,
    "(": 11,
    "[": 11,
    ")": 12,
    "]": 12,
    '"': 14,
    "“": 14,
    "”": 14,
    "\t": 16,
    "&": 17,
}


_FIGURES: Final = re.compile(r"[0-9]+")
_ZIP: Final = 5


@dataclass(frozen=True, slots=True)
class Features:
    """One row a word.

    Args:
        words: row of the word in the vocabulary, 0 for one that it does not hold.
        beginnings, ends: rows of the affix tables.
        letters: for each letter of each word the row of the letter with the one before and the one behind it.
        lengths: how many of those rows belong to each word.
        types: the same number for the same word of the document.
        flags, gaps, shapes: bits, what the lexicon knows, what stands before the word, how it is written.
    """

    words: NDArray[np.int32]
    beginnings: NDArray[np.int32]
    ends: NDArray[np.int32]
    letters: NDArray[np.int32]
    lengths: NDArray[np.int32]
    types: NDArray[np.int32]
    flags: NDArray[np.int32]
    gaps: NDArray[np.int32]
    shapes: NDArray[np.int32]


def flag_columns(flags: NDArray[np.int32], gaps: NDArray[np.int32], shapes: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return the bits as columns of zeros and ones."""
    packed = flags.astype("<i8") | (gaps.astype("<i8") << FLAG_BITS) | (shapes.astype("<i8") << (FLAG_BITS + GAP_BITS))
    columns = np.unpackbits(packed.view(np.uint8).reshape(len(packed), 8), axis=1, count=BITS, bitorder="little")
    return columns.astype(np.float32)


def features(note: Note, vocabulary: Mapping[str, int]) -> Features:
    """Return the features of every word of a note, in order."""
    count = len(note.words)
    get = vocabulary.get
    words = np.fromiter((get(word, 0) for word in note.words), np.int32, count)
    scan = np.frombuffer(note.scan.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    text = np.frombuffer(note.text.encode("utf-32-le", "surrogatepass"), np.uint32)
    starts, ends = np.array(note.starts, np.int64), np.array(note.ends, np.int64)
    lengths = ends - starts
    raised = text != scan
    capital = raised[starts] & note.cased
    capitals = capital & raised[ends - 1] & (lengths > 1)
    return Features(
        words,
        _affix(scan, starts, lengths, 1),
        _affix(scan, ends - 1, lengths, -1),
        _letters(scan, starts, lengths),
        lengths.astype(np.int32),
        _types(note.words),
        np.array(note.flags, np.int64).astype(np.int32) & ((1 << FLAG_BITS) - 1),
        _gaps(note),
        _shapes(capital, capitals, lengths, cased=note.cased),
    )


def _affix(scan: NDArray[np.int64], at: NDArray[np.int64], lengths: NDArray[np.int64], step: int) -> NDArray[np.int32]:
    """Return a row for three letters from here on, or back from here."""
    row = scan[at]
    for place in (1, 2):
        longer = lengths > place
        row = row * 1_000_003 + scan[at + longer * (place * step)] * longer
    rows: NDArray[np.int32] = ((row ^ (row >> 17)) % AFFIXES).astype(np.int32)
    return rows


def _letters(scan: NDArray[np.int64], starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return a row for each letter of each word, in order."""
    offsets = np.cumsum(lengths) - lengths
    at = np.arange(int(lengths.sum())) + np.repeat(starts - offsets, lengths)
    letters = scan[at]
    before, behind = np.empty_like(letters), np.empty_like(letters)
    before[1:], behind[:-1] = letters[:-1], letters[1:]
    before[offsets] = 0
    behind[offsets + lengths - 1] = 0
    row = (before * 1_000_003 + letters) * 1_000_003 + behind
    rows: NDArray[np.int32] = ((row ^ (row >> 19)) % TRIGRAMS).astype(np.int32)
    return rows


def _types(words: list[str]) -> NDArray[np.int32]:
    numbers: dict[str, int] = {}
    return np.fromiter((numbers.setdefault(word, len(numbers)) for word in words), np.int32, len(words))


def _shapes(
    capital: NDArray[np.bool_], capitals: NDArray[np.bool_], lengths: NDArray[np.int64], *, cased: bool
) -> NDArray[np.int32]:
    shape = capital.astype(np.int32) | (capitals.astype(np.int32) << 1) | (np.int32(cased) << 2)
    for bit, (low, high) in enumerate(((1, 1), (2, 2), (3, 3), (4, 5), (6, 8), (9, 99)), 3):
        shape |= ((lengths >= low) & (lengths <= high)).astype(np.int32) << bit
    return shape


def _gaps(note: Note) -> NDArray[np.int32]:
    known = {" ": 1 << 1, "": 1}
    rows = []
    for at in range(-1, len(note.words) - 1):
        gap = note.gap(at)
        row = known.get(gap)
        if row is None:
            row = known[gap] = _gap_bits(gap)
        rows.append(row)
    if rows:
        rows[0] |= 1 << 3
    return np.array(rows, np.int32)


def _gap_bits(gap: str) -> int:
    row = 0
    for mark in gap[:40]:
        bit = _MARKS.get(mark)
        if bit is not None:
            row |= 1 << bit
        elif mark.isdigit():
            row |= 1 << 13
        elif mark == "\n":
            row |= 1 << 3
        elif not mark.isspace():
            row |= 1 << 15
    if "  " in gap:
        row |= 1 << 2
    if "\n\n" in gap:
        row |= 1 << 4
    for figures in _FIGURES.findall(gap[:40]):
        row |= 1 << (18 if len(figures) == _ZIP else 19)
    return row
