"""Open releases, and which one answers on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from codewell.releases.catalogue import Catalogue
from codewell.releases.database import ReadOnlyDatabase
from codewell.releases.release import Release


class OpenRelease:
    """A ready release with its database.

    Attributes:
        release: what the catalogue says of it.
        database: its rows.
    """

    __slots__ = ("database", "release")

    def __init__(self, release: Release, folder: Path) -> None:
        self.release = release
        self.database = ReadOnlyDatabase(folder / release.file_name)

    def __repr__(self) -> str:
        return f"OpenRelease({self.release.title})"


class Shelf:
    """All ready releases below a home folder; files are opened at the first question.

    A shelf shows the releases that were ready when it was made; `refreshed` gives one that shows what is ready now.

    Args:
        home: the folder.
        withheld: sources that this shelf does not show although they may be loaded, for readers without their licence.
    """

    def __init__(self, home: Path, withheld: frozenset[str] = frozenset()) -> None:
        self._catalogue = Catalogue(home)
        self._stamp = self._catalogue.stamp()
        self.withheld = withheld
        self._open: dict[str, tuple[OpenRelease, ...]] = {}
        for release in self._catalogue.releases():
            if release.source in withheld:
                continue
            self._open[release.source] = (*self._open.get(release.source, ()), OpenRelease(release, home / "releases"))
        self._in_force: dict[tuple[str, date], OpenRelease | None] = {}

    @property
    def home(self) -> Path:
        """The folder whose releases these are."""
        return self._catalogue.home

    @property
    def stamp(self) -> tuple[int, int] | None:
        """A value that differs between shelves with different releases."""
        return self._stamp

    def refreshed(self) -> Shelf:
        """Return this shelf, or a new one if a release became ready since it was made."""
        return self if self._catalogue.stamp() == self._stamp else Shelf(self.home, self.withheld)

    def __iter__(self) -> Iterator[Release]:
        return (opened.release for releases in self._open.values() for opened in releases)

    def all(self, source: str) -> tuple[OpenRelease, ...]:
        """Return every release of a source, earliest first day first; empty when none is loaded."""
        return self._open.get(source, ())

    def in_force(self, source: str, day: date) -> OpenRelease | None:
        """Return the one release that answers on `day`, or None.

        Where two cover the day, the one that began later supersedes (an April package over its October one).
        """
        key = (source, day)
        try:
            return self._in_force[key]
        except KeyError:
            covering = [r for r in self.all(source) if r.release.validity.covers(day)]
            found = max(covering, key=lambda r: r.release.validity.first_day, default=None)
            if len(self._in_force) > 4096:
                self._in_force.clear()
            self._in_force[key] = found
            return found

    def nearest(self, source: str, day: date) -> OpenRelease | None:
        """Return the release in force on `day`, else the last that ended before it, else the first that begins after it."""
        found = self.in_force(source, day)
        if found is None:
            earlier = [r for r in self.all(source) if r.release.validity.first_day <= day]
            found = earlier[-1] if earlier else next(iter(self.all(source)), None)
        return found
