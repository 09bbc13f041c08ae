"""The life of a diagnosis code: conversion table and differences between the loaded code lists."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from codewell.codebook.entry import HistoryEvent, RelatedCode, Standing
from codewell.codebook.origins import origin_of
from codewell.kernel.codes import Code, CodeSystem, Icd10CmCode
from codewell.kernel.validity import Validity
from codewell.releases.shelf import OpenRelease, Shelf

if TYPE_CHECKING:
    from codewell.codebook.diagnoses import DiagnosisSections

FIRST_DAY_OF_ICD10CM = date(2015, 10, 1)
"""45 CFR 162.1002(c): ICD-10-CM is the adopted set from this day on."""


def conversion_events(shelf: Shelf, code: Code) -> tuple[HistoryEvent, ...]:
    """Return what the newest conversion table says of a code, earliest first."""
    releases = shelf.all("icd10cm-conversion")
    if code.system is not CodeSystem.ICD10CM or not releases:
        return ()
    newest = releases[-1]
    rows = newest.database.all("SELECT day, action, other FROM changes WHERE code = ? ORDER BY day, action, other", code.value)
    grouped: dict[tuple[str, str], list[str]] = {}
    for day, action, other in rows:
        others = grouped.setdefault((day, action), [])
        if other:
            others.append(str(Icd10CmCode(other)))
    origin = origin_of(newest)
    return tuple(
        HistoryEvent(date.fromisoformat(day), action, _in_words(action, others), origin)
        for (day, action), others in grouped.items()
    )


def _in_words(action: str, others: list[str]) -> str:
    listed = ", ".join(others)
    if action == "added":
        return f"New; before this day reported as {listed}" if listed else "New code"
    if action == "deleted":
        return f"Deleted; from this day reported as {listed}" if listed else "Deleted"
    return f"From this day divided or reported as {listed}" if listed else "Changed"


def events(shelf: Shelf, code: Code) -> tuple[HistoryEvent, ...]:
    """Return all known changes of a code, earliest first; the conversion table's word goes before our comparison."""
    known = list(conversion_events(shelf, code))
    said = {(event.day, event.action) for event in known}
    for earlier, later in pairwise(_distinct_lists(shelf, code.system)):
        known += [event for event in _differences(earlier, later, code) if (event.day, event.action) not in said]
    return tuple(sorted(known, key=lambda event: (event.day, event.action)))


def _distinct_lists(shelf: Shelf, system: CodeSystem) -> list[OpenRelease]:
    return sorted(shelf.all(system.value), key=lambda opened: opened.release.validity.first_day)


def _differences(earlier: OpenRelease, later: OpenRelease, code: Code) -> list[HistoryEvent]:
    question = "SELECT billable, long_descriptor FROM codes WHERE code = ?"
    before, after = earlier.database.one(question, code.value), later.database.one(question, code.value)
    day, origin = later.release.validity.first_day, origin_of(later)
    since = f"compared with {earlier.release.release}"
    if before is None and after is None:
        return []
    if before is None:
        return [HistoryEvent(day, "added", f"First listed, {since}", origin)]
    if after is None:
        return [HistoryEvent(day, "deleted", f"No longer listed, {since}", origin)]
    changes = []
    if before[0] != after[0]:
        became = ("billable", "Became valid for submission") if after[0] else ("header", "Became a header with subdivisions")
        changes.append(HistoryEvent(day, became[0], f"{became[1]}, {since}", origin))
    if before[1] != after[1]:
        changes.append(HistoryEvent(day, "revised", f"Descriptor was: {before[1]}", origin))
    return changes


def replacements(shelf: Shelf, code: Code, on: date) -> tuple[RelatedCode, ...]:
    """Return the codes that the conversion table names for this one, in both directions."""
    releases = shelf.all("icd10cm-conversion")
    if code.system is not CodeSystem.ICD10CM or not releases:
        return ()
    newest = releases[-1]
    origin = origin_of(newest)
    forward = newest.database.all(
        "SELECT DISTINCT other, day FROM changes WHERE code = ? AND action <> 'added' AND other IS NOT NULL "
        "UNION SELECT DISTINCT code, day FROM changes WHERE other = ? AND action = 'added' ORDER BY 2, 1",
        code.value,
        code.value,
    )
    backward = newest.database.all(
        "SELECT DISTINCT other, day FROM changes WHERE code = ? AND action = 'added' AND other IS NOT NULL ORDER BY 2, 1",
        code.value,
    )
    found = []
    for rows, relation, words in ((forward, "replaced_by", "from"), (backward, "replaces", "since")):
        for value, day in rows:
            if value != code.value:
                other = Icd10CmCode(value)
                found.append(RelatedCode("icd10cm", str(other), _display(shelf, other, on), relation, f"{words} {day}", origin))
    return tuple(found)


def _display(shelf: Shelf, code: Code, on: date) -> str:
    opened = shelf.nearest(code.system.value, on)
    row = opened.database.one("SELECT long_descriptor FROM codes WHERE code = ?", code.value) if opened else None
    return str(row[0]) if row else ""


def statement(sections: DiagnosisSections, validity: Validity | None) -> str:
    """Return the standing of a code in one or two sentences."""
    code, on, standing = sections.code, sections.on, sections.standing
    title = code.system.title
    listed_by = f"{title} {sections.opened.release.release}" if sections.opened else title
    if standing is Standing.IN_FORCE:
        return f"{code} is in force on {on} ({listed_by})."
    if standing is Standing.NOT_LOADED:
        words = f"No {title} code list for {on} is loaded"
        if sections.opened is None:
            return f"{words}; the conversion table names {code} from {validity.first_day if validity else 'an unknown day'}."
        release = sections.opened.release
        days = f"ends {release.validity.last_day}" if release.ends_before(on) else f"covers {release.validity}"
        return f"{words}; answering from {release.release}, which {days}."
    if standing is Standing.NOT_YET:
        begins = f": it begins on {validity.first_day}" if validity else ""
        return f"{code} is not in force on {on}{begins}."
    last = f": its last day was {validity.last_day}" if validity and validity.last_day else ""
    replaced = [r.code for r in replacements(sections.shelf, code, on) if r.relation == "replaced_by"]
    return f"{code} is not in force on {on}{last}." + (f" Replaced by {', '.join(replaced)}." if replaced else "")
