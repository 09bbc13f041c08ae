"""The life of a diagnosis code: conversion table and differences between the loaded code lists."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from codewell.codebook.entry import HistoryEvent, RelatedCode, Standing
from codewell.codebook.origins import origin_of
from codewell.kernel.codes import Code, CodeSystem, Icd10CmCode
from codewell.releases.shelf import OpenRelease, Shelf

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


def stated_standing(shelf: Shelf, code: Code, on: date) -> Standing | None:
    """Return what is certain of a day that no code list covers: not yet added, or deleted; None where nothing says either."""
    if on < FIRST_DAY_OF_ICD10CM:
        return Standing.NOT_YET
    changes = [event for event in conversion_events(shelf, code) if event.action in ("added", "deleted")]
    before = [event for event in changes if event.day <= on]
    if before:
        return Standing.NO_LONGER if before[-1].action == "deleted" else None
    return Standing.NOT_YET if changes and changes[0].action == "added" else None


def divided_since(shelf: Shelf, code: Code, listed: OpenRelease, on: date) -> date | None:
    """Return the day between the end of a list and `on` from which the conversion table adds codes below `code`.

    From that day the code is a header, whatever the ended list says.
    """
    tables = shelf.all("icd10cm-conversion")
    if code.system is not CodeSystem.ICD10CM or not tables or not listed.release.ends_before(on):
        return None
    row = tables[-1].database.one(
        "SELECT MIN(day) FROM changes WHERE code > ?1 AND code < ?1 || '~' AND action = 'added' AND day > ?2 AND day <= ?3",
        code.value,
        str(listed.release.validity.last_day),
        on.isoformat(),
    )
    return date.fromisoformat(row[0]) if row and row[0] else None


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
    """Return the codes that the conversion table names for this one, in both directions.

    The table names the code that a new one was reported with before. Where that code stays billable on the new one's first
    day, it gave up a part of what it held and is not replaced.
    """
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
    for value, day in forward:
        stays = _is_billable(shelf, code, date.fromisoformat(day))
        relation, words = ("part_moved_to", "a part, from") if stays else ("replaced_by", "from")
        found.append((value, day, relation, f"{words} {day}"))
    for value, day in backward:
        stays = _is_billable(shelf, Icd10CmCode(value), date.fromisoformat(day))
        relation, words = ("part_moved_from", "a part, since") if stays else ("replaces", "since")
        found.append((value, day, relation, f"{words} {day}"))
    return tuple(
        RelatedCode(
            "icd10cm",
            str(Icd10CmCode(value)),
            _display(shelf, Icd10CmCode(value), max(on, date.fromisoformat(day)) if relation.endswith(("by", "to")) else on),
            relation,
            note,
            origin,
        )
        for value, day, relation, note in found
        if value != code.value
    )


def _is_billable(shelf: Shelf, code: Code, day: date) -> bool:
    """Say whether the code list of the day, or the first loaded one after it, has the code as valid for submission."""
    opened = shelf.nearest(code.system.value, day)
    row = opened.database.one("SELECT billable FROM codes WHERE code = ?", code.value) if opened else None
    return row is not None and bool(row[0])


def _display(shelf: Shelf, code: Code, on: date) -> str:
    opened = shelf.nearest(code.system.value, on)
    row = opened.database.one("SELECT long_descriptor FROM codes WHERE code = ?", code.value) if opened else None
    return str(row[0]) if row else ""
