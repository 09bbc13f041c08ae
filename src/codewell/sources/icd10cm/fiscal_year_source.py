"""A source that is one file a fiscal year: all of ICD-10-CM's lists, indexes and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from codewell.sources.contract import ReleaseIdentity, Rights, Row, Table
from codewell.sources.files import PublishedFile
from codewell.sources.icd10cm.fiscal_year import among
from codewell.sources.rights import read_rights


@dataclass(frozen=True, slots=True)
class FiscalYearSource:
    """One file of a fiscal year's package.

    Args:
        id: as users write it.
        title: the publisher's name for it.
        room: dotted name of the package that holds SOURCE.toml.
        tables: what a release holds.
        matching: regular expression that chooses the file among an archive's members.
        identify_file: the fiscal year that a file states, or None.
        parse: `(table, row)` of a file in its order.
        check_whole: refuses a file that cannot be a whole year's, given rows per table.
    """

    id: str
    title: str
    room: str
    tables: tuple[Table, ...]
    matching: str
    identify_file: Callable[[PublishedFile], ReleaseIdentity | None]
    parse: Callable[[PublishedFile], Iterator[tuple[str, Row]]]
    check_whole: Callable[[PublishedFile, Mapping[str, int]], None]

    @property
    def rights(self) -> Rights:
        """Publisher, licence and address from the room's SOURCE.toml."""
        return read_rights(self.room)

    def identify(self, files: Sequence[PublishedFile]) -> ReleaseIdentity | None:
        """Return the fiscal year of the file that `rows` would read."""
        return self.identify_file(self._file(files))

    def rows(self, files: Sequence[PublishedFile]) -> Iterator[tuple[str, Row]]:
        """Yield `(table, row)` in the file's order."""
        return self.parse(self._file(files))

    def check(self, files: Sequence[PublishedFile], counts: Mapping[str, int], *, excerpt: bool) -> None:
        """Refuse a file that cannot be a whole year's."""
        if not excerpt:
            self.check_whole(self._file(files), counts)

    def _file(self, files: Sequence[PublishedFile]) -> PublishedFile:
        return among(files, matching=self.matching, source=self.title)
