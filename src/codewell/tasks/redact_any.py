"""Take the identifiers out of a file or of an archive of files: one request and one result for both."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from codewell.documents.archives import LIMITS
from codewell.kernel.errors import InputError
from codewell.phi.audit import FieldsDropped, UnreadPart
from codewell.phi.finding import Engine, find_identifiers
from codewell.phi.verification import Verification
from codewell.tasks.redact_archive import holds_files, redact_archive
from codewell.tasks.redact_file import FileRequest, RedactedFile, RedactedPart, redact_file

ARCHIVE = "zip"
"""Format of a redacted archive, whatever it came as."""


def redact_any(request: FileRequest) -> RedactedFile:
    """Return the file without its identifiers; an archive comes back as a ZIP archive of its redacted files.

    A file of an archive that cannot be read is left out and named by its number in `unread`. A second pass that fails is told
    and not raised; that of an archive passes only where that of each file does.

    Raises:
        InputError: it cannot be read, the policy takes a secret, or places are pointed out in an archive.
        PhiBoundaryError: an identifier stayed in a document of fields.
    """
    return _redacted_archive(request) if holds_files(request.content, request.name) else redact_file(request)


def _redacted_archive(request: FileRequest) -> RedactedFile:
    if request.extra or request.keep:
        raise InputError(
            "Places to keep or take cannot be named in an archive.", next_step="Unpack it and give the file.",
            slug="input.places-in-archive",
        )  # fmt: skip
    done: list[RedactedFile] = []

    def member(content: bytes, name: str) -> bytes:
        file = redact_file(replace(request, content=content, name=name.rpartition("/")[2]))
        done.append(file)
        return file.content

    find = partial(find_identifiers, engine=Engine(request.engine))
    archive = redact_archive(request.content, member, find=find, limits=LIMITS)
    parts: list[RedactedPart] = []
    first = 0
    unread = [UnreadPart(f"file {one.number}", f"left out: {one.message}") for one in archive.left_out]
    seen = Verification((), 0, ())
    for number, file in enumerate(done, 1):
        if file.verification is not None:
            told = file.verification
            suspects = tuple(replace(one, part=one.part + first) for one in told.suspects)
            seen = Verification(
                (*seen.suspects, *suspects),
                seen.planted + told.planted,
                tuple(dict.fromkeys((*seen.leaked, *told.leaked))),
                (*seen.unaccounted, *(f"document {number}, {where}" for where in told.unaccounted)),
            )
        parts += [replace(one, number=one.number + first, where=f"document {number}, {one.where}") for one in file.parts]
        first = max((first, *(one.number + 1 for one in parts)))
        unread += [UnreadPart(f"document {number}, {one.where}", one.reason) for one in file.unread]
    dropped: dict[str, int] = {}
    for one in (each for file in done for each in file.dropped):
        dropped[one.path] = dropped.get(one.path, 0) + one.count
    return RedactedFile(
        archive.content,
        ARCHIVE,
        tuple(parts),
        tuple(unread),
        seen if request.verify else None,
        tuple(FieldsDropped(path, count) for path, count in sorted(dropped.items())),
        tuple(done),
    )
