"""A table of millions of pairs, stored small: each code and each distinct rest of a row once, the pairs as numbers.

The release file then holds, for a table `edits`: `packed_edits_codes` and `packed_edits_terms`, the pairs in
`packed_edits` for look-ups by SQL (through the view `edits`, with the columns that the room declares), and the same pairs
once more in `packed_edits_arrays` as sorted arrays, which `pair_table` searches in bulk.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row, Table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MOST = 65_536
"""Codes, and distinct rests of a row: each is numbered in two bytes."""


@dataclass(frozen=True, slots=True, eq=False)
class PackedPairs:
    """Pairs as sorted arrays.

    Args:
        codes: in order; a code's place is its number.
        terms: distinct rests of a row; a place is a number.
        keys: for each pair, ascending, the first code's number times 65,536 plus the second's.
        rests: for each pair the number of its terms.
    """

    codes: Sequence[str]
    terms: Sequence[tuple[Any, ...]]
    keys: npt.NDArray[np.uint32]
    rests: npt.NDArray[np.uint16]


class PairPacker:
    """Collects the rows of one table and packs them.

    Args:
        table: declares `pairs`, its first two columns.
    """

    def __init__(self, table: str) -> None:
        self._table = table
        self._codes: dict[Any, int] = {}
        self._terms: dict[Row, int] = {}
        self._first, self._second, self._rest = array("H"), array("H"), array("H")

    def add(self, rows: Iterable[Row]) -> None:
        """Take rows in any order.

        Raises:
            PublisherFileError: more codes or distinct rests of a row than can be numbered.
        """
        codes, terms = self._codes, self._terms
        number_code, number_terms = codes.setdefault, terms.setdefault
        try:
            for row in rows:
                self._first.append(number_code(row[0], len(codes)))
                self._second.append(number_code(row[1], len(codes)))
                self._rest.append(number_terms(row[2:], len(terms)))
        except OverflowError:
            raise PublisherFileError(
                file=f"table {self._table}",
                expected=f"at most {MOST} codes and {MOST} distinct terms",
                found=f"{len(codes)} codes and {len(terms)} terms",
            ) from None

    def packed(self) -> PackedPairs:
        """Return the pairs in order; rows that repeat in every column stand once."""
        import numpy as np

        codes = sorted(self._codes)
        renumbered = np.empty(len(codes), dtype=np.uint32)
        renumbered[[self._codes[code] for code in codes]] = np.arange(len(codes), dtype=np.uint32)
        keys = renumbered[np.asarray(self._first)] << np.uint32(16) | renumbered[np.asarray(self._second)]
        whole = np.unique(keys.astype(np.uint64) << np.uint64(16) | np.asarray(self._rest))
        rests = (whole & np.uint64(0xFFFF)).astype(np.uint16)
        return PackedPairs(codes, list(self._terms), (whole >> np.uint64(16)).astype(np.uint32), rests)


def store_pairs(database: sqlite3.Connection, table: Table, pairs: PackedPairs) -> int:
    """Write the tables, the arrays and the view of a packed table; return the number of pairs."""
    name = f"packed_{table.name}"
    _create(database, table, name)
    database.executemany(f"INSERT INTO {name}_codes VALUES (?, ?)", enumerate(pairs.codes))
    marks = ",".join("?" * (len(table.columns) - 1))
    database.executemany(f"INSERT INTO {name}_terms VALUES ({marks})", ((n, *row) for n, row in enumerate(pairs.terms)))
    columns = ((pairs.keys >> 16).tolist(), (pairs.keys & 0xFFFF).tolist(), pairs.rests.tolist())
    database.executemany(f"INSERT INTO {name} VALUES (?, ?, ?)", zip(*columns, strict=True))
    database.execute(f"CREATE INDEX {name}_by_second ON {name} (second)")
    arrays = (("keys", pairs.keys.astype("<u4").tobytes()), ("rests", pairs.rests.astype("<u2").tobytes()))
    database.executemany(f"INSERT INTO {name}_arrays VALUES (?, ?)", arrays)
    return len(pairs.keys)


def _create(database: sqlite3.Connection, table: Table, name: str) -> None:
    first, second = (column for column, _ in table.columns[:2])
    rest = table.columns[2:]
    declared = ", ".join(f"{column} {kind.value}" for column, kind in rest)
    shown = ", ".join(f"t.{column}" for column, _ in rest)
    for statement in (
        f"CREATE TABLE {name}_codes (id INTEGER PRIMARY KEY, code TEXT UNIQUE)",
        f"CREATE TABLE {name}_terms (id INTEGER PRIMARY KEY, {declared})",
        f"CREATE TABLE {name} (first INTEGER, second INTEGER, rest INTEGER, PRIMARY KEY (first, second, rest)) WITHOUT ROWID",
        f"CREATE TABLE {name}_arrays (name TEXT PRIMARY KEY, data BLOB)",
        f"CREATE VIEW {table.name} AS SELECT a.code AS {first}, b.code AS {second}, {shown} FROM {name} p "
        f"JOIN {name}_codes a ON a.id = p.first JOIN {name}_codes b ON b.id = p.second JOIN {name}_terms t ON t.id = p.rest",
    ):
        database.execute(statement)
