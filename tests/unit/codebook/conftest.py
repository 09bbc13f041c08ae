"""Small homes made of rows: a release has the tables of its real source and only the rows that a test names."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from codewell.codebook.book import CodeBook
from codewell.kernel.validity import Validity
from codewell.releases.importing import ImportRequest, import_release
from codewell.releases.shelf import Shelf
from codewell.sources.contract import ReleaseIdentity, Rights, Row, Table
from codewell.sources.files import PublishedFile
from codewell.sources.registry import source

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Published:
    """A release as a test writes it.

    Args:
        source: id of the real source whose tables it has.
        release: its label.
        first_day: ISO day.
        last_day: ISO day, or None.
        tables: rows by table, each a mapping of column to value; columns left out are NULL.
    """

    source: str
    release: str
    first_day: str
    last_day: str | None
    tables: Mapping[str, Sequence[Fields]] = field(default_factory=dict)

    @property
    def identity(self) -> ReleaseIdentity:
        last = date.fromisoformat(self.last_day) if self.last_day else None
        return ReleaseIdentity(self.release, Validity(date.fromisoformat(self.first_day), last))


class RowsSource:
    """A source with the tables of a registered one, whose rows are given instead of read."""

    def __init__(self, published: Published) -> None:
        self._published = published
        self.id = published.source
        self.title = published.source
        self.rights = Rights("nobody", "invented for a test", "https://example.org/")

    @property
    def tables(self) -> tuple[Table, ...]:
        return source(self.id).tables

    def identify(self, files: Sequence[PublishedFile]) -> ReleaseIdentity | None:
        return None

    def rows(self, files: Sequence[PublishedFile]) -> Iterator[tuple[str, Row]]:
        columns = {table.name: [name for name, _ in table.columns] for table in self.tables}
        for table, rows in self._published.tables.items():
            for fields in rows:
                unknown = set(fields) - set(columns[table])
                assert not unknown, f"{self.id}.{table} has no columns {unknown}"
                yield table, tuple(fields.get(name) for name in columns[table])

    def check(self, files: Sequence[PublishedFile], counts: Mapping[str, int], *, excerpt: bool) -> None:
        return None


def import_rows(home: Path, *releases: Published) -> None:
    """Make each release ready in `home`, in the way of every import."""
    for published in releases:
        content = repr(published).encode()
        file = PublishedFile(f"{published.source}.rows", lambda content=content: io.BytesIO(content))
        import_release(home, ImportRequest(RowsSource(published), [file], identity=published.identity))


@pytest.fixture
def book_of(tmp_path: Path) -> Callable[..., CodeBook]:
    """Return a maker of code books over the releases handed to it."""

    def make(*releases: Published) -> CodeBook:
        import_rows(tmp_path, *releases)
        return CodeBook(Shelf(tmp_path))

    return make


@pytest.fixture(scope="session")
def make_ready() -> Callable[..., None]:
    """Return `import_rows`, for tests that make many homes of their own."""
    return import_rows


@pytest.fixture(scope="session")
def published() -> type[Published]:
    """Return the type of a release, for tests that write them."""
    return Published


@pytest.fixture
def code_list() -> Callable[..., Published]:
    """Return a maker of ICD-10-CM code lists: `code_list("FY2025", first, last, "D71", "E11-")`, headers with a dash."""

    def make(release: str, first_day: str, last_day: str, *codes: str, words: Mapping[str, str] | None = None) -> Published:
        values = [written.rstrip("-") for written in codes]
        rows = []
        for sequence, (written, value) in enumerate(zip(codes, values, strict=True), start=1):
            above = [value[:length] for length in range(len(value) - 1, 2, -1) if value[:length] in values]
            rows.append(
                {
                    "code": value,
                    "billable": 0 if written.endswith("-") else 1,
                    "short_descriptor": f"short {value}",
                    "long_descriptor": (words or {}).get(value, f"long {value}"),
                    "parent": above[0] if above else None,
                    "sequence": sequence,
                }
            )
        return Published("icd10cm", release, first_day, last_day, {"codes": rows})

    return make
