"""The releases on this machine, by what they are about."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.interfaces.web.views.cited import source_title
from codewell.tasks.list_releases import ListedRelease, ReleaseList

_SUBJECTS = (
    ("Diagnoses", ("icd10cm", "hcc", "guidelines", "gems", "drg")),
    ("Inpatient procedures", ("icd10pcs",)),
    ("Procedures, drugs and supplies", ("hcpcs", "cpt", "starter-pack", "rbcs")),
    ("Physician payment", ("mpfs", "gpci", "anesthesia", "opps-cap")),
    ("Hospital outpatient and ambulatory surgery", ("opps", "asc")),
    ("Correct coding edits", ("ncci", "manual")),
    ("Coverage", ("coverage",)),
)


@dataclass(frozen=True, slots=True)
class LoadedSource:
    """One source with its ready releases.

    Args:
        id: as `codewell import` takes it.
        title: the publisher's name for it.
        releases: earliest first.
    """

    id: str
    title: str
    releases: tuple[ListedRelease, ...]

    @property
    def newest(self) -> ListedRelease:
        """The release that answers on the day, else the one that began last."""
        return next((one for one in self.releases if one.in_force), self.releases[-1])


@dataclass(frozen=True, slots=True)
class SubjectGroup:
    """Sources about one subject.

    Args:
        title: the subject.
        sources: by id.
    """

    title: str
    sources: tuple[LoadedSource, ...]


def release_groups(listed: ReleaseList) -> tuple[SubjectGroup, ...]:
    """Return the ready releases by subject and source; what fits no subject comes last."""
    by_source: dict[str, list[ListedRelease]] = {}
    for one in listed.releases:
        by_source.setdefault(one.release.source, []).append(one)
    subjects: dict[str, list[LoadedSource]] = {title: [] for title, _ in _SUBJECTS}
    for source_id in sorted(by_source):
        loaded = LoadedSource(source_id, source_title(source_id), tuple(by_source[source_id]))
        subjects.setdefault(_subject(source_id), []).append(loaded)
    return tuple(SubjectGroup(title, tuple(sources)) for title, sources in subjects.items() if sources)


def _subject(source_id: str) -> str:
    exact = next((title for title, prefixes in _SUBJECTS if source_id in prefixes), None)
    return exact or next((title for title, prefixes in _SUBJECTS if source_id.startswith(prefixes)), "Other")
