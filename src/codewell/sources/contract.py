"""What every source room offers, and what `releases` does with it.

A room turns the publisher's file into rows of the tables it declares; `releases` stores them as one read-only database
file. A room never opens a database, a socket or a folder: it is handed the opened files and raises `PublisherFileError`
with line and column when one is not as documented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from codewell.kernel.validity import Validity
from codewell.sources.files import PublishedFile

Value = str | int | float | None
Row = tuple[Value, ...]
"""A stored row: days as ISO text, money and RVUs as the publisher's decimal text, flags as 0 or 1, codes without dot."""


class ColumnType(Enum):
    """Storage classes of the release file; money and RVUs are TEXT so that no digit changes."""

    TEXT = "TEXT"
    INTEGER = "INTEGER"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a release file.

    Args:
        name: a plural of the field's words, unique inside the source.
        columns: name and type, in the order of the rows.
        key: columns of the primary key; empty for a table read by its indexes only.
        indexes: further column groups that look-ups use.
        pairs: of a table of millions of pairs, the two columns of codes. `releases` then stores each code and each distinct
            rest of a row once, rows that repeat in every column once, and offers the table as a view of the same name.
    """

    name: str
    columns: tuple[tuple[str, ColumnType], ...]
    key: tuple[str, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    pairs: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ReleaseIdentity:
    """Which publication a set of files is.

    Args:
        release: the publisher's label as users say it: `FY2026`, `FY2026-04`, `2025-Q4`, `RVU25D`.
        validity: days of service that the release answers for.
    """

    release: str
    validity: Validity


@dataclass(frozen=True, slots=True)
class Rights:
    """What may be done with a source's files, and where they come from.

    Args:
        publisher: as it signs.
        licence: one line.
        url: page or file at the publisher.
        carries_ama: True where files hold AMA codes or text and an import asks for the licence to be accepted.
    """

    publisher: str
    licence: str
    url: str
    carries_ama: bool = False


class Source(Protocol):
    """A published file that Codewell can import.

    Attributes:
        id: as users write it in `codewell import SOURCE`.
        title: the publisher's name for it.
        tables: what a release file of this source holds.
    """

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def rights(self) -> Rights: ...
    @property
    def tables(self) -> tuple[Table, ...]: ...

    def identify(self, files: Sequence[PublishedFile]) -> ReleaseIdentity | None:
        """Return which release the files say they are (name, title row), or None if they do not say."""
        ...

    def rows(self, files: Sequence[PublishedFile]) -> Iterator[tuple[str, Row]]:
        """Yield `(table name, row)` in file order.

        Raises:
            PublisherFileError: a line is not as documented, or no file of the set is this source's.
        """
        ...

    def check(self, files: Sequence[PublishedFile], counts: Mapping[str, int], *, excerpt: bool) -> None:
        """Refuse a file set that parsed but cannot be whole.

        Args:
            files: as handed to `rows`.
            counts: rows per table.
            excerpt: True when the set is known to be a part, so that completeness is not asked.

        Raises:
            PublisherFileError: fewer or other rows than a whole release has.
        """
        ...
