"""CMaps of a PDF: from the bytes of a shown string to characters (ToUnicode) or to glyph numbers (Encoding).

Ranges are kept as ranges, because a hostile file may state one that spans four thousand million codes.

Source: ISO 32000-2, 9.7.5 and 9.10.3.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

MOST_BYTES = 4_000_000
MOST_CODE_SPACES = 50
MOST_RANGES = 100_000
"""Entries that are read of one map; what follows stays without a character, and so is taken out."""

_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])|/([^\s<>\[\]()/%]+)|([A-Za-z]+)|([-+]?\d+)|%[^\r\n]*")


@dataclass(frozen=True, slots=True)
class CodeRange:
    """Codes of one length in bytes, both ends included, and what they lead to.

    Args:
        width: bytes of a code.
        first, last: codes as numbers.
        targets: what the codes lead to, in order; one element means that the last unit counts up from it.
    """

    width: int
    first: int
    last: int
    targets: tuple[bytes | int, ...]


class Ranges:
    """Ranges of codes, found by halving: a hostile map has a hundred thousand, and every code of a font is looked up in it.

    Where ranges overlap, the one that begins last is asked; a code that it does not hold has no target.
    """

    def __init__(self, spans: Sequence[CodeRange]) -> None:
        self._by_width: dict[int, list[CodeRange]] = {}
        for span in sorted((one for one in spans if one.targets), key=lambda one: one.first):
            self._by_width.setdefault(span.width, []).append(span)

    def holding(self, code: int, width: int) -> Iterator[CodeRange]:
        """Yield the ranges that hold a code: of its own width first, because producers state codes of one byte with two."""
        for one in sorted(self._by_width, key=lambda other: other != width):
            spans = self._by_width[one]
            at = bisect_right(spans, code, key=lambda span: span.first) - 1
            if at >= 0 and code <= spans[at].last:
                yield spans[at]


@dataclass(frozen=True, slots=True)
class CharacterMap:
    """The ranges of a CMap stream.

    Args:
        code_spaces: which byte strings are codes; empty where the map does not say.
        characters: bfchar and bfrange.
        glyphs: cidchar and cidrange.
        uses: name of the predefined map that this one adds to; empty for none.
    """

    code_spaces: tuple[CodeRange, ...]
    characters: Ranges
    glyphs: Ranges
    uses: str

    def text_of(self, code: int, width: int) -> str | None:
        """Return the characters of a code, None where the map has none."""
        for span in self.characters.holding(code, width):
            target = _target(span, code)
            if isinstance(target, bytes):
                return target.decode("utf-16-be", "replace") if len(target) > 1 else target.decode("latin-1")
        return None

    def glyph_of(self, code: int, width: int) -> int | None:
        """Return the glyph number of a code, None where the map has none."""
        for span in self.glyphs.holding(code, width):
            target = _target(span, code)
            if isinstance(target, int):
                return target
        return None

    def code_width(self, shown: bytes, at: int) -> int | None:
        """Return how many bytes the code at a position has; None where none of the code spaces fits."""
        for width in range(1, 5):
            code = shown[at : at + width]
            if len(code) == width and any(_in_space(span, code) for span in self.code_spaces if span.width == width):
                return width
        return None


def read_character_map(stream: bytes) -> CharacterMap:
    """Return the ranges of a CMap stream; what is not understood is passed over, so that its codes lead nowhere."""
    found: dict[str, list[CodeRange]] = {"codespace": [], "bf": [], "cid": []}
    uses, last_name = "", ""
    tokens = _tokens(stream[:MOST_BYTES])
    for token in tokens:
        if isinstance(token, _Name):
            last_name = token.name
        elif token == "usecmap":
            uses = last_name
        elif isinstance(token, str) and token.startswith("begin"):
            reader = _SECTIONS.get(token.removeprefix("begin"))
            if reader:
                kind, read = reader
                found[kind].extend(read(tokens))
        if sum(map(len, found.values())) > MOST_RANGES:
            break
    return CharacterMap(tuple(found["codespace"][:MOST_CODE_SPACES]), Ranges(found["bf"]), Ranges(found["cid"]), uses)


@dataclass(frozen=True, slots=True)
class _Name:
    name: str


_Token = bytes | int | str | _Name


def _tokens(stream: bytes) -> Iterator[_Token]:
    for match in _TOKEN.finditer(stream):
        hexadecimal, opened, closed, name, word, number = match.groups()
        if hexadecimal is not None:
            digits = b"".join(hexadecimal.split())
            yield bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
        elif opened or closed:
            yield "[" if opened else "]"
        elif name is not None:
            yield _Name(name.decode("latin-1"))
        elif word is not None:
            yield word.decode("ascii")
        elif number is not None:
            yield int(number[:12])


def _values(tokens: Iterator[_Token]) -> Iterator[_Token | tuple[_Token, ...]]:
    """Yield the values of a section up to its end word, arrays as tuples."""
    for token in tokens:
        if isinstance(token, str) and token.startswith("end"):
            return
        if token == "[":
            inside: list[_Token] = []
            for one in tokens:
                if one == "]":
                    break
                inside.append(one)
            yield tuple(inside)
        else:
            yield token


def _singles(tokens: Iterator[_Token]) -> Iterator[CodeRange]:
    values = _values(tokens)
    for code, target in zip(values, values, strict=False):
        if isinstance(code, bytes) and isinstance(target, (bytes, int)):
            number = int.from_bytes(code)
            yield CodeRange(len(code), number, number, (target,))


def _ranges(tokens: Iterator[_Token]) -> Iterator[CodeRange]:
    values = _values(tokens)
    for first, last, target in zip(values, values, values, strict=False):
        if not (isinstance(first, bytes) and isinstance(last, bytes)):
            continue
        targets = target if isinstance(target, tuple) else (target,)
        listed = tuple(one for one in targets if isinstance(one, (bytes, int)))
        end = int.from_bytes(last)
        if isinstance(target, tuple):
            end = min(end, int.from_bytes(first) + len(listed) - 1)
        yield CodeRange(len(first), int.from_bytes(first), end, listed)


def _spaces(tokens: Iterator[_Token]) -> Iterator[CodeRange]:
    values = _values(tokens)
    for first, last in zip(values, values, strict=False):
        if isinstance(first, bytes) and isinstance(last, bytes) and len(first) == len(last):
            yield CodeRange(len(first), int.from_bytes(first), int.from_bytes(last), ())


_SECTIONS: dict[str, tuple[str, Callable[[Iterator[_Token]], Iterator[CodeRange]]]] = {
    "codespacerange": ("codespace", _spaces),
    "bfchar": ("bf", _singles),
    "bfrange": ("bf", _ranges),
    "cidchar": ("cid", _singles),
    "cidrange": ("cid", _ranges),
}


def _target(span: CodeRange, code: int) -> bytes | int | None:
    ahead = code - span.first
    if len(span.targets) > 1:
        return span.targets[ahead] if ahead < len(span.targets) else None
    start = span.targets[0]
    if isinstance(start, int):
        return start + ahead
    if not start or ahead == 0:
        return start
    counted = int.from_bytes(start) + ahead
    return counted.to_bytes(len(start)) if counted < 256 ** len(start) else None


def _in_space(span: CodeRange, code: bytes) -> bool:
    first, last = span.first.to_bytes(span.width), span.last.to_bytes(span.width)
    return all(low <= byte <= high for low, byte, high in zip(first, code, last, strict=True))
