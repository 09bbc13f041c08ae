"""The pairs of a release as sorted arrays: found in bulk, one vectorised pass for any number of questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from codewell.kernel.errors import StorageError
from codewell.releases.packing import PackedPairs, PairPacker
from codewell.releases.shelf import OpenRelease

Numbers = npt.NDArray[np.int64]


class PairTable:
    """A packed table of pairs, read whole into memory (six bytes a pair).

    Args:
        opened: a release with that table.
        table: its name.

    Attributes:
        release: what the catalogue says of the release.
        codes: in order of their numbers.
        numbers: code -> its number.
        terms: what a row says besides its two codes, by number.
    """

    def __init__(self, opened: OpenRelease, table: str) -> None:
        pairs = _read(opened, table)
        self.release = opened.release
        self._keys, self._rests = pairs.keys, pairs.rests
        self.codes, self.terms = pairs.codes, pairs.terms
        self.numbers: Mapping[str, int] = {code: number for number, code in enumerate(pairs.codes)}
        repeats = np.flatnonzero(self._keys[1:] == self._keys[:-1])
        self._longest = 1 if not len(repeats) else _longest_run(repeats)

    def __len__(self) -> int:
        return len(self._keys)

    def rows_of(self, first: Numbers, second: Numbers, days: Numbers, *, first_days: Numbers, last_days: Numbers) -> Numbers:
        """Return for each pair the row that holds on its day, or -1.

        Args:
            first: numbers of the codes of the first column, negative where a code has none.
            second: of the second column; one length with `first` and `days`.
            days: ordinals of days.
            first_days: by number of a row's terms, the ordinal of the first day on which they hold.
            last_days: likewise the last day; before the first one for terms that never held.
        """
        found = np.full(len(first), -1, dtype=np.int64)
        asked = np.flatnonzero((first >= 0) & (second >= 0))
        wanted = (first[asked] << 16 | second[asked]).astype(np.uint32)
        rows = np.searchsorted(self._keys, wanted)
        there = self._keys[np.minimum(rows, len(self._keys) - 1)] == wanted
        asked, wanted, rows = asked[there], wanted[there], rows[there]
        for _ in range(self._longest):
            if not len(asked):
                break
            terms, on = self._rests[rows], days[asked]
            holds = (first_days[terms] <= on) & (on <= last_days[terms])
            found[asked[holds]] = rows[holds]
            following = np.minimum(rows + 1, len(self._keys) - 1)
            more = ~holds & (following > rows) & (self._keys[following] == wanted)
            asked, wanted, rows = asked[more], wanted[more], following[more]
        return found

    def rows_of_pair(self, first: int, second: int) -> range:
        """Return every row of one pair, whatever its days; empty where there is none or a code has no number."""
        if first < 0 or second < 0:
            return range(0)
        key = np.uint32(first << 16 | second)
        return range(int(np.searchsorted(self._keys, key, "left")), int(np.searchsorted(self._keys, key, "right")))

    def row(self, number: int) -> tuple[str, str, tuple[Any, ...]]:
        """Return a row: its two codes and its terms."""
        key = int(self._keys[number])
        return self.codes[key >> 16], self.codes[key & 0xFFFF], self.terms[int(self._rests[number])]


def _read(opened: OpenRelease, table: str) -> PackedPairs:
    """Return the pairs as stored; a release that an earlier Codewell stored row by row is packed in memory."""
    name, database = f"packed_{table}", opened.database
    if database.one("SELECT 1 FROM sqlite_schema WHERE name = ?", name) is None:
        packer = PairPacker(table)
        packer.add(database.all(f"SELECT * FROM {table}"))
        return packer.packed()
    arrays = dict(database.all(f"SELECT name, data FROM {name}_arrays"))
    codes = [row[0] for row in database.all(f"SELECT code FROM {name}_codes ORDER BY id")]
    terms = [row[1:] for row in database.all(f"SELECT * FROM {name}_terms ORDER BY id")]
    pairs = PackedPairs(codes, terms, np.frombuffer(arrays["keys"], dtype="<u4"), np.frombuffer(arrays["rests"], dtype="<u2"))
    if len(pairs.keys) != len(pairs.rests) or not len(pairs.keys):
        raise StorageError(
            f"The release file {opened.release.file_name} holds no pairs.",
            next_step="Run `codewell doctor`, then import that release again.",
        )
    return pairs


def _longest_run(repeats: npt.NDArray[np.intp]) -> int:
    """Return how many rows the pair with the most rows has, from the positions of rows that equal the next one."""
    breaks = np.flatnonzero(np.diff(repeats) != 1)
    edges = np.concatenate(([-1], breaks, [len(repeats) - 1]))
    return int(np.diff(edges).max()) + 1
