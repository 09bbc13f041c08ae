"""HTML: what a reader sees is one part, block by block; what only programs see is taken out when it is written back."""

from __future__ import annotations

import re
from typing import Final

from codewell.documents.decoding import Decoded, decoded
from codewell.documents.document import Format, PartKind, Unread
from codewell.documents.markup import Attribute, Kind, Token, escaped, tokens, transcribe
from codewell.documents.source_text import Change, Slot, SourceDocument, Transcript
from codewell.kernel.errors import InputError

_BLOCK_NAMES: Final = """
address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure footer form
h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol option p pre section select summary table tbody tfoot thead
title tr ul
"""
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_CELLS: Final = frozenset({"td", "th"})
_UNSEEN: Final = frozenset({"script", "style"})
_PICTURES: Final = frozenset({"img", "object", "embed", "canvas", "video", "audio", "picture", "iframe", "svg"})
_TEXT_ATTRIBUTES: Final = frozenset(
    {"alt", "title", "placeholder", "aria-label", "summary", "label", "value", "abbr", "aria-description"}
)
_KEPT_NAMES: Final = """
align border cellpadding cellspacing charset checked colspan dir disabled height hidden lang multiple noshade nowrap reversed
rowspan scope selected span start type valign width xml:lang xmlns
"""
_KEPT_ATTRIBUTES: Final = frozenset(_KEPT_NAMES.split())
_CLASS = re.compile(r"[A-Za-z_-]{1,40}(?: [A-Za-z_-]{1,40}){0,5}")


def read(content: bytes, depth: int) -> SourceDocument:
    """Return an HTML document: the body's text, the title and the texts of attributes.

    Scripts, styles, comments, the document type's own declarations, pictures' sources, links' targets, `meta` contents and
    every attribute that is not on the list above go when it is written.
    """
    return read_markup(decoded(content))


def read_markup(source: Decoded) -> SourceDocument:
    """Return an HTML document from its text."""
    reading = _Reading(source.text)
    for token in tokens(source.text, xml=False):
        reading.take(token)
    return SourceDocument(
        Format.HTML, source, reading.slots(), removals=reading.removals, unread=reading.unread, unknown="xmlcharrefreplace"
    )


class _Reading:
    def __init__(self, source: str) -> None:
        self._source = source
        self._body, self._title = Transcript(), Transcript()
        self._inside = ""
        self._lines_kept = 0
        self._attributes: list[Slot] = []
        self._pictures = 0
        self.removals: list[Change] = []
        self.unread: list[Unread] = []

    def take(self, token: Token) -> None:
        if token.kind is Kind.TEXT:
            self._text(token)
        elif token.kind is Kind.ASIDE:
            if not re.fullmatch(r"(?i)<!doctype html>", self._source[token.at : token.until]):
                self.removals.append(Change(token.at, token.until, ""))
        else:
            self._tag(token)

    def slots(self) -> list[Slot]:
        """Return the parts: title, body, texts of attributes; a document without text has an empty body."""
        found = []
        if len(self._title):
            found.append(Slot("title", "title", PartKind.PROSE, self._title.text, self._title.stretches, escaped))
        found.append(Slot("body", "body", PartKind.PROSE, self._body.text, self._body.stretches, escaped))
        return found + self._attributes

    def _text(self, token: Token) -> None:
        if token.raw and self._inside in _UNSEEN:
            self.removals.append(Change(token.at, token.until, ""))
            return
        into = self._title if self._inside == "title" else self._body
        transcribe(into, self._source, token.at, token.until, raw=token.raw, keep_lines=self._lines_kept > 0)

    def _tag(self, token: Token) -> None:
        name = token.name.lower()
        opens = token.kind is Kind.OPEN
        self._inside = name if opens and name in ("title", *_UNSEEN) else ""
        if name in ("pre", "textarea"):
            self._lines_kept = max(0, self._lines_kept + (1 if opens else -1))
        if name in _BLOCKS:
            self._body.gap("\n")
        elif name in _CELLS:
            self._body.gap("\t")
        if opens:
            if name in _PICTURES:
                self._pictures += 1
                self.unread.append(Unread(f"{name} {self._pictures}", "a picture or object; its text is not read"))
            for attribute in token.attributes:
                self._attribute(name, attribute)

    def _attribute(self, element: str, attribute: Attribute) -> None:
        name = attribute.name.lower()
        value = self._source[attribute.value_at : attribute.value_until]
        if name in _TEXT_ATTRIBUTES and not value:
            return
        if name in _TEXT_ATTRIBUTES:
            text = Transcript()
            transcribe(text, self._source, attribute.value_at, attribute.value_until, keep_lines=True)
            place = f"{element}@{name}"
            where = f"{place} {len(self._attributes) + 1}"
            write = escaped if self._source[attribute.value_at - 1] in "\"'" else _without_quotes
            self._attributes.append(Slot(place, where, PartKind.FIELD, text.text, text.stretches, write))
        elif not (name in _KEPT_ATTRIBUTES and len(value) <= 40) and not (name == "class" and _CLASS.fullmatch(value)):
            self.removals.append(Change(attribute.at, attribute.until, ""))


def _without_quotes(text: str) -> str:
    return re.sub(r"[\s`=]", lambda letter: f"&#{ord(letter[0])};", escaped(text))


def checked_depth(depth: int, deepest: int = 200) -> None:
    """Refuse elements that lie in one another deeper than any document needs.

    Raises:
        InputError: they do.
    """
    if depth > deepest:
        raise InputError(
            f"Elements lie in one another more than {deepest} deep.",
            next_step="The document is damaged or hostile; export it again.",
            slug="input.nested-too-deep",
        )
