"""The releases that ship in the wheel, in the publishers' own formats, and building them into a home folder."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path

from codewell.kernel.errors import CodewellError
from codewell.kernel.validity import Validity
from codewell.releases.catalogue import Catalogue
from codewell.releases.importing import ImportRequest, import_release
from codewell.sources.contract import ReleaseIdentity
from codewell.sources.files import open_published
from codewell.sources.registry import source


@dataclass(frozen=True, slots=True)
class BundledFile:
    """One entry of the wheel's `bundled/MANIFEST.toml`.

    Args:
        source: id of the source room.
        path: below `codewell/bundled`.
        origin: the publisher's file name.
        identity: label and days.
        excerpt: True when rows were left out.
        sha256: of the decompressed bytes.
    """

    source: str
    path: Path
    origin: str
    identity: ReleaseIdentity
    excerpt: bool
    sha256: str


def bundled_files() -> tuple[BundledFile, ...]:
    """Return what the wheel carries, in the manifest's order."""
    folder = Path(str(files("codewell") / "bundled"))
    manifest = tomllib.loads((folder / "MANIFEST.toml").read_text(encoding="utf-8"))
    return tuple(
        BundledFile(
            source=entry["source"],
            path=folder / entry["path"],
            origin=entry["origin"],
            identity=ReleaseIdentity(
                entry["release"],
                Validity(_day(entry["first_day"]), _day(entry["last_day"]) if "last_day" in entry else None),
            ),
            excerpt=entry["excerpt"],
            sha256=entry["sha256"],
        )
        for entry in manifest["file"]
    )


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def missing_bundled(home: Path) -> tuple[BundledFile, ...]:
    """Return the bundled files of which this home has no release yet.

    A release that the user imported under the same label stays; one that an earlier installation built from other bytes is
    built again.
    """
    ready = {(release.source, release.release): release for release in Catalogue(home).releases()}

    def is_ready(entry: BundledFile) -> bool:
        found = ready.get((entry.source, entry.identity.release))
        return found is not None and (bool(found.imported_at) or found.sha256 == entry.sha256)

    return tuple(entry for entry in bundled_files() if not is_ready(entry))


def build_bundled(
    home: Path,
    entries: Sequence[BundledFile],
    *,
    workers: int = 2,
    progress: Callable[[BundledFile], None] = lambda entry: None,
) -> None:
    """Import bundled files, the largest first, in processes of their own.

    Each release becomes ready by itself, so an interrupted build goes on where it stopped.

    Args:
        home: the folder of the releases.
        entries: what to import; `missing_bundled` gives what a home lacks.
        workers: processes that import side by side.
        progress: called after each release.

    Raises:
        CodewellError: a release could not be built; the others are ready.
    """
    if not entries:
        return
    failure: CodewellError | None = None
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        by_size = sorted(entries, key=lambda entry: -entry.path.stat().st_size)
        waiting = {pool.submit(_build, home, entry): entry for entry in by_size}
        for finished in as_completed(waiting):
            failure = failure or finished.result()
            progress(waiting[finished])
    if failure is not None:
        raise failure


def _build(home: Path, entry: BundledFile) -> CodewellError | None:
    """Import one bundled file; errors come back as values because their constructors do not survive pickling."""
    try:
        room = source(entry.source)
        import_release(
            home,
            ImportRequest(
                room,
                open_published(entry.path),
                identity=entry.identity,
                excerpt=entry.excerpt,
                accepted_by="bundled: facts only, no AMA text" if room.rights.carries_ama else "",
            ),
        )
    except CodewellError as error:
        return CodewellError(f"{entry.source} {entry.identity.release}: {error.message}", next_step=error.next_step)
    except Exception as defect:  # noqa: BLE001 - one room's defect must not stop the others' releases
        return CodewellError(
            f"{entry.source} {entry.identity.release} could not be built ({type(defect).__name__}: {defect}).",
            next_step="Please report this; the other releases are ready.",
            slug="release.defect",
        )
    return None
