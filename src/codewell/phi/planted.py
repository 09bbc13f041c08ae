"""Looks for values that were taken out of a document in the bytes that it became, however they may be encoded there."""

from __future__ import annotations

import base64
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import unquote_to_bytes

from codewell.phi.lexicon import EPONYM, PLAIN, lexicon

_SHORTEST: Final = 5
"""Letters and digits: a shorter value stands in a document by chance too often to prove anything."""
_LONG_ENOUGH_TO_HIDE: Final = 8
_STREAM = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_MOST_UNPACKED: Final = 200_000_000
_DEEPEST: Final = 3


class Planted:
    """The values to look for.

    Args:
        values: as they stood in the document.
        let_stand: words in lower case that the redactor let stand elsewhere, as "Young" in "young adults" is; a value of one
            ordinary word is no proof.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Iterable[str], let_stand: set[str]) -> None:
        self._values = sorted({value for each in values if (value := each.strip()) and _proves(value, let_stand)})

    def __len__(self) -> int:
        return len(self._values)

    def found_in(self, content: bytes) -> Iterator[str]:
        """Yield the name of each encoding in which a value stands in the bytes or in what is packed in them."""
        told: set[str] = set()
        for layer in (view for packed in _layers(content, 0) for view in _with_escapes_undone(packed)):
            small = layer.lower()
            squeezed = re.sub(rb"=\r?\n|\s+", b"", small)
            for value in self._values:
                for encoding, needle in _encodings(value):
                    place = squeezed if encoding.endswith("without spaces") else layer if encoding == "base64" else small
                    if encoding not in told and needle in place and _stands_apart(place, needle, encoding):
                        told.add(encoding)
                        yield encoding


def _proves(value: str, let_stand: set[str]) -> bool:
    if sum(map(str.isalnum, value)) < _SHORTEST:
        return False
    words = re.findall(r"[^\W\d_]+", value.lower())
    if any(letter.isdigit() for letter in value):
        return not re.fullmatch(r"(?:18|19|20)\d\d", value)
    known = lexicon()
    ordinary = all(word in let_stand or known[word] & (PLAIN | EPONYM) for word in words)
    return not ordinary


def _encodings(value: str) -> Iterator[tuple[str, bytes]]:
    """Yield (encoding, bytes in it), all but Base64 in lower case."""
    small = value.lower()
    yield "UTF-8", small.encode("utf-8", "surrogatepass")
    for name, codec in (("UTF-16", "utf-16-le"), ("UTF-16 big endian", "utf-16-be"), ("Latin-1", "cp1252")):
        try:
            yield name, small.encode(codec)
        except UnicodeEncodeError:
            continue
    if sum(map(str.isalnum, value)) < _LONG_ENOUGH_TO_HIDE:
        return
    raw = value.encode("utf-8", "surrogatepass")
    yield "hexadecimal", raw.hex().encode()
    yield "reversed", small[::-1].encode("utf-8", "surrogatepass")
    for shift in range(3):
        inside = base64.b64encode(b"\0" * shift + raw)[(0, 2, 3)[shift] :]
        yield "base64", inside[: -4 if len(raw) % 3 != (3 - shift) % 3 else None]
    yield "text without spaces", re.sub(rb"\s+", b"", small.encode("utf-8", "surrogatepass"))


def _stands_apart(content: bytes, needle: bytes, encoding: str) -> bool:
    """Say whether a value stands as a word of its own, where the encoding lets that be told."""
    if encoding not in ("UTF-8", "Latin-1"):
        return True
    at = content.find(needle)
    while at >= 0:
        before, after = content[at - 1 : at], content[at + len(needle) : at + len(needle) + 1]
        if not (before.isalnum() and needle[:1].isalnum()) and not (after.isalnum() and needle[-1:].isalnum()):
            return True
        at = content.find(needle, at + 1)
    return False


def _with_escapes_undone(content: bytes) -> Iterator[bytes]:
    """Yield the bytes, and what they are when the escapes of HTML, JSON and addresses are undone, where there are any."""
    yield content
    if b"&" in content or b"\\u" in content:
        text = _JSON_ESCAPE.sub(lambda match: chr(int(match[1], 16)), html.unescape(content.decode("utf-8", "replace")))
        yield text.encode("utf-8", "surrogatepass")
    if b"%" in content:
        yield unquote_to_bytes(content)


def _layers(content: bytes, depth: int) -> Iterator[bytes]:
    """Yield the bytes, and those that are packed in them."""
    yield content
    if depth >= _DEEPEST:
        return
    if content[:2] == b"PK":
        yield from _members(content, depth)
    for start in _STREAM.finditer(content):
        try:
            unpacked = zlib.decompressobj().decompress(content[start.start() :], _MOST_UNPACKED)
        except zlib.error:
            continue
        if len(unpacked) > 16:
            yield from _layers(unpacked, depth + 1)


def _members(content: bytes, depth: int) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for member in packed.infolist():
                if member.file_size <= _MOST_UNPACKED:
                    yield from _layers(packed.read(member), depth + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return
