"""Publishers' files as they arrive: plain, .gz, .xz, or members of a ZIP, opened without trusting what they claim."""

from __future__ import annotations

import gzip
import hashlib
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from codewell.kernel.errors import InputError, PublisherFileError

LARGEST_FILE = 2 * 1024**3
"""Bytes after decompression past which a file is refused: ten times the largest that any publisher here ships."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One file of a publisher, decompressed on reading.

    Args:
        name: its own name, or the member's name inside an archive.
        opener: opens the decompressed bytes anew at each call.
    """

    name: str
    opener: Callable[[], IO[bytes]] = field(repr=False)

    def read(self) -> bytes:
        """Return all bytes.

        Raises:
            PublisherFileError: the compressed data break off, are damaged, or are larger than any real release.
        """
        with _damage_reported(self.name), self.opener() as stream:
            content = stream.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise PublisherFileError(file=self.name, expected=f"at most {LARGEST_FILE} bytes", found="more")
        return content

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes in pieces, for parsers that take a document bit by bit.

        Raises:
            PublisherFileError: the compressed data break off, are damaged, or are larger than any real release.
        """
        size = 0
        with _damage_reported(self.name), self.opener() as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > LARGEST_FILE:
                    raise PublisherFileError(file=self.name, expected=f"at most {LARGEST_FILE} bytes", found="more")
                yield chunk

    def lines(self, encoding: str) -> Iterator[tuple[int, str]]:
        """Yield 1-based number and text of each line, whatever its line end (LF, CRLF or a bare CR).

        Raises:
            PublisherFileError: bytes that the encoding does not have, or damaged compression.
        """
        number = 0
        with _damage_reported(self.name), self.opener() as stream:
            text = io.TextIOWrapper(stream, encoding=encoding, newline=None)
            try:
                for number, line in enumerate(text, start=1):
                    yield number, line.rstrip("\n")
            except UnicodeDecodeError as broken:
                before = len(re.findall(rb"\r\n|\r|\n", broken.object[: broken.start]))  # decoded ahead, many lines at a time
                raise PublisherFileError(
                    file=self.name,
                    line=number + 1 + before,
                    expected=f"{encoding} text",
                    found=f"byte 0x{broken.object[broken.start]:02x}",
                ) from broken

    def digest(self) -> str:
        """Return the SHA-256 of the decompressed bytes as lower-case hex."""
        running = hashlib.sha256()
        with _damage_reported(self.name), self.opener() as stream:
            while chunk := stream.read(_CHUNK):
                running.update(chunk)
        return running.hexdigest()


class _damage_reported:
    """Turns a decompressor's complaint into the error a user can act on."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, EOFError | zlib.error | gzip.BadGzipFile | lzma.LZMAError | zipfile.BadZipFile):
            raise PublisherFileError(
                file=self._name, expected="a whole compressed file", found="damaged or truncated data"
            ) from error


def open_published(path: Path) -> tuple[PublishedFile, ...]:
    """Return the publisher's files in `path`: the members of a ZIP, or the one (decompressed) file.

    Members are read in memory on demand and never written to disk, so their names cannot lead anywhere.

    Raises:
        InputError: there is no such file, or it is empty.
        PublisherFileError: the archive is damaged or claims an absurd size.
    """
    if not path.is_file():
        raise InputError(f"There is no file {path}.", next_step="Check the path.", slug="input.no-such-file")
    if path.stat().st_size == 0:
        raise PublisherFileError(file=path.name, expected="a publisher's file", found="an empty file")
    if path.suffix.lower() == ".zip":
        return _members(path)
    suffix = path.suffix.lower()
    if suffix == ".gz":
        return (PublishedFile(path.stem, lambda: cast(IO[bytes], gzip.GzipFile(path))),)
    if suffix == ".xz":
        return (PublishedFile(path.stem, lambda: lzma.LZMAFile(path)),)
    return (PublishedFile(path.name, lambda: path.open("rb")),)


def _members(path: Path) -> tuple[PublishedFile, ...]:
    with _damage_reported(path.name), zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
    for info in infos:
        if info.file_size > LARGEST_FILE:
            raise PublisherFileError(
                file=f"{path.name}/{info.filename}", expected=f"at most {LARGEST_FILE} bytes", found=str(info.file_size)
            )
        if info.flag_bits & 0x1:
            raise PublisherFileError(
                file=f"{path.name}/{info.filename}", expected="a file without password", found="an encrypted member"
            )

    def opener(member: str) -> Callable[[], IO[bytes]]:
        return lambda: zipfile.ZipFile(path).open(member)

    return tuple(PublishedFile(info.filename.rsplit("/", 1)[-1], opener(info.filename)) for info in infos)
