"""ZIP and tar archives, read member by member in memory and within bounds; nothing is ever extracted to a disk."""

from __future__ import annotations

import io
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codewell.kernel.errors import InputError


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much of an archive is read.

    Args:
        members: files in it.
        member_bytes: bytes of one file once unpacked.
        total_bytes: bytes of all files once unpacked.
        ratio: times that a file of more than a million bytes may be larger than it is packed.
        depth: archives within archives.
    """

    members: int = 10_000
    member_bytes: int = 100_000_000
    total_bytes: int = 500_000_000
    ratio: int = 200
    depth: int = 3


LIMITS = ArchiveLimits()
_RATIO_FROM = 1_000_000
_DRIVE = re.compile(r"[A-Za-z]:")
_TAR_MAGIC = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive.

    Args:
        name: its path within the archive, with slashes; relative, without `..`.
        content: its bytes.
    """

    name: str
    content: bytes


def is_archive(content: bytes) -> bool:
    """Say whether the bytes are a ZIP archive, or a tar archive packed or not, by how they begin."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", *_TAR_MAGIC)) or content[257:262] == b"ustar"


def members_of(content: bytes, *, depth: int = 0, limits: ArchiveLimits = LIMITS) -> Iterator[Member]:
    """Yield the files of an archive in its order; folders are passed over.

    Args:
        content: the archive.
        depth: how many archives it lies in, 0 for a file.
        limits: how much is read.

    Raises:
        InputError: it is damaged or encrypted, holds a link, a device or a path that leaves it, names a file twice, or is larger
            than the limits in any way.
    """
    if depth > limits.depth:
        raise InputError(
            f"Archives lie in one another more than {limits.depth} deep.", next_step="Unpack them.", slug="input.archive-too-deep"
        )
    read = _zip_members if content.startswith(b"PK") else _tar_members
    names: set[str] = set()
    total = 0
    try:
        for member in read(content, limits):
            total += len(member.content)
            if len(names) >= limits.members or total > limits.total_bytes:
                raise too_large()
            if member.name in names:
                raise _unsafe("names one file twice")
            names.add(member.name)
            yield member
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, NotImplementedError, ValueError, LookupError):
        raise InputError(
            "The archive is damaged or packed in an unknown way.",
            next_step="Pack it again as ZIP.",
            slug="input.archive-malformed",
        ) from None


def zip_of(members: Iterable[Member]) -> bytes:
    """Return a ZIP archive of files in their order, without dates, comments or owners: the same files give the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(zipfile.ZipInfo(member.name, _FIRST_DAY), member.content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _zip_members(content: bytes, limits: ArchiveLimits) -> Iterator[Member]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > limits.members:
            raise too_large()
        for entry in entries:
            if entry.is_dir():
                continue
            if entry.flag_bits & 1:
                raise InputError(
                    "The archive is encrypted.", next_step="Pack it without a password.", slug="input.archive-encrypted"
                )
            mode = entry.external_attr >> 16
            if stat.S_ISLNK(mode) or (stat.S_IFMT(mode) and not stat.S_ISREG(mode)):
                raise _unsafe("holds a link or a device")
            _check_size(entry.file_size, entry.compress_size, limits)
            with archive.open(entry) as file:
                unpacked = file.read(min(entry.file_size, limits.member_bytes) + 1)
            # The size that the archive states is checked too: a lying one unpacks to more.
            _check_size(len(unpacked), entry.compress_size, limits)
            yield Member(_safe_name(entry.filename), unpacked)


def _tar_members(content: bytes, limits: ArchiveLimits) -> Iterator[Member]:
    # As a stream: a packed archive is unpacked only as far as its members are read.
    total = 0
    with tarfile.open(fileobj=io.BytesIO(content), mode="r|*") as archive:
        for entry in archive:
            if entry.isdir():
                continue
            if not entry.isreg():
                raise _unsafe("holds a link or a device")
            total += entry.size
            if entry.size > limits.member_bytes or total > limits.total_bytes or total > limits.ratio * max(len(content), 10_000):
                raise too_large()
            file = archive.extractfile(entry)
            yield Member(_safe_name(entry.name), file.read() if file else b"")


def _check_size(unpacked: int, packed: int, limits: ArchiveLimits) -> None:
    if unpacked > limits.member_bytes or (unpacked > _RATIO_FROM and unpacked > limits.ratio * max(packed, 1)):
        raise too_large()


def _safe_name(name: str) -> str:
    steps = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in steps or "\0" in name or not name.strip("./"):
        raise _unsafe("holds a path that leads out of it")
    return "/".join(step for step in steps if step not in ("", "."))


def too_large() -> InputError:
    """The archive unpacks to more than is read."""
    return InputError(
        "The archive unpacks to more than Codewell reads at once.", next_step="Unpack it and give its files.",
        slug="input.archive-too-large",
    )  # fmt: skip


def _unsafe(what: str) -> InputError:
    return InputError(
        f"The archive {what}, which is not read.", next_step="Pack plain files and folders only.", slug="input.archive-unsafe"
    )
