"""Take the identifiers out of an archive: each file in it, and the files' names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from codewell.documents.archives import LIMITS, ArchiveLimits, Member, is_archive, members_of, zip_of
from codewell.documents.document import Format
from codewell.documents.sniffing import format_of
from codewell.kernel.errors import CodewellError, InputError
from codewell.phi.finding import find_identifiers
from codewell.phi.redaction import Finder
from codewell.tasks.file_names import split_name, tells_somebody

MemberRedactor = Callable[[bytes, str], bytes]
"""From a file and its name to the file without identifiers; raises a `CodewellError` where it cannot be read."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that could not be redacted and is not in the result.

    Args:
        number: 1-based place in the archive; its name may tell a person and is not repeated.
        slug: of the error.
        message: of the error.
    """

    number: int
    slug: str
    message: str


@dataclass(frozen=True, slots=True)
class RedactedArchive:
    """An archive without identifiers.

    Args:
        content: a ZIP archive, whatever the original was.
        files: how many files it holds.
        renamed: how many of their names told something and were replaced.
        left_out: files that are not in it.
        unpacked: bytes that were read of it and of the archives within it.
    """

    content: bytes = field(repr=False)
    files: int
    renamed: int
    left_out: tuple[LeftOut, ...]
    unpacked: int


def redact_archive(
    content: bytes, redacted: MemberRedactor, *, find: Finder = find_identifiers, depth: int = 0, limits: ArchiveLimits = LIMITS
) -> RedactedArchive:
    """Return the archive with each of its files redacted, archives within it too, and names that may tell a person replaced.

    A file that cannot be read is left out and said, and the others are done.

    Args:
        content: a ZIP or tar archive.
        redacted: redacts one file.
        find: finds the identifiers of a text; for the names.
        depth: how many archives it lies in.
        limits: how much is read of it, archives within it counted.

    Raises:
        InputError: the archive is damaged, encrypted, unsafe or larger than is read.
    """
    names = _Names(find)
    written: list[Member] = []
    left_out: list[LeftOut] = []
    renamed = unpacked = 0
    for number, member in enumerate(members_of(content, depth=depth, limits=limits), 1):
        unpacked += len(member.content)
        try:
            if holds_files(member.content, member.name):
                inner = redact_archive(member.content, redacted, find=find, depth=depth + 1, limits=_left(limits, unpacked))
                result, renamed, unpacked = inner.content, renamed + inner.renamed, unpacked + inner.unpacked
                left_out += [LeftOut(number, one.slug, one.message) for one in inner.left_out]
            else:
                result = redacted(member.content, member.name)
        except CodewellError as refused:
            left_out.append(LeftOut(number, refused.slug, refused.message))
            continue
        name = names.of(member.name)
        renamed += name != member.name
        written.append(Member(name, result))
    return RedactedArchive(zip_of(written), len(written), renamed, tuple(left_out), unpacked)


def _left(limits: ArchiveLimits, unpacked: int) -> ArchiveLimits:
    return replace(limits, total_bytes=max(0, limits.total_bytes - unpacked))


def holds_files(content: bytes, name: str) -> bool:
    """Say whether the bytes are an archive and no document that is packed as one."""
    if not is_archive(content):
        return False
    try:
        return format_of(content, name) is not Format.DOCX
    except InputError:
        return True


class _Names:
    """Replaces the steps of paths that may tell a person, each the same way wherever it stands."""

    def __init__(self, find: Finder) -> None:
        self._find = find
        self._known: dict[str, str] = {}
        self._given = 0

    def of(self, path: str) -> str:
        *folders, file = path.split("/")
        stem, end = split_name(file)
        return "/".join([*(self._step(one, "folder") for one in folders), self._step(stem, "file") + end])

    def _step(self, step: str, kind: str) -> str:
        known = self._known.get(f"{kind} {step}")
        if known is None:
            told = tells_somebody(step, self._find)
            if told:
                self._given += 1
            known = self._known[f"{kind} {step}"] = f"{kind}-{self._given:04d}" if told else step
        return known
