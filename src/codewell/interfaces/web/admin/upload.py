"""A form with large files: written down piece by piece as it arrives, never held whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from anyio.to_thread import run_sync
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from codewell.kernel.errors import InputError, StorageError

MOST_FILES = 20
_MOST_FIELDS = 30
_LONGEST_FIELD = 4_000
_LONGEST_HEADER = 2_000


@dataclass(frozen=True, slots=True)
class StreamedForm:
    """What arrived.

    Args:
        fields: the last value of each.
        files: names of the files that were written, in the order they came in.
    """

    fields: dict[str, str]
    files: tuple[str, ...]


async def streamed_form(request: Request, folder: Path) -> StreamedForm:
    """Read a form and write its files into a folder.

    Args:
        request: whose body nobody has read.
        folder: made if it is not there.

    Raises:
        InputError: it is no form, or has more fields or files than it may.
        TooLargeError: it is larger than it may be.
        StorageError: the disk refused.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 0 < len(boundary) <= 200:
        raise _malformed()
    arriving = _Arriving(folder)
    parser = MultipartParser(boundary, arriving.callbacks())  # type: ignore[arg-type]
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        async for piece in request.stream():
            if piece:
                await run_sync(parser.write, piece)
        parser.finalize()
    except FormParserError:
        raise _malformed() from None
    except OSError as refused:
        raise StorageError(
            f"The upload could not be stored ({refused.strerror or refused}).",
            next_step=f"Free some space under {folder.parent}.",
        ) from None
    finally:
        arriving.close()
    if not arriving.ended:
        raise _malformed()
    return StreamedForm(arriving.fields, tuple(arriving.files))


def safe_name(written: str, taken: list[str]) -> str:
    """Return a name for an uploaded file that leaves its folder nowhere, and that no other file has."""
    plain = written.replace("\\", "/").rpartition("/")[2]
    name = re.sub(r"[^A-Za-z0-9 ._()&+-]", "_", plain).strip(" .")[-120:].lstrip(" .") or "upload"
    return name if name not in taken else f"{len(taken)}-{name}"[:130]


@dataclass(slots=True)
class _Arriving:
    """What the parser tells, put together."""

    folder: Path
    fields: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    ended: bool = False
    _header: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _disposition: bytes = b""
    _name: str = ""
    _text: bytearray = field(default_factory=bytearray)
    _out: IO[bytes] | None = None

    def callbacks(self) -> dict[str, object]:
        """Return what the parser calls."""
        return {
            "on_part_begin": self._part_begun,
            "on_header_field": lambda data, start, end: self._grow(self._header, data[start:end]),
            "on_header_value": lambda data, start, end: self._grow(self._value, data[start:end]),
            "on_header_end": self._header_ended,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._part_ended,
            "on_end": self._all_ended,
        }

    def close(self) -> None:
        """Close the file that was being written."""
        if self._out is not None:
            self._out.close()
            self._out = None

    def _grow(self, held: bytearray, piece: bytes) -> None:
        held += piece
        if len(held) > _LONGEST_HEADER:
            raise _malformed()

    def _part_begun(self) -> None:
        self._disposition, self._name = b"", ""
        self._text.clear()

    def _header_ended(self) -> None:
        if bytes(self._header).lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode("utf-8", "replace")[:100]
        file_name = options.get(b"filename", b"").decode("utf-8", "replace")
        if len(self.fields) >= _MOST_FIELDS or len(self.files) >= MOST_FILES:
            raise InputError("The form has too many parts.", slug="input.malformed-form")
        if file_name:
            self.files.append(safe_name(file_name, self.files))
            self._out = (self.folder / self.files[-1]).open("wb")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._out is not None:
            self._out.write(data[start:end])
            return
        self._text += data[start:end]
        if len(self._text) > _LONGEST_FIELD:
            raise _malformed()

    def _part_ended(self) -> None:
        if self._out is not None:
            self.close()
        elif self._name:
            self.fields[self._name] = self._text.decode("utf-8", "replace")

    def _all_ended(self) -> None:
        self.ended = True


def _malformed() -> InputError:
    return InputError("The form cannot be read.", next_step="Send it again.", slug="input.malformed-form")
