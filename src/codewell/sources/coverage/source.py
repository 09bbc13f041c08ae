"""Articles and determinations of the coverage database as importable sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from codewell.kernel.errors import PublisherFileError
from codewell.kernel.validity import Validity
from codewell.sources.contract import ReleaseIdentity, Rights, Row, Source, Table
from codewell.sources.coverage import checks, layout
from codewell.sources.coverage.archive import unpacked
from codewell.sources.coverage.layout import ExportFile
from codewell.sources.coverage.parse import parse_rows
from codewell.sources.files import PublishedFile
from codewell.sources.rights import read_rights


@dataclass(frozen=True, slots=True)
class CoverageExport:
    """One of the export's packages.

    Args:
        id: as users write it.
        title: the publisher's name for it.
        tables: what a release holds.
        files: the CSV files it is read from; the first lists the documents and ends with the day of their last change.
        package: name of the publisher's archive.
        fewest: documents that a whole export has at least.
    """

    id: str
    title: str
    tables: tuple[Table, ...]
    files: tuple[ExportFile, ...]
    package: str
    fewest: int

    @property
    def rights(self) -> Rights:
        """Publisher, licence and address from SOURCE.toml."""
        return read_rights(__package__)

    def identify(self, files: Sequence[PublishedFile]) -> ReleaseIdentity | None:
        """Return the release named by the newest day on which a document was changed; it answers from that day on."""
        documents, layout_of = next(iter(self._found(files)))
        days = [str(row[-1]) for row in parse_rows(documents, layout_of) if row[-1]]
        newest = date.fromisoformat(max(days)) if days else None
        return ReleaseIdentity(newest.isoformat(), Validity(newest)) if newest else None

    def rows(self, files: Sequence[PublishedFile]) -> Iterator[tuple[str, Row]]:
        """Yield the rows of every file, in the order of the package's description.

        Raises:
            PublisherFileError: a file is missing or not as documented.
        """
        for file, layout_of in self._found(files):
            for row in parse_rows(file, layout_of):
                yield layout_of.table, row

    def check(self, files: Sequence[PublishedFile], counts: Mapping[str, int], *, excerpt: bool) -> None:
        """Refuse an export in which documents or a table are missing."""
        if not excerpt:
            checks.check_whole(self.package, counts, self.files[0].table, self.fewest)

    def _found(self, files: Sequence[PublishedFile]) -> list[tuple[PublishedFile, ExportFile]]:
        present = unpacked(files)
        found = []
        for wanted in self.files:
            file = next((file for file in present if re.search(wanted.name, file.name, re.IGNORECASE)), None)
            if file is None:
                raise PublisherFileError(
                    file=files[0].name if files else "(nothing)",
                    expected=f"{wanted.name.strip('^$').replace(chr(92), '')} of {self.package}",
                    found=", ".join(file.name for file in present)[:80] or "no file",
                )
            found.append((file, wanted))
        return found


SOURCES: dict[str, Source] = {
    "coverage-articles": CoverageExport(
        id="coverage-articles",
        title="Medicare coverage database, local articles",
        tables=layout.ARTICLE_TABLES,
        files=layout.ARTICLE_FILES,
        package="current_article.zip",
        fewest=checks.FEWEST_ARTICLES,
    ),
    "coverage-lcds": CoverageExport(
        id="coverage-lcds",
        title="Medicare coverage database, local coverage determinations",
        tables=layout.LCD_TABLES,
        files=layout.LCD_FILES,
        package="current_lcd.zip",
        fewest=checks.FEWEST_LCDS,
    ),
}
