"""Codes that a coder looks at next: replacements, family, add-ons, PTP partners, the HCPCS file's cross-references."""

from __future__ import annotations

from datetime import date, timedelta

from codewell.codebook import procedure_words
from codewell.codebook.entry import Origin, RelatedCode
from codewell.codebook.origins import answering, origin_of
from codewell.kernel.codes import Code, CodeSystem, CptCode, HcpcsCode, possible_codes
from codewell.releases.shelf import OpenRelease, Shelf

MOST_PARTNERS = 200
"""PTP partners shown of each column; some codes have thousands."""


def related(shelf: Shelf, code: Code, on: date) -> tuple[RelatedCode, ...]:
    """Return the related codes, replacements first."""
    found = [*_stated(shelf, code, on), *_cross_references(shelf, code, on), *_add_ons(shelf, code, on), *_ptp(shelf, code, on)]
    return tuple(found)


def _code(value: str) -> Code:
    return CptCode(value) if CptCode.shape.fullmatch(value) else HcpcsCode(value)


def _make(shelf: Shelf, value: str, on: date, relation: str, note: str, origin: Origin) -> RelatedCode:
    other = _code(value)
    return RelatedCode(other.system.value, value, procedure_words.display(shelf, other, on), relation, note, origin)


def _stated(shelf: Shelf, code: Code, on: date) -> list[RelatedCode]:
    packs = shelf.all("starter-pack")
    if not packs:
        return []
    base = origin_of(packs[-1])
    successor_day = _first_day_without(packs[-1], code, on)
    rows = packs[-1].database.all(
        "SELECT other, relation, note, cites FROM relations WHERE code = ? ORDER BY relation <> 'replaced_by', relation, other",
        code.value,
    )
    return [
        _make(
            shelf,
            other,
            successor_day if relation == "replaced_by" else on,
            relation,
            note or "",
            Origin(base.source, base.release, base.validity, cites.split(" ")[0] or base.url),
        )
        for other, relation, note, cites in rows
    ]


def _first_day_without(pack: OpenRelease, code: Code, on: date) -> date:
    """Return the day on which a successor takes over, so that it is named by what it means then; `on` if none is stated."""
    row = pack.database.one("SELECT MAX(period_last_day) FROM codes WHERE code = ?", code.value)
    last_day = date.fromisoformat(row[0]) if row and row[0] else None
    return max(on, last_day + timedelta(days=1)) if last_day else on


def _cross_references(shelf: Shelf, code: Code, on: date) -> list[RelatedCode]:
    opened = shelf.nearest("hcpcs", on) if code.system is CodeSystem.HCPCS else None
    row = opened.database.one("SELECT cross_reference FROM codes WHERE code = ?", code.value) if opened else None
    if not opened or not row or not row[0]:
        return []
    return [
        _make(shelf, other.value, on, "cross_reference", "cross-reference in the HCPCS file", origin_of(opened))
        for word in row[0].replace(",", " ").split()
        for other in possible_codes(word)[:1]
        if other.system in (CodeSystem.HCPCS, CodeSystem.CPT)
    ]


def _add_ons(shelf: Shelf, code: Code, on: date) -> list[RelatedCode]:
    opened = answering(shelf, "ncci-addon", on).opened
    if opened is None:
        return []
    day, origin = on.isoformat(), origin_of(opened)
    live = "(effective IS NULL OR effective <= ?2) AND (deleted IS NULL OR deleted >= ?2)"
    parents = opened.database.all(
        f"SELECT primary_code, type FROM addons WHERE addon_code = ?1 AND {live} ORDER BY 1 LIMIT {MOST_PARTNERS}",
        code.value,
        day,
    )
    children = opened.database.all(
        f"SELECT addon_code, type FROM addons WHERE primary_code = ?1 AND {live} ORDER BY 1 LIMIT {MOST_PARTNERS}",
        code.value,
        day,
    )
    found = [
        _make(shelf, value, on, "add_on_to", f"add-on code edit type {kind}", origin)
        for value, kind in parents
        if CptCode.shape.fullmatch(value) or HcpcsCode.shape.fullmatch(value)
    ]
    return found + [_make(shelf, value, on, "has_add_on", f"add-on code edit type {kind}", origin) for value, kind in children]


def _ptp(shelf: Shelf, code: Code, on: date) -> list[RelatedCode]:
    found = []
    for source, setting in (("ncci-ptp-practitioner", "practitioner"), ("ncci-ptp-outpatient", "outpatient hospital")):
        answer = answering(shelf, source, on)
        if answer.opened is None:
            continue
        day = on.isoformat() if answer.covers else (answer.opened.release.validity.last_day or on).isoformat()
        for mine, theirs, relation in (("column_1", "column_2", "column_1_of"), ("column_2", "column_1", "column_2_of")):
            rows = answer.opened.database.all(
                f"SELECT {theirs}, modifier_indicator FROM edits WHERE {mine} = ?1 AND modifier_indicator <> 9 "
                "AND (effective IS NULL OR effective <= ?2) AND (deleted IS NULL OR deleted >= ?2) "
                f"ORDER BY 1 LIMIT {MOST_PARTNERS}",
                code.value,
                day,
            )
            found += [
                _make(shelf, value, on, relation, f"PTP, {setting}, {_indicator(indicator)}", origin_of(answer.opened))
                for value, indicator in rows
            ]
    return found


def _indicator(value: int) -> str:
    return "a modifier can release the pair (indicator 1)" if value == 1 else "no modifier releases the pair (indicator 0)"
