"""A manual's file as lines with the page on which each stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import PublishedFile
from codewell.sources.guidelines.document import read_document
from codewell.sources.manuals.layout import BARE_NUMBER, PRINTED_PAGE, REVISION_DATE

_SPACE = re.compile(r"\s+")
_DIGITS = re.compile(r"\d+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset({"p", "div", "li", "tr", "br", "table", "ul", "ol", "section", "article"})
_UNSEEN = frozenset({"script", "style", "head", "template"})
_EDGE = 2
_FEWEST_PAGES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line.

    Args:
        text: without space around it; empty between paragraphs.
        page: as printed, else counted; empty where the file has no pages.
    """

    text: str
    page: str


@dataclass(frozen=True, slots=True)
class ManualDocument:
    """A manual's file.

    Args:
        name: of the file.
        lines: in order, without what is printed on every page.
        whole: all its text, for the days and the name that it states.
    """

    name: str
    lines: tuple[Line, ...]
    whole: str


def read_manual_file(file: PublishedFile) -> ManualDocument:
    """Return a file's lines.

    Raises:
        ConfigurationError: it is a PDF and the PDF reader is not installed.
        PublisherFileError: it is damaged, encrypted, or holds no text.
    """
    if file.name.lower().endswith(".pdf"):
        pages = read_document(file, mends_words=False).pages
        document = ManualDocument(file.name, tuple(_lines_of(pages)), "\n".join(pages))
    else:
        text = file.read().decode("utf-8", "replace").lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")
        if re.search(r"\.html?$", file.name, re.IGNORECASE):
            text = text_of_html(text)
        document = ManualDocument(file.name, tuple(Line(line.strip(), "") for line in text.splitlines()), text)
    if not any(line.text for line in document.lines):
        raise PublisherFileError(file=file.name, expected="a manual as text", found="no text (a scan?)")
    return document


def _lines_of(pages: Sequence[str]) -> Iterable[Line]:
    split = [[_SPACE.sub(" ", line).strip() for line in page.split("\n")] for page in pages]
    running = _running(split)
    for number, lines in enumerate(split, start=1):
        printed = next((one for one in map(PRINTED_PAGE.fullmatch, [*lines[-_EDGE:], *lines[:_EDGE]]) if one), None)
        page = printed["label"] if printed else str(number)
        for at, line in enumerate(lines):
            at_edge = at < _EDGE or at >= len(lines) - _EDGE
            is_number = PRINTED_PAGE.fullmatch(line) or BARE_NUMBER.fullmatch(line)
            if REVISION_DATE.search(line) or (at_edge and (is_number or _DIGITS.sub("#", line) in running)):
                continue
            yield Line(line, page)


def _running(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Return the lines, digits set aside, that stand at the head or foot of more than half of the pages."""
    if len(pages) < _FEWEST_PAGES:
        return frozenset()
    held = Counter(
        one for lines in pages for one in {_DIGITS.sub("#", line) for line in [*lines[:_EDGE], *lines[-_EDGE:]] if line}
    )
    return frozenset(line for line, count in held.items() if count > len(pages) / 2)


def text_of_html(text: str) -> str:
    """Return the text of a page of HTML: headings as lines that begin with `#`, blocks as paragraphs."""
    reader = _Text()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _UNSEEN
        if tag in _HEADINGS:
            self.parts.append("\n\n# ")
        elif tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _UNSEEN and self._hidden > 0
        if tag in _HEADINGS or tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(_SPACE.sub(" ", data))
