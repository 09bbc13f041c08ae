"""A download on disk: the part that has arrived, and whether it is the whole file."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from codewell.kernel.errors import DownloadError


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file that arrived whole.

    Args:
        path: where it lies.
        url: the address asked.
        sha256: of its bytes.
        size: its bytes.
        validator: the server's strong ETag, else its Last-Modified; empty where it gave neither.
        resumed_at: bytes that were there already when the last transfer began.
    """

    path: Path
    url: str
    sha256: str
    size: int
    validator: str
    resumed_at: int


class Part:
    """A download on disk: the part so far, and what the server said the file is."""

    def __init__(self, whole: Path, url: str) -> None:
        self.whole = whole
        self.url = url
        self.path = whole.with_name(whole.name + ".part")
        self._notes = whole.with_name(whole.name + ".part.json")

    def validator(self) -> str:
        """Return the server's mark of the part's file; empty where the part belongs to another address or has none."""
        with suppress(OSError, ValueError):
            noted = json.loads(self._notes.read_text(encoding="utf-8"))
            if noted["url"] == self.url and self.path.exists():
                return str(noted["validator"])
        return ""

    def size(self) -> int:
        """Return the bytes that can be gone on from."""
        return self.path.stat().st_size if self.validator() else 0

    def begin(self, validator: str) -> None:
        """Note what the part will be of; an interrupted first transfer can then be continued."""
        self._notes.write_text(json.dumps({"url": self.url, "validator": validator}), encoding="utf-8")

    def discard(self) -> None:
        """Forget the part."""
        self.path.unlink(missing_ok=True)
        self._notes.unlink(missing_ok=True)

    def complete(self, validator: str, resumed_at: int) -> Downloaded:
        """Make the part the whole file and record its checksum beside it."""
        digest = hashlib.sha256()
        with self.path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
            os.fsync(stream.fileno())
        done = Downloaded(self.whole, self.url, digest.hexdigest(), self.path.stat().st_size, validator, resumed_at)
        os.replace(self.path, self.whole)
        record = {**asdict(done), "path": self.whole.name}
        self.whole.with_name(self.whole.name + ".json").write_text(json.dumps(record, indent=1), encoding="utf-8")
        self._notes.unlink(missing_ok=True)
        return done


def require_whole(part: Part) -> None:
    """Look at the file itself: a server may announce a wrong length, or send a page of terms in the file's place.

    Raises:
        DownloadError: it is a web page, or an archive that is damaged or cut; the part is thrown away.
    """
    with part.path.open("rb") as stream:
        head = stream.read(512).lstrip().lower()
        stream.seek(max(0, part.path.stat().st_size - 2048))
        tail = stream.read()
    fault = ""
    if head.startswith((b"<!doctype html", b"<html")):
        fault = "a web page in the file's place; it may ask for terms to be accepted in a browser"
    elif part.whole.suffix.lower() == ".zip" and not _sound_archive(part.path):
        fault = "an archive that is cut or damaged"
    elif part.whole.suffix.lower() == ".pdf" and b"%%EOF" not in tail:
        fault = "a PDF that is cut"
    if fault:
        part.discard()
        raise DownloadError(
            f"{part.url} sent {fault}.", next_step="Download the file with a browser and bring it in with `codewell import`."
        )


def _sound_archive(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        return False
