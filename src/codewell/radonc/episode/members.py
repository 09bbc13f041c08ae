"""The files of an episode, in a folder or a ZIP archive: named and bounded, nothing unpacked to the disk."""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from codewell.kernel.errors import InputError, TooLargeError
from codewell.radonc.episode.naming import problem
from codewell.radonc.facts import FileProblem

MOST_FILES = 100_000
LARGEST_MEMBER = 1 << 30
LARGEST_ARCHIVE = 16 << 30
LARGEST_HELD = 4 << 30
"""Bytes that an archive in memory may unpack to: it was sent by somebody over a network."""
IN_MEMORY = "upload"
"""Name of a single file that was given as a stream and has none."""
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an episode.

    Args:
        name: inside the folder or archive, with forward slashes.
        size: bytes, unpacked.
        opened: returns a stream of its bytes that the caller closes; raises as the file system or `zipfile` does.
    """

    name: str
    size: int
    opened: Callable[[], BinaryIO] = field(repr=False, compare=False)


@dataclass(slots=True)
class Members:
    """What a source holds.

    Args:
        files: that can be opened, by name.
        problems: entries that are no files or may not be opened.
    """

    files: list[Member]
    problems: list[FileProblem]

    @property
    def count(self) -> int:
        """Number of entries seen."""
        return len(self.files) + len(self.problems)


@contextmanager
def opened_members(source: Path | BinaryIO) -> Iterator[Members]:
    """Yield the files of a folder (to any depth), of a ZIP archive, or the one file given; they can be opened inside only.

    A stream is an archive or one file in memory; it must be seekable.

    Links are not followed: a link could lead out of the folder, and one that stays inside would only repeat a file.

    Raises:
        InputError: there is nothing at the source, it is empty, or the archive is damaged.
        TooLargeError: more files, or more bytes in an archive, than an episode can have.
    """
    if not isinstance(source, Path):
        with _of_stream(source) as members:
            yield members
    elif source.is_dir():
        yield _checked(_of_folder(source))
    elif source.is_file() and zipfile.is_zipfile(source) and not _is_dicom(source):
        with _archive(source) as archive:
            yield _checked(_of_archive(archive))
    elif source.is_file():
        with source.open("rb") as stream:
            _check_whole(stream.read(132))
        yield Members([Member(_printable(source.name), source.stat().st_size, lambda: source.open("rb"))], [])
    else:
        raise InputError(
            "There is no folder or file at the place given.", next_step="Give a folder or a ZIP archive of DICOM files.",
            slug="rt.no-such-place",
        )  # fmt: skip


@contextmanager
def _of_stream(stream: BinaryIO) -> Iterator[Members]:
    stream.seek(0)
    head = stream.read(132)
    if head[128:] != b"DICM" and zipfile.is_zipfile(stream):
        with _archive(stream) as archive:
            yield _checked(_of_archive(archive, LARGEST_HELD))
        return
    _check_whole(head)
    stream.seek(0)
    content = stream.read()
    yield _checked(Members([Member(IN_MEMORY, len(content), lambda: io.BytesIO(content))] if content else [], []))


def _is_dicom(source: Path) -> bool:
    # A DICOM file may end in something that looks like an archive's directory.
    with source.open("rb") as stream:
        return stream.read(132)[128:] == b"DICM"


def _check_whole(head: bytes) -> None:
    """Refuse a file that begins as an archive and has no directory: it was not copied to its end."""
    if head.startswith(b"PK\x03\x04") and head[128:] != b"DICM":
        raise _damaged()


def _damaged() -> InputError:
    return InputError("The archive is damaged or not whole.", next_step="Pack or copy it again.", slug="rt.damaged-archive")


def _archive(source: Path | BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _damaged() from None


def _checked(members: Members) -> Members:
    if members.count == 0:
        raise InputError("There are no files.", next_step="Give the folder or archive that holds the export.", slug="rt.empty")
    members.files.sort(key=lambda member: member.name)
    return members


def _too_many() -> TooLargeError:
    return TooLargeError(f"There are more than {MOST_FILES:,} files.", next_step="Give one patient's episode at a time.")


def _of_folder(folder: Path) -> Members:
    members = Members([], [])

    def cannot_list(error: OSError) -> None:
        name = Path(error.filename or folder).relative_to(folder).as_posix()
        members.problems.append(problem(_printable(name), "rt.unreadable"))

    for place, folders, files in os.walk(folder, onerror=cannot_list, followlinks=False):
        for name in folders:
            if (Path(place) / name).is_symlink():
                members.problems.append(problem(_name_in(folder, Path(place) / name), "rt.link"))
        for name in files:
            _add_file(members, folder, Path(place) / name)
        if members.count > MOST_FILES:
            raise _too_many()
    return members


def _add_file(members: Members, folder: Path, path: Path) -> None:
    name = _name_in(folder, path)
    try:
        found = path.lstat()
    except OSError:
        members.problems.append(problem(name, "rt.unreadable"))
        return
    if stat.S_ISLNK(found.st_mode):
        members.problems.append(problem(name, "rt.link"))
    elif not stat.S_ISREG(found.st_mode):
        members.problems.append(problem(name, "rt.unreadable"))
    else:
        members.files.append(Member(name, found.st_size, lambda: path.open("rb")))


def _name_in(folder: Path, path: Path) -> str:
    return _printable(path.relative_to(folder).as_posix())


def _printable(name: str) -> str:
    """Return a name that can be written as UTF-8; bytes that are no text show as escapes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _of_archive(archive: zipfile.ZipFile, most: int = LARGEST_ARCHIVE) -> Members:
    members = Members([], [])
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise _too_many()
    if sum(entry.file_size for entry in entries) > most:
        raise TooLargeError(
            f"The archive unpacks to more than {most >> 30} GiB.", next_step="Give one patient's episode at a time."
        )
    for entry in entries:
        name = _printable(entry.filename.replace("\\", "/"))
        slug = _objection(entry, name)
        if slug:
            members.problems.append(problem(name, slug))
        else:
            members.files.append(Member(name, entry.file_size, _opener(archive, entry)))
    return members


def _opener(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    return lambda: cast(BinaryIO, archive.open(entry))


def _objection(entry: zipfile.ZipInfo, name: str) -> str:
    """Return why an entry is not read; empty where it is. Nothing is unpacked, yet a name that climbs is no honest one."""
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        return "rt.unsafe-name"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "rt.link"
    if entry.flag_bits & 1:
        return "rt.encrypted"
    if entry.file_size > LARGEST_MEMBER:
        return "rt.too-large"
    return ""
