"""What a file of claims is, told from its first bytes and never from its name; and its bytes as text."""

from __future__ import annotations

import codecs
import io
import re
import threading
from enum import Enum
from typing import IO, BinaryIO

from codewell.claims.columns import columns, normalised
from codewell.kernel.errors import InputError

SNIFFED = 65_536
"""Bytes that are looked at."""


class ClaimFormat(Enum):
    """A form in which claims are read."""

    X12 = "x12"
    FHIR = "fhir"
    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"
    PARQUET = "parquet"


_SEGMENT = re.compile(r"(?:ISA|GS|ST|CLM)[^A-Za-z0-9\s]", re.IGNORECASE)
_ARCHIVES = ((b"PK\x03\x04", "a ZIP archive or a spreadsheet"), (b"\x1f\x8b", "a gzip archive"), (b"%PDF", "a PDF"))


def sniffed(head: bytes) -> ClaimFormat:
    """Return the format of a file that begins so.

    Raises:
        InputError: it is empty, or in none of the formats.
    """
    if head.startswith(b"PAR1"):
        return ClaimFormat.PARQUET
    for magic, what in _ARCHIVES:
        if head.startswith(magic):
            raise _refused(f"found {what}", "Unpack it, or export the claims as X12 837, FHIR, CSV, Parquet or JSON.")
    text = head.decode(encoding_of(head), "replace").lstrip("\ufeff \t\r\n\0")
    if not text:
        raise _refused("found nothing: the file is empty", "Export the claims again.")
    if _SEGMENT.match(text):
        return ClaimFormat.X12
    if text[0] in "{[":
        return _json(text)
    first = text.splitlines()[0]
    known = {name for column in columns() for name in (column.name, *column.aliases)}
    if len({normalised(cell) for cell in re.split(r"[,;\t|]", first)} & known) > 1 or re.search(r"\w[,;\t|]\w", first):
        return ClaimFormat.CSV
    raise _refused("found no X12, FHIR, JSON, Parquet or CSV with a header", "`codewell claim template` prints a CSV header.")


def _json(text: str) -> ClaimFormat:
    lines = text.splitlines()
    if text[0] == "{" and len(lines) > 1 and lines[0].rstrip().endswith("}") and lines[1].lstrip().startswith("{"):
        return ClaimFormat.NDJSON
    return ClaimFormat.FHIR if '"resourceType"' in text else ClaimFormat.JSON


def _refused(found: str, next_step: str) -> InputError:
    return InputError(f"Line 1, character 0: expected claims, {found}.", next_step=next_step, slug="claims.unknown-format")


def encoding_of(head: bytes) -> str:
    """Return the encoding that a byte order mark names, else UTF-8."""
    return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"


class _Counted(threading.local):
    """How many bytes the text that this thread reads has had to take as Latin-1."""

    latin_1 = 0


_counted = _Counted()


def _as_latin_1(broken: UnicodeError) -> tuple[str, int]:
    if not isinstance(broken, UnicodeDecodeError):
        raise broken
    _counted.latin_1 += broken.end - broken.start
    return broken.object[broken.start : broken.end].decode("latin-1"), broken.end


codecs.register_error("codewell-latin-1", _as_latin_1)


class DecodedText:
    """Text of a byte stream: UTF-8, and every byte that is none as Latin-1, so that no name stops a claim.

    One text is read by a thread at a time.

    Args:
        stream: bytes from their beginning.
        encoding: as `encoding_of` tells it.
    """

    def __init__(self, stream: BinaryIO, encoding: str = "utf-8") -> None:
        self._before = _counted.latin_1
        self.stream: IO[str] = io.TextIOWrapper(stream, encoding=encoding, errors="codewell-latin-1", newline="")

    @property
    def latin_1(self) -> int:
        """Bytes that were read as Latin-1 so far."""
        return _counted.latin_1 - self._before
