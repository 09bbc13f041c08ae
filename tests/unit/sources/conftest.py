"""Reading excerpts of publishers' files, whole or damaged on purpose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import PublishedFile, open_published
from codewell.sources.registry import source

DATA = Path(__file__).parents[2] / "data"

Rows = list[dict[str, object]]


@pytest.fixture
def publisher_file() -> Callable[[str], PublishedFile]:
    """Open an excerpt below tests/data."""
    return lambda name: open_published(DATA / name)[0]


@pytest.fixture
def read() -> Callable[..., Rows]:
    """Return the rows of one table of a source as columns by name."""

    def rows_of(source_id: str, *files: str | Path, table: str | None = None) -> Rows:
        room = source(source_id)
        published = [file for name in files for file in open_published(DATA / name)]
        columns = {each.name: [column for column, _ in each.columns] for each in room.tables}
        wanted = table or room.tables[0].name
        return [dict(zip(columns[name], row, strict=True)) for name, row in room.rows(published) if name == wanted]

    return rows_of


@pytest.fixture
def refusal(tmp_path) -> Callable[..., PublisherFileError]:
    """Return the error that an excerpt raises after `old` was replaced by `new` in it."""

    def error_of(source_id: str, name: str, old: str | bytes, new: str | bytes, *, as_name: str = "") -> PublisherFileError:
        whole = (DATA / name).read_bytes()
        before, after = (text if isinstance(text, bytes) else text.encode("latin-1") for text in (old, new))
        assert before in whole
        damaged = tmp_path / (as_name or Path(name).name)
        damaged.write_bytes(whole.replace(before, after, 1))
        with pytest.raises(PublisherFileError) as refused:
            list(source(source_id).rows(open_published(damaged)))
        return refused.value

    return error_of


@pytest.fixture
def identity() -> Callable[[str, str], tuple[str, str] | None]:
    """Return label and days of the release that an excerpt says it is, as text."""

    def says(source_id: str, name: str) -> tuple[str, str] | None:
        found = source(source_id).identify(open_published(DATA / name))
        return (found.release, str(found.validity)) if found else None

    return says


@pytest.fixture
def incomplete() -> Callable[..., PublisherFileError]:
    """Return the error that an excerpt raises when it is handed in as a whole file."""

    def error_of(source_id: str, *names: str) -> PublisherFileError:
        room = source(source_id)
        files = [file for name in names for file in open_published(DATA / name)]
        counts = {table.name: 0 for table in room.tables}
        for table, _ in room.rows(files):
            counts[table] += 1
        room.check(files, counts, excerpt=True)
        with pytest.raises(PublisherFileError) as refused:
            room.check(files, counts, excerpt=False)
        return refused.value

    return error_of
