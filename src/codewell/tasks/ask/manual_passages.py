"""Public manuals that somebody put into the folder `manuals` of the home folder, as passages.

A manual is a text, Markdown or HTML file. Lines before its first empty line may state `title:`, `edition:`, `first_day:` and
`last_day:`; a line that begins with `#`, and a heading of HTML, begins a section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

from codewell.assistant.passage import Passage, PassageSource
from codewell.tasks.ask.pieces import pieces

FOLDER = "manuals"
_ENDINGS = frozenset({".txt", ".md", ".html", ".htm"})
_LARGEST = 8_000_000
"""Bytes of a file; a larger one is no manual and is left out."""
_SPACE = re.compile(r"\s+")
_FIELDS = ("title", "edition", "first_day", "last_day")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset({"p", "div", "li", "tr", "br", "table", "ul", "ol", "section", "article"})
_UNSEEN = frozenset({"script", "style", "head", "template"})


def manual_passages(home: Path) -> Iterator[Passage]:
    """Yield the sections of every manual below a home folder, by file name; a file that cannot be read is left out."""
    folder = home / FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix.lower() in _ENDINGS and path.is_file() and not path.is_symlink():
            try:
                text = path.read_bytes().decode("utf-8", errors="replace") if path.stat().st_size <= _LARGEST else ""
            except OSError:
                continue
            yield from _of_manual(path, text)


def _of_manual(path: Path, text: str) -> Iterator[Passage]:
    stated, body = _fields(text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n"))
    if path.suffix.lower().startswith(".htm"):
        body = _text_of_html(body)
    name = stated.get("title", path.stem.replace("-", " "))
    publication = " ".join(part for part in (name, stated.get("edition", "")) if part)
    for number, (heading, section) in enumerate(_sections(body), start=1):
        for count, piece in enumerate(pieces(section), start=1):
            yield Passage(
                id=f"manual/{path.name}/{number}" + (f"#{count}" if count > 1 else ""),
                source=PassageSource.MANUAL,
                title=heading or name,
                text=piece,
                publication=publication,
                place=f"section {number}, {heading}" if heading else f"section {number}",
                link="",
                first_day=_day(stated.get("first_day", "")),
                last_day=_day(stated.get("last_day", "")),
            )


def _fields(text: str) -> tuple[dict[str, str], str]:
    """Return what the first lines state, and the rest."""
    stated: dict[str, str] = {}
    rest = text
    while rest:
        line, _, below = rest.partition("\n")
        name, mark, value = line.partition(":")
        if not mark or name.strip().lower() not in _FIELDS:
            break
        stated[name.strip().lower()] = value.strip()
        rest = below
    return stated, rest


def _sections(body: str) -> Iterator[tuple[str, str]]:
    """Yield each heading with the text below it; text before the first heading has none."""
    heading, lines = "", list[str]()
    for line in body.split("\n"):
        if line.startswith("#"):
            if "".join(lines).strip():
                yield heading, "\n".join(lines)
            heading, lines = line.strip("# "), []
        else:
            lines.append(line.strip())
    if "".join(lines).strip():
        yield heading, "\n".join(lines)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _text_of_html(text: str) -> str:
    reader = _Text()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts)


class _Text(HTMLParser):
    """Keeps the text of a page: headings as lines that begin with `#`, blocks as paragraphs."""

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
