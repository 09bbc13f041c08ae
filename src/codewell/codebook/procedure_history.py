"""The life of a procedure code: stated events, the HCPCS file's dates, differences between loaded files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from codewell.codebook.entry import HistoryEvent, Origin
from codewell.codebook.meanings import meaning_of
from codewell.codebook.origins import origin_of
from codewell.codebook.procedure_lifetimes import last_quarterly_listing
from codewell.kernel.codes import Code, CodeSystem
from codewell.kernel.validity import Validity
from codewell.releases.shelf import OpenRelease, Shelf


def events(shelf: Shelf, code: Code, spans: Sequence[Validity]) -> tuple[HistoryEvent, ...]:
    """Return all known changes of a code, earliest first; a cited event goes before our reading of a file.

    Args:
        shelf: the releases.
        code: the code.
        spans: days in force, whose end a quarterly list may show where no file states it.
    """
    found = _stated(shelf, code)
    said = {(event.day, event.action) for event in found}
    if code.system is CodeSystem.HCPCS:
        for event in (*_dates_of_file(shelf, code), *_end_by_quarterly_list(shelf, code, spans), *_differences(shelf, code)):
            if (event.day, event.action) not in said:
                said.add((event.day, event.action))
                found.append(event)
    return tuple(sorted(found, key=lambda event: (event.day, event.action)))


def _stated(shelf: Shelf, code: Code) -> list[HistoryEvent]:
    packs = shelf.all("starter-pack")
    if not packs:
        return []
    base = origin_of(packs[-1])
    rows = packs[-1].database.all("SELECT day, action, note, cites FROM events WHERE code = ? ORDER BY day", code.value)
    return [
        HistoryEvent(
            date.fromisoformat(day),
            action,
            note,
            Origin(base.source, base.release, base.validity, cites.split(" ")[0] or base.url),
        )
        for day, action, note, cites in rows
    ]


def _dates_of_file(shelf: Shelf, code: Code) -> list[HistoryEvent]:
    found = []
    for opened in shelf.all("hcpcs"):
        row = opened.database.one("SELECT added, action, action_effective, terminated FROM codes WHERE code = ?", code.value)
        if row is None:
            continue
        added, action, effective, terminated = row
        origin = origin_of(opened)
        if added:
            found.append(HistoryEvent(date.fromisoformat(added), "added", "Added to HCPCS Level II", origin))
        if terminated:
            found.append(HistoryEvent(date.fromisoformat(terminated), "terminated", "Last day in force", origin))
        if effective and action and action not in ("A", "D", "N"):
            note = meaning_of("hcpcs", "action", action, date.fromisoformat(effective)) or f"Action {action}"
            found.append(HistoryEvent(date.fromisoformat(effective), "revised", note, origin))
    return found


def _end_by_quarterly_list(shelf: Shelf, code: Code, spans: Sequence[Validity]) -> list[HistoryEvent]:
    last_day = spans[-1].last_day if spans else None
    listing = last_quarterly_listing(shelf, code) if last_day else None
    if last_day is None or listing is None or listing.release.validity.last_day != last_day:
        return []
    return [HistoryEvent(last_day, "terminated", "Last quarter in which OPPS Addendum B lists it", origin_of(listing))]


def _differences(shelf: Shelf, code: Code) -> list[HistoryEvent]:
    question = "SELECT long_descriptor FROM codes WHERE code = ?"
    found: list[HistoryEvent] = []
    for earlier, later in pairwise(shelf.all("hcpcs")):
        before, after = earlier.database.one(question, code.value), later.database.one(question, code.value)
        if before and after and _plain(before[0]) != _plain(after[0]):
            note = f"Descriptor was: {before[0]} (changed after {earlier.release.release})"
            found.append(HistoryEvent(_first_day(later), "revised", note, origin_of(later)))
    return found


def _first_day(opened: OpenRelease) -> date:
    return opened.release.validity.first_day


def _plain(text: str | None) -> str:
    return " ".join((text or "").lower().split())
