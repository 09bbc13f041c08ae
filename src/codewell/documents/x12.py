"""X12 claims and remittances: elements by segment, place and qualifier, with the interchange's own separators.

Source: ASC X12 005010 (837, 835), appendix B: the interchange header has fixed widths and declares the separators.
"""

from __future__ import annotations

import re
from typing import Final

from codewell.documents.decoding import decoded
from codewell.documents.document import Format, PartKind
from codewell.documents.source_text import Change, Slot, SourceDocument, Stretch
from codewell.kernel.errors import InputError

_HEADER_LENGTH: Final = 106
_QUALIFIED: Final = frozenset({"NM1", "N1", "REF", "DTP", "DTM", "PER", "DMG", "HI", "HL", "AMT", "QTY", "NTE", "PWK"})
"""Segments whose first element says what the others are about."""


def read(content: bytes, depth: int) -> SourceDocument:
    """Return an interchange, or several one after the other; paths are `NM1(IL)-03`, `N3-01`, `CLM-01`.

    Raises:
        InputError: it does not begin with an interchange header, or the header is cut short.
    """
    source = decoded(content)
    text = source.text
    begin = len(text) - len(text.lstrip())
    slots: list[Slot] = []
    while text.startswith("ISA", begin):
        begin = _interchange(text, begin, slots)
    if not slots or text[begin:].strip():
        raise InputError(
            f"The document is no X12 interchange from character {begin + 1} on; it needs an ISA segment there.",
            next_step="Give the whole file, envelope included.",
            slug="input.malformed",
        )
    return SourceDocument(Format.X12, source, slots)


def _interchange(text: str, begin: int, slots: list[Slot]) -> int:
    """Read one interchange; return where the next begins."""
    element = text[begin + 3 : begin + 4]
    header = text[begin : begin + _HEADER_LENGTH]
    if len(header) < _HEADER_LENGTH or header.count(element) != 16 or element.isalnum() or header[-1].isalnum():
        raise InputError(
            f"The interchange header at character {begin + 1} is cut short or not of its fixed widths.",
            next_step="Give the whole file, envelope included.",
            slug="input.malformed",
        )
    end = header[-1]
    counts: dict[str, int] = {}
    at = begin
    while at < len(text):
        until = text.find(end, at)
        until = len(text) if until < 0 else until
        while at < until and text[at].isspace():
            at += 1
        if at > begin and text.startswith(f"ISA{element}", at):
            return at
        if until > at:
            _segment(text, at, until, element, counts, slots)
        at = until + 1
    return len(text)


def _segment(text: str, at: int, until: int, element: str, counts: dict[str, int], slots: list[Slot]) -> None:
    name, *values = text[at:until].split(element)
    name = name.strip()
    number = counts[name] = counts.get(name, 0) + 1
    shown = name if re.fullmatch(r"[A-Z0-9]{2,3}", name) else "*"
    if shown == "*":
        slots.append(_slot("*-00", f"segment at character {at + 1}", text, at, at + len(name), name))
    qualifier = values[0] if name in _QUALIFIED and values and re.fullmatch(r"[A-Z0-9]{1,3}", values[0]) else ""
    first = at + len(text[at:until].split(element, 1)[0]) + 1
    for place, value in enumerate(values, 1):
        if value:
            path = f"{shown}({qualifier})-{place:02d}" if qualifier else f"{shown}-{place:02d}"
            slots.append(_slot(path, f"{shown}[{number}]-{place:02d}", text, first, first + len(value), name))
        first += len(value) + 1


def _slot(path: str, where: str, text: str, at: int, until: int, segment: str) -> Slot:
    """Return an element as a part; in the header, whose widths are fixed, a replacement is cut or filled up."""
    width = until - at
    stretches = (Stretch(0, width, at, until),)
    dropped = Change(at, until, " " * width) if segment == "ISA" else None
    kind = PartKind.PROSE if path.startswith("NTE") and path.endswith("-02") else PartKind.FIELD
    write = (lambda new: f"{_written(new):{width}.{width}}") if segment == "ISA" else _written
    return Slot(path, where, kind, text[at:until], stretches, write, dropped)


def _written(replacement: str) -> str:
    """Return a replacement in the basic character set, which holds no separator in use; a mask's asterisk, which is one, as X."""
    return re.sub(r"[^A-Za-z0-9 .,\-()/\[\]_]", " ", replacement.replace("*", "X"))
