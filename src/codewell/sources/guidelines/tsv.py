"""Passages as tab-separated text, so that they can be kept and imported without a PDF reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import PublishedFile
from codewell.sources.guidelines.layout import TSV_COLUMNS
from codewell.sources.guidelines.parse import Passage

_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"))
_MEANINGS = {"\\": "\\", "t": "\t", "n": "\n"}


def write_tsv(passages: Iterable[Passage]) -> str:
    """Return a header line and one line per passage; tab, line end and backslash in a cell are written `\\t`, `\\n`, `\\\\`."""
    lines = ["\t".join(TSV_COLUMNS)]
    for passage in passages:
        cells = (
            passage.section,
            passage.parent or "",
            passage.title,
            str(passage.page_first),
            str(passage.page_last),
            passage.text,
        )
        lines.append("\t".join(_escaped(cell) for cell in cells))
    return "\n".join(lines) + "\n"


def parse_tsv(file: PublishedFile) -> Iterator[Passage]:
    """Yield the passages of a tab-separated file in its order.

    Raises:
        PublisherFileError: another header, a line with more or fewer cells, pages that are no numbers or run backwards.
    """
    lines = file.lines("utf-8")
    _, header = next(lines, (1, ""))
    if tuple(header.split("\t")) != TSV_COLUMNS:
        raise PublisherFileError(file=file.name, line=1, expected="the header " + " ".join(TSV_COLUMNS), found=header)
    for number, line in lines:
        cells = line.split("\t")
        if len(cells) != len(TSV_COLUMNS):
            raise PublisherFileError(
                file=file.name, line=number, expected=f"{len(TSV_COLUMNS)} cells", found=f"{len(cells)}: {line}"
            )
        section, parent, title, first, last, text = cells
        if not (first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last)):
            raise PublisherFileError(
                file=file.name, line=number, column="page_first", expected="first and last page", found=f"{first}, {last}"
            )
        if not section:
            raise PublisherFileError(file=file.name, line=number, column="section", expected="a section id", found=line)
        yield Passage(section, _plain(title), int(first), int(last), _plain(text), parent or None)


def _escaped(cell: str) -> str:
    for plain, escaped in _ESCAPES:
        cell = cell.replace(plain, escaped)
    return cell


def _plain(cell: str) -> str:
    if "\\" not in cell:
        return cell
    parts: list[str] = []
    characters = iter(cell)
    for character in characters:
        parts.append(_MEANINGS.get(next(characters, ""), "") if character == "\\" else character)
    return "".join(parts)
