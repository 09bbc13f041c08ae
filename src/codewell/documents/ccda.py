"""C-CDA: narratives of sections as prose with their titles; coded elements by path.

Source: HL7 Clinical Document Architecture, Release 2; HL7 CDA R2 Implementation Guide: Consolidated CDA Templates.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from codewell.documents.decoding import Decoded, decoded
from codewell.documents.document import Format, PartKind, Unread
from codewell.documents.html import checked_depth
from codewell.documents.markup import Attribute, Kind, Token, escaped, tokens, transcribe
from codewell.documents.reading import read_document
from codewell.documents.source_text import Change, Embedded, Slot, SourceDocument, Transcript
from codewell.kernel.errors import InputError

_NARRATIVE_BLOCKS: Final = frozenset({"br", "caption", "item", "list", "paragraph", "table", "tbody", "tfoot", "thead", "tr"})
_CELLS: Final = frozenset({"td", "th"})
_KEPT_IN_NARRATIVE: Final = frozenset(
    {"align", "border", "cellpadding", "cellspacing", "colspan", "rowspan", "listType", "scope", "styleCode", "valign", "width"}
)
_STYLE = re.compile(r"[A-Za-z0-9 %.-]{1,30}")


def read(content: bytes, depth: int) -> SourceDocument:
    """Return a C-CDA document.

    The paths are element names joined by dots, attributes after `@`: `ClinicalDocument.recordTarget.patientRole.id.@extension`.

    Raises:
        InputError: it is not well formed, declares a document type or entities, or nests too deep.
    """
    source = decoded(content)
    _check(source)
    reading = _Reading(source.text, depth)
    for token in tokens(source.text, xml=True):
        reading.take(token)
    items = sorted(reading.items, key=lambda item: item.order)
    return SourceDocument(
        Format.CCDA,
        source,
        [item.item for item in items],
        removals=reading.removals,
        unread=reading.unread,
        unknown="xmlcharrefreplace",
    )


def _check(source: Decoded) -> None:
    """Refuse what is not well formed, before the tokens are trusted.

    A document type can make entities that expand without end or name files, and no C-CDA needs one.
    """

    def refuse(*_: object) -> None:
        raise InputError(
            "The document declares a document type or entities, which can hide or multiply text.",
            next_step="Take the DOCTYPE out; a C-CDA needs none.",
            slug="input.entity-declaration",
        )

    level = 0

    def opened(*_: object) -> None:
        nonlocal level
        level += 1
        checked_depth(level)

    def closed(_: str) -> None:
        nonlocal level
        level -= 1

    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    try:
        parser.Parse(source.text.encode("utf-8"), True)
    except expat.ExpatError as broken:
        raise InputError(
            f"The document is not well-formed XML (line {broken.lineno}: {expat.ErrorString(broken.code)}).",
            next_step="Export it again.",
            slug="input.malformed",
        ) from None


@dataclass(frozen=True, slots=True)
class _Placed:
    order: int
    item: Slot | Embedded


@dataclass(slots=True)
class _Element:
    name: str
    path: str
    where: str
    counts: dict[str, int] = field(default_factory=dict)
    encoded: bool = False
    text: Transcript = field(default_factory=Transcript)


class _Reading:
    def __init__(self, source: str, depth: int) -> None:
        self._source, self._depth = source, depth
        self._open: list[_Element] = []
        self._narrative: Transcript | None = None
        self._narrative_level = 0
        self._titles: dict[int, tuple[Transcript, str, str]] = {}
        self.items: list[_Placed] = []
        self.removals: list[Change] = []
        self.unread: list[Unread] = []

    def take(self, token: Token) -> None:
        if token.kind is Kind.ASIDE:
            if not self._source.startswith("<?xml ", token.at):
                self.removals.append(Change(token.at, token.until, ""))
        elif token.kind is Kind.TEXT:
            self._text(token)
        elif token.kind is Kind.OPEN:
            self._opened(token)
            if token.closed:
                self._closed(token)
        else:
            self._closed(token)

    def _text(self, token: Token) -> None:
        into = self._narrative if self._narrative is not None else self._open[-1].text if self._open else None
        if into is None:
            return
        at, until = (token.at + 9, token.until - 3) if token.raw else (token.at, token.until)
        transcribe(into, self._source, at, until, raw=token.raw)

    def _opened(self, token: Token) -> None:
        name = token.name.rpartition(":")[2]
        if self._narrative is not None:
            if name in _CELLS | _NARRATIVE_BLOCKS:
                self._narrative.gap("\t" if name in _CELLS else "\n")
            if name == "renderMultiMedia":
                self.unread.append(Unread(f"{self._open[-1].where}.renderMultiMedia", "a picture; its text is not read"))
            self._open.append(_Element(name, "", ""))
            for attribute in token.attributes:
                self._narrative_attribute(attribute)
            return
        element = self._element(name)
        self._open.append(element)
        for attribute in token.attributes:
            self._attribute(element, attribute)
        element.encoded = any(
            attribute.name == "representation" and self._source[attribute.value_at : attribute.value_until] == "B64"
            for attribute in token.attributes
        )
        if name == "text" and len(self._open) > 1 and self._open[-2].name == "section" and not token.closed:
            self._narrative, self._narrative_level = Transcript(), len(self._open)
            title = self._titles.pop(len(self._open) - 1, None)
            if title is not None:
                for stretch in title[0].stretches:
                    self._narrative.add(title[0].text[stretch.start : stretch.end], stretch.at, stretch.until)
                self._narrative.gap("\n")

    def _element(self, name: str) -> _Element:
        if not self._open:
            return _Element(name, name, name)
        parent = self._open[-1]
        number = parent.counts.get(name, 0)
        parent.counts[name] = number + 1
        return _Element(name, f"{parent.path}.{name}", f"{parent.where}.{name}[{number}]")

    def _closed(self, token: Token) -> None:
        level = len(self._open)
        element = self._open.pop()
        if self._narrative is not None:
            if level > self._narrative_level:
                if element.name in _NARRATIVE_BLOCKS:
                    self._narrative.gap("\n")
                return
            self._add(token.at, element.path, element.where, PartKind.PROSE, self._narrative)
            self._narrative = None
            return
        if element.name == "section":
            self._unclaimed_title(level, token.at)
        text = element.text.text
        if not text.strip():
            return
        if element.encoded:
            self._attachment(element, token.at)
        elif element.name == "title" and self._open and self._open[-1].name == "section":
            self._titles[level - 1] = (element.text, element.path, element.where)
        else:
            kind = PartKind.PROSE if element.name == "text" and self._open[-1].name == "nonXMLBody" else PartKind.FIELD
            self._add(token.at, element.path, element.where, kind, element.text)

    def _unclaimed_title(self, level: int, at: int) -> None:
        title = self._titles.pop(level, None)
        if title is not None:
            self._add(at, title[1], title[2], PartKind.PROSE, title[0])

    def _attribute(self, element: _Element, attribute: Attribute) -> None:
        text = Transcript()
        transcribe(text, self._source, attribute.value_at, attribute.value_until, keep_lines=True)
        whole = Change(attribute.at, attribute.until, "")
        path, where = f"{element.path}.@{attribute.name}", f"{element.where}.@{attribute.name}"
        if attribute.name.split(":")[0] == "xmlns" or attribute.name == "xsi:type":
            return
        slot = Slot(path, where, PartKind.FIELD, text.text, text.stretches, escaped, whole)
        self.items.append(_Placed(attribute.at, slot))

    def _narrative_attribute(self, attribute: Attribute) -> None:
        value = self._source[attribute.value_at : attribute.value_until]
        if attribute.name not in _KEPT_IN_NARRATIVE or not _STYLE.fullmatch(value):
            self.removals.append(Change(attribute.at, attribute.until, ""))

    def _attachment(self, element: _Element, order: int) -> None:
        first, last = element.text.stretches[0].at, element.text.stretches[-1].until
        try:
            content = base64.b64decode("".join(element.text.text.split()), validate=True)
            inner = read_document(content, depth=self._depth + 1)
        except (binascii.Error, InputError) as refused:
            reason = refused.message if isinstance(refused, InputError) else "it is not base64"
            self.unread.append(Unread(element.where, reason))
            self.removals.append(Change(first, last, ""))
            return
        item = Embedded(element.path, element.where, inner, content, first, last, lambda new: base64.b64encode(new).decode())
        self.items.append(_Placed(order, item))

    def _add(self, order: int, path: str, where: str, kind: PartKind, text: Transcript) -> None:
        self.items.append(_Placed(order, Slot(path, where, kind, text.text, text.stretches, escaped)))
