"""XML as a tree of nodes: no document types, no entities, nothing from elsewhere, bounded depth and number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from codewell.interfaces.fhir.exchange import FhirFault, Issue
from codewell.interfaces.fhir.json_bodies import DEEPEST, malformed, too_deep

FHIR: Final = "http://hl7.org/fhir"
XHTML: Final = "http://www.w3.org/1999/xhtml"
MOST_NODES: Final = 300_000
_SEPARATOR: Final = " "
_NOT_IN_XML: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(55296, 57344), 65534, 65535), "�")
"""Characters that XML 1.0 cannot hold, written as the replacement character."""
_IN_TEXT: Final = _NOT_IN_XML | str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTE: Final = _IN_TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


@dataclass(slots=True)
class Node:
    """An element.

    Args:
        name: without its namespace.
        space: its namespace.
        attributes: those without a namespace.
        inside: texts and elements, in order.
    """

    name: str
    space: str
    attributes: dict[str, str]
    inside: list[Node | str] = field(default_factory=list)

    @property
    def children(self) -> list[Node]:
        """The elements inside."""
        return [one for one in self.inside if isinstance(one, Node)]

    @property
    def has_text(self) -> bool:
        """Whether text that is not blank stands between the elements."""
        return any(isinstance(one, str) and one.strip() for one in self.inside)


def read_nodes(content: bytes) -> Node:
    """Return the root of a document.

    Raises:
        FhirFault: it is no well-formed XML in UTF-8, names a document type, or is too deep or too large.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise malformed(f"The body is not UTF-8 (byte {broken.start + 1}).") from None
    building = _Building()
    parser = expat.ParserCreate("UTF-8", _SEPARATOR)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = building.refuse_doctype
    parser.StartElementHandler = building.begin
    parser.EndElementHandler = building.end
    parser.CharacterDataHandler = building.text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as broken:
        raise malformed(f"The body is not well-formed XML (line {broken.lineno}, character {broken.offset + 1}).") from None
    assert building.root is not None
    return building.root


class _Building:
    """Builds the tree while the parser goes through the document."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._count = 0

    def refuse_doctype(self, *_: object) -> None:
        raise FhirFault(400, Issue("structure", "The body names a document type; FHIR has none, and entities are not read."))

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= DEEPEST:
            raise too_deep()
        if self._count > MOST_NODES:
            raise FhirFault(413, Issue("too-costly", f"The body has more than {MOST_NODES:,} elements."))
        space, _, local = name.rpartition(_SEPARATOR)
        node = Node(local, space, {key: value for key, value in attributes.items() if _SEPARATOR not in key})
        if self._open:
            self._open[-1].inside.append(node)
        else:
            self.root = node
        self._open.append(node)

    def end(self, _: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        self._open[-1].inside.append(text)


def in_attribute(text: str) -> str:
    """Return a text as it stands between the quotes of an attribute."""
    return text.translate(_IN_ATTRIBUTE)


def in_text(text: str) -> str:
    """Return a text as it stands between elements."""
    return text.translate(_IN_TEXT)


def written_xhtml(node: Node, *, is_root: bool = True) -> str:
    """Return a narrative as text; its depth is bounded by that of the document."""
    said = "".join(f' {name}="{in_attribute(value)}"' for name, value in node.attributes.items())
    space = f' xmlns="{XHTML}"' if is_root else ""
    inside = "".join(in_text(one) if isinstance(one, str) else written_xhtml(one, is_root=False) for one in node.inside)
    return f"<{node.name}{space}{said}>{inside}</{node.name}>" if inside else f"<{node.name}{space}{said}/>"
