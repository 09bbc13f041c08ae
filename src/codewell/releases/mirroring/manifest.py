"""What a mirrored reference consists of: each file with its SHA-256, and the rows of the catalogue."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from codewell.kernel.errors import InputError
from codewell.kernel.validity import Validity
from codewell.releases.mirroring.digest import reference_digest
from codewell.releases.release import Release

MANIFEST = "MANIFEST.json"
FILES = "files"
"""Folder of a mirror; a file lies there under its SHA-256, so that an export beside an older one disturbs nobody's fetch."""
LARGEST_MANIFEST = 4_000_000
_FORM = 1
_PLACE = re.compile(
    r"(?:releases/[A-Za-z0-9][A-Za-z0-9._-]{0,150}\.sqlite"
    r"|clinical/[A-Za-z0-9][A-Za-z0-9._-]{0,100}"
    r"|search(?:-unlicensed)?/(?:current\.txt|index-[A-Za-z0-9-]{1,60}/[A-Za-z0-9][A-Za-z0-9._-]{0,100}))"
)
"""Where a file may go below a home; a manifest that names any other place is refused."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class MirroredFile:
    """One file of the reference.

    Args:
        place: below the home, with forward slashes.
        size: bytes.
        sha256: of its bytes, in hexadecimal.
    """

    place: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole reference.

    Args:
        made_by: program and version that exported it.
        files: in the order in which they are put in place.
        releases: rows of the catalogue.
    """

    made_by: str
    files: tuple[MirroredFile, ...]
    releases: tuple[Release, ...]

    @property
    def reference(self) -> str:
        """The digest that `/readyz` tells."""
        return reference_digest(self.releases)

    def as_bytes(self) -> bytes:
        """Return it as it is written; the same reference gives the same bytes."""
        rows = [
            {**asdict(one), "validity": [one.validity.first_day.isoformat(), _iso(one.validity.last_day)]}
            for one in self.releases
        ]
        value = {
            "form": _FORM,
            "made_by": self.made_by,
            "reference": self.reference,
            "files": [asdict(one) for one in self.files],
            "releases": rows,
        }
        return (json.dumps(value, indent=1) + "\n").encode()


def read_manifest(content: bytes, where: str) -> Manifest:
    """Return a manifest that was written by an export.

    Args:
        content: its bytes.
        where: it came from, for the refusal.

    Raises:
        InputError: it is none, is of a newer program, names a place outside the reference, or contradicts itself.
    """
    try:
        value = json.loads(content)
        if value["form"] != _FORM:
            raise ValueError("another form")
        files = tuple(_file(one) for one in value["files"])
        made = Manifest(str(value["made_by"])[:60], files, tuple(_release(one) for one in value["releases"]))
        _see_that_it_agrees(made, str(value["reference"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise InputError(
            f"{where} holds no manifest of mirrored releases that this program can read ({type(fault).__name__}).",
            next_step="Export it again with `codewell releases export`, with the same version of Codewell.",
            slug="input.mirror-manifest",
        ) from None
    return made


def _see_that_it_agrees(manifest: Manifest, stated: str) -> None:
    places = [one.place for one in manifest.files]
    needed = {f"releases/{one.file_name}" for one in manifest.releases}
    if stated != manifest.reference or len(set(places)) != len(places) or not needed <= set(places):
        raise ValueError("it contradicts itself")


def _file(value: Mapping[str, Any]) -> MirroredFile:
    made = MirroredFile(str(value["place"]), int(value["size"]), str(value["sha256"]))
    if not _PLACE.fullmatch(made.place) or ".." in made.place or not _SHA256.fullmatch(made.sha256) or made.size < 0:
        raise ValueError("a place, size or checksum that cannot be")
    return made


def _release(value: Mapping[str, Any]) -> Release:
    first_day, last_day = value["validity"]
    validity = Validity(date.fromisoformat(first_day), date.fromisoformat(last_day) if last_day else None)
    return Release(
        source=str(value["source"]),
        release=str(value["release"]),
        validity=validity,
        file_name=str(value["file_name"]),
        origin=str(value["origin"]),
        sha256=str(value["sha256"]),
        url=str(value["url"]),
        licence=str(value["licence"]),
        excerpt=bool(value["excerpt"]),
        row_count=int(value["row_count"]),
        imported_at=str(value["imported_at"]),
        accepted_by=str(value["accepted_by"]),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def in_order(files: Iterable[MirroredFile]) -> tuple[MirroredFile, ...]:
    """Return files so that what points at others is put in place last: the name of the current index after its arrays."""
    return tuple(sorted(files, key=lambda one: (one.place.endswith("/current.txt"), one.place)))
