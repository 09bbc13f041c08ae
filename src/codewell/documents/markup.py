"""Tags, text and asides of HTML and XML with their places in the source; linear, whatever the input."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from codewell.documents.source_text import Transcript


class Kind(Enum):
    """What a token is."""

    TEXT = "text"
    OPEN = "open"
    CLOSE = "close"
    ASIDE = "aside"
    """A comment, a document type, a processing instruction, or an unfinished tag at the end: for programs, not for readers."""


class Attribute(NamedTuple):
    """An attribute.

    Args:
        name: as written.
        at, until: of the whole, with the blank before it.
        value_at, value_until: of its value without quotes; equal where it has none.
    """

    name: str
    at: int
    until: int
    value_at: int
    value_until: int


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the source.

    Args:
        kind: what it is.
        at, until: where it stands.
        name: of a tag, as written.
        attributes: of a tag that opens.
        closed: a tag that closes itself.
        raw: text without entities: CDATA, a script.
    """

    kind: Kind
    at: int
    until: int
    name: str = ""
    attributes: tuple[Attribute, ...] = ()
    closed: bool = False
    raw: bool = False


_NAME = re.compile(r"</?([A-Za-z_][^\s/>]*)")
_BEFORE_ATTRIBUTE = re.compile(r"[\s/]*")
_ATTRIBUTE = re.compile(r"[^\s/>=][^\s/>=]*|=[^\s/>=]*")
_EQUALS = re.compile(r"\s*=\s*")
_UNQUOTED = re.compile(r"[^\s>]*")
_RAW: Final = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes"})
_ENTITY = re.compile(r"&(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};?)")
_LINE_END = re.compile(r"[ \t]{0,256}[\r\n]\s*+")


def tokens(source: str, *, xml: bool) -> Iterator[Token]:
    """Yield the pieces of a source in order, without gaps.

    Args:
        source: HTML as browsers take it, or XML that is known to be well formed.
        xml: CDATA sections hold text and no element holds raw text.
    """
    at, length = 0, len(source)
    while at < length:
        opens = source.find("<", at)
        if opens < 0:
            opens = length
        if opens > at:
            yield Token(Kind.TEXT, at, opens)
            at = opens
            continue
        token = _tag(source, at, xml=xml)
        yield token
        at = token.until
        if not xml and token.kind is Kind.OPEN and token.name.lower() in _RAW:
            closes = re.compile(f"</{re.escape(token.name)}(?=[\\s/>])", re.IGNORECASE).search(source, at)
            end = closes.start() if closes else length
            if end > at:
                yield Token(Kind.TEXT, at, end, raw=True)
            at = end


def _tag(source: str, at: int, *, xml: bool) -> Token:
    if source.startswith("<!--", at):
        return Token(Kind.ASIDE, at, _after(source, "-->", at + 2 if source.startswith("<!-->", at) else at + 4))
    if xml and source.startswith("<![CDATA[", at):
        return Token(Kind.TEXT, at, _after(source, "]]>", at), raw=True)
    if source.startswith(("<!", "<?"), at):
        return Token(Kind.ASIDE, at, _after(source, "?>" if xml and source[at + 1] == "?" else ">", at))
    name = _NAME.match(source, at)
    if name is None:
        return Token(Kind.ASIDE, at, _after(source, ">", at)) if source.startswith("</", at) else Token(Kind.TEXT, at, at + 1)
    attributes, until, closed = _attributes(source, name.end())
    if until < 0:
        return Token(Kind.ASIDE, at, len(source))
    if source.startswith("</", at):
        return Token(Kind.CLOSE, at, until, name[1])
    return Token(Kind.OPEN, at, until, name[1], attributes, closed)


def _after(source: str, mark: str, at: int) -> int:
    found = source.find(mark, at)
    return len(source) if found < 0 else found + len(mark)


def _attributes(source: str, at: int) -> tuple[tuple[Attribute, ...], int, bool]:
    """Return the attributes from here, where the tag ends (-1: nowhere), and whether it closes itself."""
    found: list[Attribute] = []
    while True:
        blank = _BEFORE_ATTRIBUTE.match(source, at)
        assert blank is not None
        here = blank.end()
        if here >= len(source):
            return (), -1, False
        if source[here] == ">":
            return tuple(found), here + 1, source[here - 1] == "/"
        name = _ATTRIBUTE.match(source, here)
        assert name is not None
        value_at = value_until = until = name.end()
        equals = _EQUALS.match(source, until)
        if equals:
            value_at, value_until, until = _value(source, equals.end())
            if until < 0:
                return (), -1, False
        found.append(Attribute(name[0], at, until, value_at, value_until))
        at = until


def _value(source: str, at: int) -> tuple[int, int, int]:
    quote = source[at : at + 1]
    if quote and quote in "\"'":
        closes = source.find(quote, at + 1)
        return (at + 1, closes, closes + 1) if closes >= 0 else (at, at, -1)
    bare = _UNQUOTED.match(source, at)
    assert bare is not None
    return at, bare.end(), bare.end()


def transcribe(into: Transcript, source: str, at: int, until: int, *, raw: bool = False, keep_lines: bool = False) -> None:
    """Add a stretch of text to a part, its entities decoded and its line ends, unless kept, read as the blanks they are."""
    done = at
    while done < until:
        entity = None if raw else _ENTITY.search(source, done, until)
        stops = entity.start() if entity else until
        _add_lines(into, source, done, stops, keep_lines=keep_lines)
        if entity is None:
            return
        into.add(html.unescape(entity[0]), stops, entity.end())
        done = entity.end()


def _add_lines(into: Transcript, source: str, at: int, until: int, *, keep_lines: bool) -> None:
    done = at
    if not keep_lines:
        for line_end in _LINE_END.finditer(source, at, until):
            into.add(source[done : line_end.start()], done, line_end.start())
            into.blank(line_end.start(), line_end.end())
            done = line_end.end()
    into.add(source[done:until], done, until)


def escaped(text: str) -> str:
    """Return text as HTML and XML write it, in an element or in quotes."""
    return html.escape(text, quote=True)
