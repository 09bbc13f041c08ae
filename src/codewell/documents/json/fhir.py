"""FHIR resources and Bundles as JSON: fields by path, narratives and attachments as the documents they are.

Source: HL7 FHIR R4, 2.6.2 JSON representation, 2.4 Narrative, 2.24.0.9 Attachment.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Final

from codewell.documents.decoding import Decoded, decoded
from codewell.documents.document import Format, PartKind, Unread
from codewell.documents.html import read_markup
from codewell.documents.json.plain import SCHEMA_KEY, key_slot, leaf_slot, written
from codewell.documents.json.values import Value, text_of, values, without
from codewell.documents.reading import read_document
from codewell.documents.source_text import Change, Embedded, Slot, SourceDocument
from codewell.kernel.errors import ConfigurationError, InputError

_PROSE_ENDS: Final = (".note.text", ".conclusion", ".section.text")
"""Ends of paths of text that people wrote to be read. Source: FHIR R4, Annotation.text, DiagnosticReport.conclusion."""


def read(content: bytes, depth: int) -> SourceDocument:
    """Return a FHIR resource, a Bundle, or resources one after the other.

    A path begins with the type of the innermost resource (`Patient.name.family`, also within a Bundle); an extension carries
    the last step of its URL (`Patient.extension(us-core-race).extension(ombCategory).valueCoding.code`).

    Raises:
        InputError: it is not JSON, or nested too deep.
    """
    source = decoded(content)
    return _Reading(source, values(source.text), depth).document()


class _Reading:
    def __init__(self, source: Decoded, roots: list[Value], depth: int) -> None:
        self._source, self._roots, self._depth = source, roots, depth
        self._items: list[Slot | Embedded] = []
        self._by_part: dict[int, Value] = {}
        self._parts = 0
        self._lost: list[Value] = []
        self._unread: list[Unread] = []

    def document(self) -> SourceDocument:
        for number, root in enumerate(self._roots):
            self._resource(root, f"[{number}]" if len(self._roots) > 1 else "")
        return SourceDocument(Format.FHIR, self._source, self._items, unread=self._unread, dropping=self._dropping)

    def _dropping(self, dropped: frozenset[int]) -> Iterator[Change]:
        gone = {id(self._by_part[number]) for number in dropped} | {id(value) for value in self._lost}
        for at, until in without(gone, self._roots):
            yield Change(at, until, "")

    def _resource(self, root: Value, number: str) -> None:
        name = self._resource_type(root) or "Resource"
        stack: list[tuple[Value, str, str]] = [(root, name, name + number)]
        while stack:
            value, path, where = stack.pop()
            if value.key is not None and not SCHEMA_KEY.fullmatch(value.key):
                self._add(key_slot(self._source, value, path, where), value)
            if value.children is None:
                self._leaf(value, path, where)
                continue
            for at, child in reversed(list(enumerate(value.children))):
                stack.append((child, *self._step(child, at, path, where)))

    def _step(self, child: Value, at: int, path: str, where: str) -> tuple[str, str]:
        if child.key is None:
            where = f"{where}[{at}]"
        else:
            step = child.key if SCHEMA_KEY.fullmatch(child.key) else "*"
            path, where = f"{path}.{step}", f"{where}.{step}"
        inner = self._resource_type(child)
        if inner:
            return inner, f"{where}({inner})"
        if path.endswith((".extension", ".modifierExtension")) and child.is_object:
            url = self._member(child, "url").rstrip("/")
            return f"{path}({url.rpartition('/')[2]})", where
        return path, where

    def _leaf(self, value: Value, path: str, where: str) -> None:
        is_text = self._source.text[value.at] == '"'
        if is_text and value.key == "div" and path.endswith(".text.div"):
            self._narrative(value, path, where)
        elif is_text and value.key == "data" and value.parent is not None and self._member(value.parent, "contentType"):
            self._attachment(value, path, where)
        else:
            kind = PartKind.PROSE if is_text and path.endswith(_PROSE_ENDS) else PartKind.FIELD
            self._add(leaf_slot(self._source, value, path, where, kind=kind), value)

    def _narrative(self, value: Value, path: str, where: str) -> None:
        text = text_of(self._source.text, value)
        inner = read_markup(Decoded(text))
        self._embed(Embedded(path, where, inner, _utf8(text), value.at + 1, value.until - 1, lambda new: written(new.decode())))

    def _attachment(self, value: Value, path: str, where: str) -> None:
        kind = self._member(value.parent, "contentType") if value.parent else ""
        try:
            content = base64.b64decode("".join(text_of(self._source.text, value).split()), validate=True)
            inner = read_document(content, _NAMES.get(kind.split(";")[0].strip().lower(), ""), depth=self._depth + 1)
        except (binascii.Error, ValueError):
            self._miss(value, where, "an attachment that is not base64")
        except (InputError, ConfigurationError) as refused:
            self._miss(value, where, f"an attachment: {refused.message}")
        else:
            write = _base64
            self._embed(Embedded(path, where, inner, content, value.at + 1, value.until - 1, write))

    def _miss(self, value: Value, where: str, reason: str) -> None:
        self._unread.append(Unread(where, reason))
        self._lost.append(value)

    def _embed(self, item: Embedded) -> None:
        self._items.append(item)
        self._parts += len(item.document.parts)

    def _add(self, slot: Slot, value: Value) -> None:
        self._items.append(slot)
        self._by_part[self._parts] = value
        self._parts += 1

    def _resource_type(self, value: Value) -> str:
        found = self._member(value, "resourceType") if value.is_object else ""
        return found if found.isalpha() and found.isascii() and len(found) < 60 else ""

    def _member(self, value: Value, key: str) -> str:
        for child in value.children or []:
            if child.key == key and child.children is None and self._source.text[child.at] == '"':
                return text_of(self._source.text, child)
        return ""


_NAMES: Final = {
    "text/plain": "attachment.txt",
    "text/markdown": "attachment.md",
    "text/html": "attachment.html",
    "application/xhtml+xml": "attachment.html",
    "text/csv": "attachment.csv",
    "text/rtf": "attachment.rtf",
    "application/rtf": "attachment.rtf",
    "application/json": "attachment.json",
    "application/fhir+json": "attachment.json",
}
"""Content type -> a name whose end tells the format, where the content does not."""


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
