"""Words for a procedure code: licensed or public descriptors, our labels, its section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from codewell.codebook.entry import Descriptors, Place
from codewell.codebook.origins import origin_of
from codewell.kernel.codes import Code, CodeSystem
from codewell.releases.shelf import OpenRelease, Shelf

HCPCS_SECTIONS = {
    "A": "Transportation, medical and surgical supplies, administrative and miscellaneous",
    "B": "Enteral and parenteral therapy",
    "C": "Outpatient PPS",
    "D": "Dental procedures",
    "E": "Durable medical equipment",
    "G": "Temporary procedures and professional services",
    "H": "Behavioral health and substance abuse treatment services",
    "J": "Drugs administered other than by mouth, and chemotherapy drugs",
    "K": "Temporary codes of the DME contractors",
    "L": "Orthotics and prosthetics",
    "M": "Other medical services and quality measures",
    "P": "Pathology and laboratory services",
    "Q": "Temporary codes",
    "R": "Diagnostic radiology services (transportation)",
    "S": "Temporary national codes (non-Medicare)",
    "T": "National codes for state Medicaid agencies",
    "U": "Laboratory tests for the coronavirus",
    "V": "Vision, hearing and speech services",
}
NOTICE = (
    "CPT is a registered trademark of the American Medical Association. Its descriptors are shown only from your licensed files."
)


def starter_row(shelf: Shelf, code: Code, on: date) -> tuple[Any, ...] | None:
    """Return `(label, plain_language, section)` of the starter pack's period that covers the day, else its nearest one."""
    packs = shelf.all("starter-pack")
    if not packs:
        return None
    rows = packs[-1].database.all(
        "SELECT label, plain_language, section, period_first_day, period_last_day FROM codes "
        "WHERE code = ? AND system = ? ORDER BY period_first_day",
        code.value,
        code.system.value,
    )
    begun = [row for row in rows if not row[3] or row[3] <= on.isoformat()]
    chosen = begun[-1] if begun else next(iter(rows), None)
    return chosen[:3] if chosen else None


def descriptors(shelf: Shelf, code: Code, on: date) -> Descriptors:
    """Return the words for the code on the day, or those of the nearest release."""
    row = starter_row(shelf, code, on)
    label, plain = (row[0], row[1]) if row else (None, None)
    pack = shelf.all("starter-pack")
    ours = origin_of(pack[-1]) if row and pack else None
    if code.system is CodeSystem.HCPCS:
        opened, words = _nearest_row(
            shelf, "hcpcs", "SELECT short_descriptor, long_descriptor FROM codes WHERE code = ?", code, on
        )
        short, long = words or (None, None)
        return Descriptors(short, None, long, label, plain, "", origin_of(opened) if opened else ours)
    opened, words = _nearest_row(
        shelf, "cpt", "SELECT short_descriptor, medium_descriptor, long_descriptor FROM descriptors WHERE code = ?", code, on
    )
    short, medium, long = words or (None, None, None)
    return Descriptors(short, medium, long, label, plain, NOTICE, origin_of(opened) if opened else ours)


def _nearest_row(
    shelf: Shelf, source: str, question: str, code: Code, on: date
) -> tuple[OpenRelease | None, tuple[Any, ...] | None]:
    for opened in nearest_first(shelf, source, on):
        if row := opened.database.one(question, code.value):
            return opened, row
    return None, None


def nearest_first(shelf: Shelf, source: str, on: date) -> list[OpenRelease]:
    """Return the releases of a source in the order in which they are asked: the day's or nearest one, then the newest."""
    first = shelf.nearest(source, on)
    return [first, *(opened for opened in reversed(shelf.all(source)) if opened is not first)] if first else []


def display(shelf: Shelf, code: Code, on: date) -> str:
    """Return the best words for one line."""
    return descriptors(shelf, code, on).display


