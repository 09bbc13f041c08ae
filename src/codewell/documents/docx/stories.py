"""The text of a part of a Word document: paragraphs in order, each character knowing the element that holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from codewell.documents.docx.cleaning import TEXT_ELEMENTS, local

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class Piece:
    """An element with text.

    Args:
        start, end: offsets into the story's text.
        element: what holds these characters.
    """

    start: int
    end: int
    element: etree._Element


@dataclass(slots=True)
class Story:
    """The text of a part: paragraphs one a line, cells of a table row parted by tabs."""

    pieces: list[Piece] = field(default_factory=list)
    _written: list[str] = field(default_factory=list)
    _length: int = 0

    @property
    def text(self) -> str:
        """The text."""
        return "".join(self._written)

    def add(self, text: str, element: etree._Element | None = None) -> None:
        """Add text, with the element that holds it."""
        if element is not None and text:
            self.pieces.append(Piece(self._length, self._length + len(text), element))
        self._written.append(text)
        self._length += len(text)

    def add_all(self, other: Story) -> None:
        """Add the text of a cell without the line end behind its last paragraph."""
        self.pieces.extend(Piece(one.start + self._length, one.end + self._length, one.element) for one in other.pieces)
        self.add(other.text.rstrip("\n"))

    def replace(self, edits: Sequence[tuple[int, int, str]]) -> None:
        """Replace spans in the elements; spans do not overlap.

        Ends of paragraphs and cells stay. A replacement stands where its span begins, formatted as its first letter.
        """
        for start, end, by in sorted(edits, reverse=True):
            touched = [piece for piece in self.pieces if piece.start < end and start < piece.end]
            if not touched and by:
                touched = [piece for piece in self.pieces if piece.start <= start <= piece.end][:1]
            for piece in touched:
                text = piece.element.text or ""
                first, last = max(0, start - piece.start), max(0, min(end, piece.end) - piece.start)
                # Edits go from the last to the first, so what an element holds before `last` is as it was read.
                piece.element.text = text[:first] + by + text[last:]
                piece.element.set(_SPACE, "preserve")
                by = ""


def story_of(tree: etree._Element) -> Story:
    """Return the text of a part; the parser has refused trees that are too deep to be walked."""
    story = Story()
    _read(tree, story)
    return story


def _read(element: etree._Element, story: Story) -> None:
    for child in element:
        name = local(child)
        if name == "p":
            _paragraph(child, story)
        elif name == "tc":
            _cell(child, story)
        elif name in TEXT_ELEMENTS:
            story.add(child.text or "", child)
        else:
            _read(child, story)
            if name == "tr":
                story.add("\n")


def _paragraph(paragraph: etree._Element, story: Story) -> None:
    boxes: list[etree._Element] = []
    _inline(paragraph, story, boxes)
    story.add("\n")
    # A text box stands within a paragraph; its own paragraphs follow the words around it.
    for box in boxes:
        _read(box, story)


def _inline(element: etree._Element, story: Story, boxes: list[etree._Element]) -> None:
    if any(local(child) == "p" for child in element):
        boxes.append(element)
        return
    for child in element:
        name = local(child)
        if name in TEXT_ELEMENTS:
            story.add(child.text or "", child)
        elif name in _BREAKS and local(element) == "r":
            # The same names stand in the properties of paragraphs, where they are no text.
            story.add(_BREAKS[name])
        else:
            _inline(child, story, boxes)


def _cell(cell: etree._Element, story: Story) -> None:
    inner = story_of(cell)
    story.add_all(inner)
    story.add("\t")
