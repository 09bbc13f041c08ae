"""Bytes as text: which encoding they are in, and the same bytes again from the text."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from codewell.kernel.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x7f-\x84\x86-\x9f]")
_SAMPLE = 100_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how its bytes wrote it.

    Args:
        text: without its byte order mark; offsets count from its first character.
        encoding: `utf-8`, `utf-16-le`, `utf-16-be`, `utf-32-le`, `utf-32-be`, `windows-1252` or `iso-8859-1`.
        mark: the byte order mark; empty where there is none.
    """

    text: str = field(repr=False)
    encoding: str = "utf-8"
    mark: bytes = b""

    def encoded(self, text: str, *, unknown: str = "replace") -> bytes:
        """Return `text` in the encoding of this one.

        Args:
            text: this text with changes.
            unknown: what stands for a character that the encoding lacks, as `str.encode` names it.
        """
        return self.mark + text.encode(self.encoding, unknown)


def decoded(content: bytes) -> Decoded:
    """Return the text of a file: by its byte order mark, else UTF-8, else Windows-1252, else Latin-1.

    Raises:
        InputError: the bytes are no text, or not the encoding that their mark names.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return Decoded(_checked(_by_mark(content, mark, encoding)), encoding, mark)
    for encoding in ("utf-8", "windows-1252", "iso-8859-1"):
        try:
            return Decoded(_checked(content.decode(encoding)), encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("every byte is a character of Latin-1")


def _by_mark(content: bytes, mark: bytes, encoding: str) -> str:
    try:
        return content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as broken:
        raise InputError(
            f"The document begins like {encoding.upper()} and is not (byte {len(mark) + broken.start + 1}).",
            next_step="Save it again as UTF-8.",
            slug="input.bad-encoding",
        ) from None


def _checked(text: str) -> str:
    """Return the text, unless it holds what no text does; a program that skips NULs would read other words than we do."""
    at = text.find("\0")
    if at >= 0:
        raise InputError(
            f"The document holds a NUL character (character {at + 1}); it is no text file.",
            next_step="If it is UTF-16, save it with a byte order mark or as UTF-8.",
            slug="input.not-text",
        )
    sample = text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > 3 + len(sample) // 50:
        raise InputError(
            "The document is binary and of no format that Codewell reads.",
            next_step="Give a text, a PDF, a Word document or one of the formats in docs/documents.md.",
            slug="input.binary",
        )
    return text