def system_of(value: str) -> CodeSystem:
    """Return the system of a procedure code's value: CPT begins with a digit, HCPCS Level II with a letter."""
    return CodeSystem.CPT if value[0].isdigit() else CodeSystem.HCPCS


def displays(shelf: Shelf, values: Iterable[str], on: date) -> Mapping[str, str]:
    """Return what `display` says of each CPT and HCPCS Level II code that has words, with a few questions for all of them."""
    found: dict[str, str] = {}
    waiting = set(values)
    for source, question in _BEST_WORDS:
        for opened in nearest_first(shelf, source, on):
            if waiting:
                found |= {value: words for value, words in opened.database.any_of(question, tuple(waiting)) if words}
                waiting -= found.keys()
    return found | _labels(shelf, tuple(waiting), on) if waiting else found


_BEST_WORDS = (
    ("hcpcs", "SELECT code, COALESCE(long_descriptor, short_descriptor) FROM codes WHERE code IN (?*)"),
    ("cpt", "SELECT code, COALESCE(long_descriptor, medium_descriptor, short_descriptor) FROM descriptors WHERE code IN (?*)"),
)


def _labels(shelf: Shelf, values: Sequence[str], on: date) -> dict[str, str]:
    """Return our labels of the periods that `starter_row` would choose."""
    packs = shelf.all("starter-pack")
    if not packs:
        return {}
    rows = packs[-1].database.any_of(
        "SELECT code, label, period_first_day FROM codes WHERE code IN (?*) ORDER BY code, period_first_day", values
    )
    found: dict[str, str] = {}
    day = on.isoformat()
    for value, label, first_day in rows:
        if first_day <= day or value not in found:
            found[value] = label
    return found


def breadcrumbs(shelf: Shelf, code: Code, on: date) -> tuple[Place, ...]:
    """Return the section that the code belongs to."""
    row = starter_row(shelf, code, on)
    if code.system is CodeSystem.CPT:
        return (Place("CPT", row[2], "section"),) if row and row[2] else ()
    title = HCPCS_SECTIONS.get(code.value[0])
    return (Place(f"{code.value[0]} codes", title, "section"),) if title else ()


def siblings(shelf: Shelf, code: Code, on: date) -> tuple[Place, ...]:
    """Return the codes beside this one: six live ones before and after in the list, or its section of the starter pack."""
    if code.system is CodeSystem.CPT:
        row = starter_row(shelf, code, on)
        packs = shelf.all("starter-pack")
        if not row or not packs:
            return ()
        rows = packs[-1].database.all(
            "SELECT code, label FROM codes WHERE system = 'cpt' AND section = ? AND code <> ? AND period_first_day <= ? "
            "AND (period_last_day IS NULL OR period_last_day >= ?) ORDER BY code",
            row[2],
            code.value,
            on.isoformat(),
            on.isoformat(),
        )
        return tuple(Place(value, label, "code") for value, label in rows)
    opened = shelf.nearest("hcpcs", on)
    if opened is None:
        return ()
    near = "SELECT code, COALESCE(short_descriptor, long_descriptor) FROM codes WHERE code {} ? ORDER BY code {} LIMIT 30"
    before = opened.database.all(near.format("<", "DESC"), code.value)
    after = opened.database.all(near.format(">", "ASC"), code.value)
    ended = _ended(shelf, [value for value, _ in (*before, *after)], on)
    family = [[row for row in side if row[0] not in ended and row[0][0] == code.value[0]][:6] for side in (before, after)]
    return tuple(Place(value, title or "", "code") for value, title in (*family[0][::-1], *family[1]))


def _ended(shelf: Shelf, values: Sequence[str], on: date) -> set[str]:
    """Return the codes that a HCPCS file ends before `on`; files keep them for years."""
    question = f"SELECT code FROM codes WHERE terminated < '{on.isoformat()}' AND code IN (?*)"
    return {row[0] for opened in shelf.all("hcpcs") for row in opened.database.any_of(question, values)} if values else set()
