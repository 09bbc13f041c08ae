"""Fixed columns of the general equivalence mappings, 0-based half-open, and the table they become."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.sources.contract import ColumnType, Table


@dataclass(frozen=True, slots=True)
class Direction:
    """One of the two files.

    Args:
        id: "9to10" or "10to9".
        name: regular expression of its name.
        source: columns of the code that is mapped.
        target: columns of the code it is mapped to.
        fewest: mappings that a whole file has at least.
    """

    id: str
    name: str
    source: slice
    target: slice
    fewest: int


DIRECTIONS = (
    Direction("9to10", r"(?P<year>20\d\d)_I9gem\.txt$", slice(0, 6), slice(6, 14), 24_000),
    Direction("10to9", r"(?P<year>20\d\d)_I10gem\.txt$", slice(0, 8), slice(8, 14), 80_000),
)
FLAGS = slice(14, 19)
LENGTH = 19

NO_TARGET = "NoDx"

MAPPINGS = Table(
    "mappings",
    (
        ("direction", ColumnType.TEXT),
        ("source_code", ColumnType.TEXT),
        ("target_code", ColumnType.TEXT),
        ("flags", ColumnType.TEXT),
    ),
    indexes=(("source_code",), ("target_code",)),
)
