"""Check that an installation can do its work, and say how to mend what cannot."""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from codewell import __version__
from codewell.kernel.errors import CodewellError
from codewell.releases.release import Release
from codewell.releases.shelf import OpenRelease
from codewell.tasks.readiness import index_folder, index_is_current, reference_is_built
from codewell.tasks.workplace import Workplace

LEAST_FREE = 1_000_000_000
"""Bytes: the reference, its index and one import beside them need about half of it."""


class Condition(Enum):
    """How a checked thing stands."""

    GOOD = "good"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class CheckedThing:
    """One line of the check.

    Args:
        what: the thing.
        condition: how it stands.
        found: what was seen.
        remedy: what to do; empty where nothing is amiss.
    """

    what: str
    condition: Condition
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class InstallationCheck:
    """What was checked, in order.

    Args:
        things: every check, good or not.
    """

    things: tuple[CheckedThing, ...]

    @property
    def is_sound(self) -> bool:
        """Say whether nothing is at fault; warnings do not count."""
        return all(thing.condition is not Condition.FAULT for thing in self.things)


def check_installation(workplace: Workplace) -> InstallationCheck:
    """Look at the program, the folder, every release file and the index; change nothing."""
    return InstallationCheck(tuple(_things(workplace)))


def _things(workplace: Workplace) -> Iterator[CheckedThing]:
    yield CheckedThing("Codewell", Condition.GOOD, f"{__version__} on Python {platform.python_version()}, {sys.platform}")
    yield _folder(workplace.home)
    yield _space(workplace.home)
    try:
        releases = tuple(workplace.shelf)
    except CodewellError as damage:
        yield CheckedThing("List of releases", Condition.FAULT, damage.message, damage.next_step)
        return
    yield _reference(workplace, releases)
    yield from (_release(workplace, opened) for source in _sources(releases) for opened in workplace.shelf.all(source))
    yield _days(workplace)
    yield _index(workplace)


def _sources(releases: tuple[Release, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(release.source for release in releases))


def _folder(home: Path) -> CheckedThing:
    what = f"Home {home}"
    if not home.exists():
        return CheckedThing(what, Condition.WARNING, "not there yet", "Run `codewell build`.")
    try:
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as refusal:
        return CheckedThing(
            what,
            Condition.WARNING,
            f"cannot be written ({refusal.strerror}); look-ups work, imports do not",
            "Change its permissions or choose another with --home.",
        )
    return CheckedThing(what, Condition.GOOD, "can be written")


def _space(home: Path) -> CheckedThing:
    existing = next(path for path in (home.absolute(), *home.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    found = f"{free / 1e9:.1f} GB free"
    if free < LEAST_FREE:
        return CheckedThing("Disk", Condition.WARNING, found, f"An import needs up to {LEAST_FREE / 1e9:.0f} GB.")
    return CheckedThing("Disk", Condition.GOOD, found)


def _reference(workplace: Workplace, releases: tuple[Release, ...]) -> CheckedThing:
    found = f"{len(releases)} releases of {len(_sources(releases))} sources"
    if not releases:
        return CheckedThing("Reference", Condition.FAULT, "no release is loaded", "Run `codewell build`.")
    if not reference_is_built(workplace.home):
        return CheckedThing("Reference", Condition.WARNING, f"{found}; bundled ones are missing", "Run `codewell build`.")
    return CheckedThing("Reference", Condition.GOOD, found)


def _release(workplace: Workplace, opened: OpenRelease) -> CheckedThing:
    """Let SQLite look at every page of the file and count its rows: the catalogue knows how many there must be."""
    release = opened.release
    again = f"Remove releases/{release.file_name} from the home, then `codewell build` or import it again."
    try:
        faults = opened.database.all("PRAGMA integrity_check(3)")
        tables = opened.database.all(
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') "
            "AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'packed_*'"
        )
        rows = sum(opened.database.all(f'SELECT count(*) FROM "{name}"')[0][0] for (name,) in tables)
    except CodewellError as damage:
        return CheckedThing(release.title, Condition.FAULT, damage.message, again)
    if faults != [("ok",)]:
        return CheckedThing(release.title, Condition.FAULT, "the file is damaged", again)
    if rows != release.row_count:
        return CheckedThing(release.title, Condition.FAULT, f"{rows:,} rows instead of {release.row_count:,}", again)
    return CheckedThing(release.title, Condition.GOOD, f"{rows:,} rows, {release.validity}")


def _days(workplace: Workplace) -> CheckedThing:
    today = workplace.today
    opened = workplace.shelf.nearest("icd10cm", today)
    if opened is None:
        return CheckedThing("ICD-10-CM today", Condition.WARNING, "no release", "Run `codewell build`.")
    if workplace.shelf.in_force("icd10cm", today) is None:
        found = f"{today} is not covered; the nearest is {opened.release.release} ({opened.release.validity})"
        return CheckedThing("ICD-10-CM today", Condition.WARNING, found, "Run `codewell sync icd10cm icd10cm-tabular`.")
    return CheckedThing("ICD-10-CM today", Condition.GOOD, f"{opened.release.release} covers {today}")


def _index(workplace: Workplace) -> CheckedThing:
    try:
        if index_is_current(workplace.shelf):
            return CheckedThing("Search index", Condition.GOOD, "made from these releases")
    except CodewellError as damage:
        return CheckedThing("Search index", Condition.FAULT, damage.message, damage.next_step)
    there = index_folder(workplace.home).exists()
    found = "made from other releases or word lists than these" if there else "not built"
    return CheckedThing("Search index", Condition.WARNING, found, "Run `codewell build`.")
