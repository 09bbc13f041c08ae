"""The code systems of the releases as the terminology operations ask for them: which version answers on a day."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from codewell.releases.shelf import OpenRelease, Shelf
from codewell.tasks.terminology.order_list import order_list
from codewell.tasks.terminology.procedure_lists import CptEditions, hcpcs_list
from codewell.tasks.terminology.published import CPT, HCPCS, PROPERTIES_OF, SYSTEMS, version_of
from codewell.tasks.workplace import Workplace
from codewell.terminology.content import CodeSystemContent
from codewell.terminology.listed_content import ListedCodeSystem
from codewell.terminology.registry import Library

_MOST_KEPT = 8
"""Versions kept in memory: a year of ICD-10-CM takes some forty megabytes."""


class Holdings:
    """The code systems of one shelf.

    Args:
        shelf: the releases that the reader may see.
    """

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.cpt = CptEditions(shelf)
        self._versions = {
            url: {str(year): None for year in self.cpt.years}
            if url == CPT
            else {version_of(one.release): one for one in shelf.all(system.source)}
            for url, system in SYSTEMS.items()
        }

    def versions(self, url: str) -> tuple[str, ...]:
        """Return the versions of a code system, earliest first."""
        return tuple(self._versions.get(url, ()))

    def opened(self, url: str, version: str) -> OpenRelease | None:
        """Return the release that is a version; None for CPT, whose editions are put together."""
        return self._versions[url][version]

    def in_force(self, url: str, day: date) -> str | None:
        """Return the version that answers on a day."""
        if url == CPT:
            return str(day.year) if day.year in self.cpt.years else None
        opened = self.shelf.in_force(SYSTEMS[url].source, day) if url in SYSTEMS else None
        return version_of(opened.release) if opened else None

    def nearest(self, url: str, day: date) -> str | None:
        """Return the version in force on a day, else the last that ended before it, else the first after it."""
        if url == CPT:
            earlier = [year for year in self.cpt.years if year <= day.year]
            return str((earlier or [min(self.cpt.years)])[-1]) if self.cpt.years else None
        opened = self.shelf.nearest(SYSTEMS[url].source, day) if url in SYSTEMS else None
        return version_of(opened.release) if opened else None

    def content(self, url: str, version: str) -> ListedCodeSystem | None:
        """Return a version with its codes, out of memory where it was asked for before."""
        if version not in self._versions.get(url, ()):
            return None
        return _CONTENTS.content(self, url, version)


class _Contents:
    """The versions that were asked for last; releases that two shelves share are kept once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Path, str, str], ListedCodeSystem] = OrderedDict()
        self._reading = threading.Lock()

    def content(self, holdings: Holdings, url: str, version: str) -> ListedCodeSystem:
        key = (holdings.shelf.home, url, f"{version} {_stamp(holdings, url, version)}")
        found = self._kept.get(key)
        if found is None:
            with self._reading:
                found = self._kept.get(key) or _read(holdings, url, version)
                self._kept[key] = found
                if len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
        return found


_CONTENTS = _Contents()


def _stamp(holdings: Holdings, url: str, version: str) -> str:
    """Return what tells two contents of one version apart: the file, or all of the shelf where several are put together."""
    opened = holdings.opened(url, version)
    if opened is not None and url != HCPCS:
        return opened.release.file_name
    return f"{holdings.shelf.stamp} {sorted(holdings.shelf.withheld)}"


def _read(holdings: Holdings, url: str, version: str) -> ListedCodeSystem:
    opened = holdings.opened(url, version)
    if opened is None:
        return holdings.cpt.edition(int(version))
    if url == HCPCS:
        return hcpcs_list(holdings.shelf, opened)
    return order_list(holdings.shelf, SYSTEMS[url], opened)


_HOLDINGS: WeakKeyDictionary[Shelf, Holdings] = WeakKeyDictionary()


def holdings_of(workplace: Workplace) -> Holdings:
    """Return the code systems of a workplace."""
    shelf = workplace.shelf
    found = _HOLDINGS.get(shelf)
    if found is None:
        found = _HOLDINGS[shelf] = Holdings(shelf)
    return found


class ReleaseLibrary:
    """The code systems of the releases on a day.

    Args:
        holdings: the code systems.
        day: that the caller names: only a release that covers it answers where no version is named. None for any.
        today: decides where the caller names no day.
    """

    def __init__(self, holdings: Holdings, day: date | None, today: date) -> None:
        self._holdings = holdings
        self._day = day
        self._today = today

    def versions(self, system: str) -> Sequence[str]:
        """Return the versions held of a code system."""
        return self._holdings.versions(system)

    def content(self, system: str, version: str) -> CodeSystemContent | None:
        """Return one version of a code system."""
        return self._holdings.content(system, version)

    def preferred(self, system: str) -> str | None:
        """Return the version of the caller's day, today's or the nearest to it where the caller names none."""
        if self._day is not None:
            return self._holdings.in_force(system, self._day)
        return self._holdings.nearest(system, self._today)

    def value_sets(self) -> Iterable[dict[str, Any]]:
        """Return nothing: the value sets of whole code systems are made from their addresses."""
        return ()

    def concept_maps(self) -> Iterable[dict[str, Any]]:
        """Return nothing: crosswalks are asked a code at a time."""
        return ()


def library_of(workplace: Workplace, day: date | None) -> Library:
    """Return the code systems that a workplace holds, for a question about a day."""
    return ReleaseLibrary(holdings_of(workplace), day, workplace.today)


def described_systems(workplace: Workplace) -> Iterator[dict[str, Any]]:
    """Yield a CodeSystem resource, without its concepts, for each version held, earliest first."""
    holdings = holdings_of(workplace)
    for url in SYSTEMS:
        for version in holdings.versions(url):
            yield _described(holdings, url, version)


def _described(holdings: Holdings, url: str, version: str) -> dict[str, Any]:
    system, opened = SYSTEMS[url], holdings.opened(url, version)
    resource = {
        "resourceType": "CodeSystem",
        "id": f"{system.source}-{version}".lower(),
        "url": url,
        "version": version,
        "name": f"{system.name}_{version.replace('-', '_')}",
        "title": f"{system.system.title} {version}",
        "status": "active",
        "experimental": False,
        "publisher": "American Medical Association" if url == CPT else "Centers for Medicare & Medicaid Services",
        "copyright": system.copyright,
        "language": "en",
        "caseSensitive": True,
        "valueSet": f"{url}?fhir_vs",
        "compositional": False,
        "versionNeeded": True,
        "content": "not-present",
        "property": [
            {"code": item.code, "uri": item.uri, "type": item.kind}
            for item in PROPERTIES_OF[url]
            if not item.uri.endswith(("#parent", "#child"))
        ],
    }
    if system.hierarchical:
        resource["hierarchyMeaning"] = "is-a"
    if opened is not None:
        days = opened.release.validity
        resource["date"] = days.first_day.isoformat()
        resource["description"] = f"Release {opened.release.release}, for dates of service {days}."
    else:
        resource["date"] = f"{version}-01-01"
        resource["description"] = f"Codes of CPT that were listed in {version}, with their days; descriptors need a licence."
    return resource
