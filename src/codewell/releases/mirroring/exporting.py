"""Writes the reference of a home into a folder from which other machines fetch it."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from codewell import __version__
from codewell.kernel.errors import NotLoadedError, StorageError
from codewell.releases.catalogue import Catalogue
from codewell.releases.mirroring.manifest import FILES, MANIFEST, Manifest, MirroredFile, in_order, sha256_of

Progress = Callable[[str], None]
"""Called with the place of each file."""


def export_reference(
    home: Path,
    target: Path,
    indexes: Mapping[str, Path],
    *,
    withheld: frozenset[str] = frozenset(),
    progress: Progress = lambda place: None,
) -> tuple[Manifest, str]:
    """Write the ready releases, the search index and the note coder's dictionaries; return the manifest and its SHA-256.

    The manifest is written last and by renaming: who fetches meanwhile gets the earlier export whole.

    Args:
        home: folder of the releases.
        target: folder, made where it is missing; an earlier export in it is brought up to date.
        indexes: folder of an index there -> where it lies here.
        withheld: sources that are not written, such as licensed text.
        progress: told of each file.

    Raises:
        NotLoadedError: no release is ready.
        StorageError: the disk refused; the earlier export still stands.
    """
    releases = tuple(one for one in Catalogue(home).releases() if one.source not in withheld)
    if not releases:
        raise NotLoadedError("No release is ready to be exported.", next_step="Run `codewell build`.")
    try:
        (target / FILES).mkdir(parents=True, exist_ok=True)
        found = {f"releases/{one.file_name}": home / "releases" / one.file_name for one in releases}
        found |= dict(_beside(home, indexes))
        files = []
        for place, path in found.items():
            progress(place)
            files.append(_stored(target / FILES, place, path))
        manifest = Manifest(f"codewell {__version__}", in_order(files), releases)
        content = manifest.as_bytes()
        _write(target / MANIFEST, content)
        _remove_others(target / FILES, {one.sha256 for one in files})
    except OSError as refused:
        raise StorageError(
            f"The reference could not be exported ({refused.strerror or type(refused).__name__}).",
            next_step=f"Free some space under {target}; an earlier export there still stands.",
        ) from refused
    return manifest, hashlib.sha256(content).hexdigest()


def _beside(home: Path, indexes: Mapping[str, Path]) -> Iterator[tuple[str, Path]]:
    """Yield what is made from the releases, so that no replica makes it again."""
    for name, folder in indexes.items():
        pointer = folder / "current.txt"
        if pointer.is_file():
            current = pointer.read_text(encoding="utf-8").strip()
            yield f"{name}/current.txt", pointer
            yield from ((f"{name}/{current}/{path.name}", path) for path in sorted((folder / current).iterdir()))
    if (home / "clinical").is_dir():
        yield from ((f"clinical/{path.name}", path) for path in sorted((home / "clinical").glob("dictionary-*.txt")))


def _stored(folder: Path, place: str, path: Path) -> MirroredFile:
    """Copy a file under its checksum, unless it lies there."""
    digest = sha256_of(path)
    kept, size = folder / digest, path.stat().st_size
    if not kept.is_file() or kept.stat().st_size != size:
        draft = folder / f".{digest}.{os.getpid()}"
        shutil.copyfile(path, draft)
        os.replace(draft, kept)
    return MirroredFile(place, size, digest)


def _write(file: Path, content: bytes) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    with draft.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(draft, file)


def _remove_others(folder: Path, keep: set[str]) -> None:
    """Remove what this export does not name; a fetch of the earlier one that is under way is told, and tries again."""
    for path in folder.iterdir():
        if path.name not in keep:
            path.unlink(missing_ok=True)
