"""Terms of an index or table in document order, from the official XML or from the flat table made of it.

The XML nests `letter > mainTerm > term`; the flat table gives each row a level. Both become the same `IndexTerm`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import PublishedFile
from codewell.sources.icd10cm.fiscal_year import check_version
from codewell.sources.icd10cm.xml_document import Element, parts_of
from codewell.sources.reading import delimited

ROOT = "ICD10CM.index"
SEPARATOR = " > "

_FLAT_START = ("RowID", "Letter", "Level", "Term")
_FLAT_START_WITHOUT_LETTER = ("RowID", "Level", "Term")


@dataclass(frozen=True, slots=True)
class IndexTerm:
    """A main term or subterm.

    Args:
        number: order in the document from 1.
        parent: number of the term it is indented under; None for a main term.
        level: 0 for a main term.
        letter: heading it stands under; empty in a table that has none.
        title: the words that count, without nonessential modifiers.
        nonessential: modifiers in parentheses, whose presence changes nothing; None where there are none.
        path: titles from the main term down.
        fields: further elements or columns by the publisher's name, empty ones left out; a table's cells as `cell 2`.
        file: its file.
        line: its line.
    """

    number: int
    parent: int | None
    level: int
    letter: str
    title: str
    nonessential: str | None
    path: str
    fields: Mapping[str, str]
    file: str
    line: int

    def error(self, column: str, expected: str, found: str) -> PublisherFileError:
        """Return the error that names this term's line."""
        return PublisherFileError(file=self.file, line=self.line, column=column, expected=expected, found=found)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the neoplasm or drug table.

    Args:
        field: where a term keeps its cell: `cell 2`, or the flat table's column.
        title: as printed.
    """

    field: str
    title: str


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """An index opened for reading.

    Args:
        file: the publisher's file.
        known_fields: names of elements and columns that a term may have besides title and terms.
    """

    file: PublishedFile
    known_fields: frozenset[str]

    @property
    def is_xml(self) -> bool:
        """Whether it begins as XML, whatever its name."""
        return next(self.file.chunks(), b"").lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")

    def title(self) -> str | None:
        """Return the document's own title; None where it has none before its first letter."""
        if self.is_xml:
            for part in parts_of(self.file, root=ROOT):
                if part.name == "title":
                    return part.text
                if part.name == "letter":
                    return None
        return None

    def headings(self) -> tuple[Heading, ...]:
        """Return the columns of the official XML's heading; empty for a flat table."""
        if not self.is_xml:
            return ()
        for part in parts_of(self.file, root=ROOT):
            if part.name == "indexHeading":
                heads = list(part.all("head"))
                return tuple(Heading(f"cell {head.attributes.get('col', '')}", head.text) for head in heads[1:])
            if part.name == "letter":
                break
        return ()

    def terms(self) -> Iterator[IndexTerm]:
        """Yield every term in document order.

        Raises:
            PublisherFileError: broken XML, an unknown element or column, a level that skips, or a term without words.
        """
        return self._nested() if self.is_xml else self._flat()

    def _nested(self) -> Iterator[IndexTerm]:
        number = 0
        for part in parts_of(self.file, root=ROOT):
            if part.name == "version":
                check_version(self.file, part.text, part.line)
            elif part.name == "letter":
                letter = part.text_of("title") or ""
                for main in part.children:
                    if main.name == "mainTerm":
                        for term in self._walk(main, letter, number):
                            number = term.number
                            yield term
                    elif main.name != "title":
                        raise self._unknown(main)
            elif part.name not in ("title", "indexHeading"):
                raise self._unknown(part)

    def _walk(self, element: Element, letter: str, number: int, above: IndexTerm | None = None) -> Iterator[IndexTerm]:
        term = self._term(element, letter, number + 1, above)
        yield term
        number = term.number
        for child in element.all("term"):
            for below in self._walk(child, letter, number, term):
                number = below.number
                yield below

    def _term(self, element: Element, letter: str, number: int, above: IndexTerm | None) -> IndexTerm:
        level = 0 if above is None else above.level + 1
        if element.attributes.get("level", str(level)) != str(level):
            raise self._error(element.line, "level", str(level), element.attributes["level"])
        title, nonessential = self._words(element)
        fields: dict[str, str] = {}
        for child in element.children:
            if child.name in ("title", "term"):
                continue
            name = f"cell {child.attributes.get('col', '')}" if child.name == "cell" else child.name
            if name not in self.known_fields or name in fields or child.children:
                raise self._unknown(child)
            if child.text:
                fields[name] = child.text
        return IndexTerm(
            number,
            above.number if above else None,
            level,
            letter,
            title,
            nonessential,
            above.path + SEPARATOR + title if above else title,
            MappingProxyType(fields),
            self.file.name,
            element.line,
        )

    def _words(self, element: Element) -> tuple[str, str | None]:
        title = element.first("title")
        if title is None:
            raise self._error(element.line, "title", "a title", "none")
        modifiers = []
        for child in title.children:
            if child.name != "nemod":
                raise self._unknown(child)
            modifiers.append(child.text)
        return self._title(title.text, " ".join(modifiers), title.line)

    def _title(self, words: str, modifiers: str, line: int) -> tuple[str, str | None]:
        if words:
            return words, modifiers or None
        if not modifiers:
            raise self._error(line, "title", "words", "none")
        # Accepted quirk: a few terms are printed as a modifier and nothing else ("(taser)" below Shock).
        return modifiers.replace("(", "").replace(")", ""), None

    def _flat(self) -> Iterator[IndexTerm]:
        rows = delimited(self.file, encoding="utf-8-sig")
        line, header = next(rows, (1, []))
        if tuple(header[:4]) != _FLAT_START and tuple(header[:3]) != _FLAT_START_WITHOUT_LETTER:
            raise self._error(line, "header", f"<{ROOT}> or {','.join(_FLAT_START)}", ",".join(header))
        for name in header:
            if name not in self.known_fields and name not in (*_FLAT_START, "NonEssModif"):
                raise self._error(line, "header", "a known column", name)
        above: list[IndexTerm] = []
        for number, (line, cells) in enumerate(rows, start=1):
            if len(cells) != len(header):
                raise self._error(line, "row", f"{len(header)} cells", str(len(cells)))
            row = {name: " ".join(cell.split()) for name, cell in zip(header, cells, strict=True)}
            if row["RowID"] != str(number):
                raise self._error(line, "RowID", str(number), row["RowID"])
            if not row["Level"].isdigit() or int(row["Level"]) > len(above):
                raise self._error(line, "Level", f"0 to {len(above)}", row["Level"])
            del above[int(row["Level"]) :]
            term = self._flat_term(row, number, above, line)
            above.append(term)
            yield term

    def _flat_term(self, row: Mapping[str, str], number: int, above: list[IndexTerm], line: int) -> IndexTerm:
        parent = above[-1] if above else None
        title, nonessential = self._title(row["Term"], row.get("NonEssModif", ""), line)
        return IndexTerm(
            number,
            parent.number if parent else None,
            len(above),
            row.get("Letter", ""),
            title,
            nonessential,
            parent.path + SEPARATOR + title if parent else title,
            MappingProxyType({name: cell for name, cell in row.items() if name in self.known_fields and cell}),
            self.file.name,
            line,
        )

    def _unknown(self, element: Element) -> PublisherFileError:
        return self._error(
            element.line, element.name, "an element of the index's schema, once", f"<{element.name}> {element.text}"
        )

    def _error(self, line: int, column: str, expected: str, found: str) -> PublisherFileError:
        return PublisherFileError(file=self.file.name, line=line, column=column, expected=expected, found=found)
