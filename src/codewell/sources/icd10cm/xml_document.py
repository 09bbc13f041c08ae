"""The publisher's XML as elements that remember their line, one part of the document at a time.

Read with expat itself, the parser under `xml.etree`: only it tells the line of every element, which an error names. A
document that declares a type or an entity is refused, because no published file does and entities can be made to explode.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import PublishedFile

_DEEPEST = 60
"""Chapter, section and seven levels of codes need 14; more is an attack, not a publication."""


@dataclass(slots=True)
class Element:
    """An element of the publisher's document.

    Args:
        name: its tag.
        line: 1-based line of its start tag.
        attributes: as written.
        text: its own text without that of its children, white space run together.
        children: in document order.
    """

    name: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Element]:
        """Yield the children of that name."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> Element | None:
        """Return the first child of that name, or None."""
        return next(self.all(name), None)

    def text_of(self, name: str) -> str | None:
        """Return the text of the first child of that name, or None where it is absent or empty."""
        child = self.first(name)
        return (child.text or None) if child is not None else None


def parts_of(file: PublishedFile, *, root: str) -> Iterator[Element]:
    """Yield each child of the document's root when it is complete: a chapter or a letter at a time.

    Raises:
        PublisherFileError: another root, broken or truncated XML, or a declared type or entity.
    """
    reader = _Reader(file.name, root)
    try:
        for chunk in file.chunks():
            reader.parser.Parse(chunk, False)
            yield from reader.taken()
        reader.parser.Parse(b"", True)
    except expat.ExpatError as broken:
        raise PublisherFileError(
            file=file.name,
            line=broken.lineno,
            column=broken.offset + 1,
            expected="well-formed XML to the closing tag of the document",
            found=expat.ErrorString(broken.code),
        ) from broken
    yield from reader.taken()


class _Reader:
    """Builds elements from expat's events and hands over those directly below the root."""

    def __init__(self, file: str, root: str) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.EntityDeclHandler = self._refuse_entity
        self._file, self._root = file, root
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._done: list[Element] = []

    def taken(self) -> list[Element]:
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        if not self._open and name != self._root:
            raise PublisherFileError(file=self._file, line=line, expected=f"the document <{self._root}>", found=f"<{name}>")
        if len(self._open) >= _DEEPEST:
            raise PublisherFileError(file=self._file, line=line, expected=f"at most {_DEEPEST} levels", found=f"<{name}>")
        self._open.append(Element(name, line, attributes))
        self._texts.append([])

    def _end(self, name: str) -> None:
        element = self._open.pop()
        element.text = " ".join("".join(self._texts.pop()).split())
        if len(self._open) == 1:
            self._done.append(element)
        elif self._open:
            self._open[-1].children.append(element)

    def _characters(self, data: str) -> None:
        self._texts[-1].append(data)

    def _refuse_doctype(self, *declared: object) -> None:
        self._refuse("no DOCTYPE declaration", f"<!DOCTYPE {declared[0]}")

    def _refuse_entity(self, *declared: object) -> None:
        self._refuse("no ENTITY declaration", f"<!ENTITY {declared[0]}")

    def _refuse(self, expected: str, found: str) -> None:
        raise PublisherFileError(file=self._file, line=self.parser.CurrentLineNumber, expected=expected, found=found)
