"""A Word document as a document: its body, each margin, its notes and comments are parts of prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from codewell.documents.document import Drop, Edit, Format, Part, PartKind, Unread
from codewell.documents.docx.package import Package, opened, packed
from codewell.documents.docx.stories import Story, story_of
from codewell.kernel.text import ClinicalText

_STORY = re.compile(r"word/(document|header|footer|footnotes|endnotes|comments)(\d*)\.xml")
_ORDER = ("document", "header", "footer", "footnotes", "endnotes", "comments")
_PATHS = {"document": "body"}


@dataclass(frozen=True, slots=True)
class DocxDocument:
    """A Word document that has been read.

    Args:
        content: the file.
        parts: body, headers, footers, footnotes, endnotes, comments, as far as they hold text.
        unread: images, embedded files, charts, macros and data that are not read.
        keep_images: images stay when it is written back.
    """

    content: bytes
    parts: Sequence[Part]
    unread: Sequence[Unread]
    keep_images: bool = False

    @property
    def format(self) -> Format:
        """DOCX."""
        return Format.DOCX

    def rewritten(self, changes: Sequence[Edit | Drop]) -> bytes:
        """Return the document with the changes made, tracked changes accepted, links and fields as plain text, and without its
        properties, authors, revision ids, custom XML, embedded files and macros.

        Raises:
            ValueError: an edit names a part or offsets that are not there.
        """
        package = opened(self.content, keep_images=self.keep_images)
        stories = [story for _, story in _stories(package)]
        made: dict[int, list[tuple[int, int, str]]] = {}
        for change in changes:
            story = stories[change.part]
            start, end, by = (
                (0, len(story.text), "") if isinstance(change, Drop) else (change.start, change.end, change.replacement)
            )
            if not 0 <= start <= end <= len(story.text):
                raise ValueError(f"not within part {change.part}: {start}..{end}")
            made.setdefault(change.part, []).append((start, end, by))
        for part, edits in made.items():
            stories[part].replace(edits)
        return packed(package)


def read(content: bytes, depth: int) -> DocxDocument:
    """Return a Word document whose images are taken out when it is written back.

    Raises:
        InputError: it is damaged, encrypted or unpacks to too much.
    """
    return read_docx(content)


def read_docx(content: bytes, *, keep_images: bool = False) -> DocxDocument:
    """Return a Word document.

    Args:
        content: the file.
        keep_images: images stay, unread as they are, in what is written back.

    Raises:
        InputError: it is damaged, encrypted or unpacks to too much.
    """
    package = opened(content, keep_images=keep_images)
    parts = tuple(
        Part(number, _path(name), _where(name), PartKind.PROSE, ClinicalText(story.text))
        for number, (name, story) in enumerate(_stories(package))
    )
    return DocxDocument(content, parts, package.unread, keep_images)


def _stories(package: Package) -> list[tuple[str, Story]]:
    """Return the parts with text in reading order."""
    named = [(match, name) for name in package.parts if (match := _STORY.fullmatch(name))]
    named.sort(key=lambda one: (_ORDER.index(one[0][1]), int(one[0][2] or 0)))
    stories = [(name, story_of(package.parts[name])) for _, name in named]
    return [(name, story) for name, story in stories if story.text.strip()]


def _path(name: str) -> str:
    match = _STORY.fullmatch(name)
    kind = match[1] if match else ""
    return _PATHS.get(kind, kind.rstrip("s"))


def _where(name: str) -> str:
    match = _STORY.fullmatch(name)
    return f"{_path(name)} {match[2]}".strip() if match else _path(name)
