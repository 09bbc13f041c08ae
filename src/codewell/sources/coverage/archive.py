"""Files inside the ZIP inside the export's ZIP, opened in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import IO

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import LARGEST_FILE, PublishedFile


def unpacked(files: Sequence[PublishedFile]) -> tuple[PublishedFile, ...]:
    """Return the files, those in an inner archive in its place; an archive inside that one is left closed.

    Raises:
        PublisherFileError: an inner archive is damaged, encrypted, or claims an absurd size.
    """
    return tuple(inner for file in files for inner in (_members(file) if file.name.lower().endswith(".zip") else (file,)))


def _members(file: PublishedFile) -> Iterator[PublishedFile]:
    content = file.read()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except zipfile.BadZipFile as damage:
        raise PublisherFileError(file=file.name, expected="a whole ZIP archive", found="damaged or truncated data") from damage
    for info in infos:
        if info.file_size > LARGEST_FILE or info.flag_bits & 0x1:
            raise PublisherFileError(
                file=f"{file.name}/{info.filename}",
                expected=f"a file without password of at most {LARGEST_FILE} bytes",
                found="an encrypted member" if info.flag_bits & 0x1 else str(info.file_size),
            )
        yield PublishedFile(info.filename.rsplit("/", 1)[-1], _opener(content, info.filename))


def _opener(content: bytes, member: str) -> Callable[[], IO[bytes]]:
    return lambda: zipfile.ZipFile(io.BytesIO(content)).open(member)
