"""A source whose release is one table read from one file: most payment and edit files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import ReleaseIdentity, Rights, Row, Table
from codewell.sources.files import PublishedFile
from codewell.sources.rights import read_rights


@dataclass(frozen=True, slots=True)
class SingleTableSource:
    """One file, one table.

    Args:
        id: as users write it.
        title: the publisher's name for it.
        room: dotted name of the package that holds SOURCE.toml.
        table: what a release holds.
        matching: regular expressions of file names, the preferred first. They choose among several files (an archive's
            members); a file handed in alone may have any name, because its header says what it is.
        parse: rows of a file.
        identify_file: release of a file by its name and first lines, or None.
        fewest_rows: fewer than this is a broken download.
        refused: regular expression of names that belong to a sister source, with its id, if there is one.
        without_ama: True for a file that holds no AMA codes, in a room whose other files do.
    """

    id: str
    title: str
    room: str
    table: Table
    matching: tuple[str, ...]
    parse: Callable[[PublishedFile], Iterator[Row]]
    identify_file: Callable[[PublishedFile], ReleaseIdentity | None]
    fewest_rows: int
    refused: tuple[str, str] | None = None
    without_ama: bool = False

    @property
    def rights(self) -> Rights:
        """Publisher, licence and address from the room's SOURCE.toml."""
        rights = read_rights(self.room)
        return replace(rights, carries_ama=False) if self.without_ama else rights

    @property
    def tables(self) -> tuple[Table, ...]:
        """The one table."""
        return (self.table,)

    def identify(self, files: Sequence[PublishedFile]) -> ReleaseIdentity | None:
        """Return the release of the file that `rows` would read."""
        return self.identify_file(self.file_of(files))

    def rows(self, files: Sequence[PublishedFile]) -> Iterator[tuple[str, Row]]:
        """Yield the file's rows in its order."""
        name = self.table.name
        for row in self.parse(self.file_of(files)):
            yield name, row

    def check(self, files: Sequence[PublishedFile], counts: Mapping[str, int], *, excerpt: bool) -> None:
        """Refuse a file with fewer rows than any whole publication has had."""
        found = counts.get(self.table.name, 0)
        if not excerpt and found < self.fewest_rows:
            raise PublisherFileError(
                file=self.file_of(files).name, line=found, expected=f"at least {self.fewest_rows} rows", found=f"{found} rows"
            )

    def file_of(self, files: Sequence[PublishedFile]) -> PublishedFile:
        """Return the file of the set that is this source's.

        Raises:
            PublisherFileError: none is, or it is the sister source's.
        """
        able = [file for file in files if not (self.refused and re.search(self.refused[0], file.name, re.IGNORECASE))]
        for pattern in self.matching:
            for file in able:
                if re.search(pattern, file.name, re.IGNORECASE):
                    return file
        if len(files) == 1 and able:
            return able[0]
        hint = f" (for this file use the source {self.refused[1]})" if self.refused and not able and files else ""
        raise PublisherFileError(
            file=files[0].name if files else "(nothing)",
            expected=f"a file of {self.title}{hint}",
            found=", ".join(file.name for file in files) or "no file",
        )
