"""The neoplasm table and the table of drugs: terms with six columns of codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import ColumnType, Row, Table
from codewell.sources.files import PublishedFile
from codewell.sources.icd10cm.index_terms import IndexDocument, IndexTerm
from codewell.sources.icd10cm.printed_code import read_printed

TERMS = Table(
    "terms",
    (
        ("id", ColumnType.INTEGER),
        ("parent", ColumnType.INTEGER),
        ("level", ColumnType.INTEGER),
        ("title", ColumnType.TEXT),
        ("nonessential", ColumnType.TEXT),
        ("path", ColumnType.TEXT),
        ("see", ColumnType.TEXT),
        ("see_also", ColumnType.TEXT),
    ),
    key=("id",),
    indexes=(("parent",),),
)
CELLS = Table(
    "cells",
    (
        ("term", ColumnType.INTEGER),
        ("column_title", ColumnType.TEXT),
        ("code", ColumnType.TEXT),
        ("code_printed", ColumnType.TEXT),
        ("incomplete", ColumnType.INTEGER),
    ),
    indexes=(("code",), ("term",)),
)


@dataclass(frozen=True, slots=True)
class CellColumn:
    """One of the six columns.

    Args:
        title: as the current publication heads it.
        number: its `col` in the XML.
        flat: its name in the flat table.
    """

    title: str
    number: int
    flat: str


@dataclass(frozen=True, slots=True)
class CellTable:
    """A table's columns and what its terms may carry besides.

    Args:
        columns: in order.
        extra: further elements that occur, with the reason where they are read.
    """

    columns: tuple[CellColumn, ...]
    extra: frozenset[str] = frozenset()

    def document(self, file: PublishedFile) -> IndexDocument:
        """Return the table in `file` with the elements and columns that it may have."""
        cells = {f"cell {column.number}" for column in self.columns} | {column.flat for column in self.columns}
        return IndexDocument(file, frozenset(cells | {"see", "seeAlso", "See", "SeeAlso"}) | self.extra)

    def parse(self, file: PublishedFile) -> Iterator[tuple[str, Row]]:
        """Yield each term and then its cells; a cell printed `-` or `--` has no code and no row.

        Raises:
            PublisherFileError: other column heads, or a cell that is neither a code nor dashes.
        """
        document = self.document(file)
        if document.is_xml:
            self._check_headings(document)
        for term in document.terms():
            yield "terms", _term_row(term)
            yield from self._cells(term)

    def _check_headings(self, document: IndexDocument) -> None:
        """Refuse columns in another order; FY2017 writes commas ("Poisoning, Assault") where later years do not."""
        found = [(heading.field, _plain(heading.title)) for heading in document.headings()]
        expected = [(f"cell {column.number}", _plain(column.title)) for column in self.columns]
        if found != expected:
            raise PublisherFileError(
                file=document.file.name,
                column="indexHeading",
                expected=", ".join(column.title for column in self.columns),
                found=", ".join(title for _, title in found) or "none",
            )

    def _cells(self, term: IndexTerm) -> Iterator[tuple[str, Row]]:
        for column in self.columns:
            for field in (f"cell {column.number}", column.flat):
                text = term.fields.get(field, "")
                if not text.strip("-"):
                    continue
                printed = read_printed(text)
                if printed is None:
                    raise term.error(column.title, "an ICD-10-CM code or dashes", text)
                yield "cells", (term.number, column.title, printed.code, printed.printed, int(printed.incomplete))


def _term_row(term: IndexTerm) -> Row:
    # Accepted quirk: the neoplasm table holds the words of one term (book-leaf) in a `manif` element.
    modifiers = " ".join(filter(None, (term.nonessential, term.fields.get("manif")))) or None
    return (
        term.number,
        term.parent,
        term.level,
        term.title,
        modifiers,
        term.path,
        term.fields.get("see") or term.fields.get("See"),
        term.fields.get("seeAlso") or term.fields.get("SeeAlso"),
    )


def columns(titles: Sequence[tuple[str, str]]) -> tuple[CellColumn, ...]:
    """Return columns from pairs of title and flat name; the XML numbers them from 2, after the term's own."""
    return tuple(CellColumn(title, number, flat) for number, (title, flat) in enumerate(titles, start=2))


def _plain(title: str) -> str:
    return title.replace(",", "").casefold()
