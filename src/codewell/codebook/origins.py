"""Turning releases into the origins that answers cite, and choosing the release that answers on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from codewell.codebook.entry import Absence, Origin
from codewell.releases.feeds import synced_sources
from codewell.releases.shelf import OpenRelease, Shelf


@lru_cache(maxsize=1024)
def origin_of(opened: OpenRelease) -> Origin:
    """Return the citation of a release."""
    release = opened.release
    return Origin(release.source, release.release, release.validity, release.url)


@dataclass(frozen=True, slots=True)
class Answering:
    """The release that answers for a source on a day.

    Args:
        opened: the release; None where the source has none at all.
        covers: True when its days cover the day asked about.
    """

    opened: OpenRelease | None
    covers: bool


def answering(shelf: Shelf, source: str, day: date) -> Answering:
    """Return the release in force on `day`, else the nearest, marked as not covering it.

    ICD-10-CM changes with the fiscal year: an April package of the day's own year is nearer to it than the year before.
    """
    opened = shelf.in_force(source, day)
    if opened is not None:
        return Answering(opened, True)
    if source.startswith("icd10"):
        same_year = [r for r in shelf.all(source) if fiscal_year(r.release.validity.first_day) == fiscal_year(day)]
        if same_year:
            return Answering(same_year[0], False)
    return Answering(shelf.nearest(source, day), False)


def fiscal_year(day: date) -> int:
    """Return the federal fiscal year of a day: it begins on 1 October of the calendar year before."""
    return day.year + (day.month >= 10)


def absence(source: str, title: str, found: Answering, day: date) -> Absence | None:
    """Return what to say where no release of a source covers `day`; None where one does."""
    if found.covers:
        return None
    what = f"{title} on {day}"
    if found.opened is None:
        return Absence(what, "not loaded", remedy(source))
    release = found.opened.release
    return Absence(what, f"not loaded; the nearest is {release.release} ({release.validity})", remedy(source))


def remedy(source: str) -> str:
    """Return the command that loads a newer release of a source."""
    return f"codewell sync {source}" if source in synced_sources() else f"codewell import {source} FILE"
