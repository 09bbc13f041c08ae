"""Codes that a coder looks at next: replacements, family, add-ons, PTP partners, the HCPCS file's cross-references."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from codewell.codebook import coverage, procedure_words
from codewell.codebook.entry import Absence, Origin, RelatedCode
from codewell.codebook.origins import answering, origin_of
from codewell.codebook.ptp_pairs import ptp_columns
from codewell.kernel.codes import Code, CodeSystem, CptCode, HcpcsCode, possible_codes
from codewell.releases.shelf import OpenRelease, Shelf

MOST_PARTNERS = 200
"""PTP partners shown of each column and setting; some codes have thousands."""


@dataclass(frozen=True, slots=True)
class _Relation:
    """A related code without its words, which are read for all at once.

    Args:
        other: the other code's value; CPT and HCPCS Level II have none in common.
        day: day whose words name it.
    """

    other: str
    day: date
    relation: str
    note: str
    origin: Origin


def related(shelf: Shelf, code: Code, on: date) -> tuple[RelatedCode, ...]:
    """Return the related codes, replacements first."""
    found = [
        *_stated(shelf, code, on),
        *_stated_of_others(shelf, code, on),
        *_cross_references(shelf, code, on),
        *_add_ons(shelf, code, on),
        *_ptp(shelf, code, on),
    ]
    named: dict[date, set[str]] = {}
    for one in found:
        named.setdefault(one.day, set()).add(one.other)
    words = {day: procedure_words.displays(shelf, values, day) for day, values in named.items()}
    procedures = tuple(
        RelatedCode(_system(one.other), one.other, words[one.day].get(one.other, ""), one.relation, one.note, one.origin)
        for one in found
    )
    return (*procedures, *coverage.diagnoses_of(shelf, code, on))


def _system(value: str) -> str:
    return procedure_words.system_of(value).value


def successors(shelf: Shelf, code: Code, on: date) -> str:
    """Return in a sentence what stands in the place of a code that ended; empty where nothing loaded says it."""
    stated = [one.other for one in _stated(shelf, code, on) if one.relation == "replaced_by"]
    if stated:
        return f"Replaced by {', '.join(stated)}."
    referred = [one.other for one in _cross_references(shelf, code, on)]
    return f"The HCPCS file refers to {', '.join(referred)}." if referred else ""


def stated_successors(shelf: Shelf, code: Code, on: date) -> tuple[tuple[str, Origin], ...]:
    """Return the codes that took the place of a code, each with the publication that says so; empty where none loaded does."""
    return tuple((one.other, one.origin) for one in _stated(shelf, code, on) if one.relation == "replaced_by")


def _stated(shelf: Shelf, code: Code, on: date) -> list[_Relation]:
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
        _Relation(
            other,
            successor_day if relation == "replaced_by" else on,
            relation,
            note or "",
            Origin(base.source, base.release, base.validity, cites.split(" ")[0] or base.url),
        )
        for other, relation, note, cites in rows
    ]


_TURNED = {
    "replaces": "replaced_by",
    "replaced_by": "replaces",
    "same_family": "same_family",
    "equivalent": "equivalent",
    "reported_with": "reported_with",
    "not_reported_with": "not_reported_with",
}
"""What a relation is when it is read from the other code. Add-ons are left to the edits, which name both directions."""


def _stated_of_others(shelf: Shelf, code: Code, on: date) -> list[_Relation]:
    """Return the relations that the starter pack states at the other code only."""
    packs = shelf.all("starter-pack")
    if not packs:
        return []
    base = origin_of(packs[-1])
    rows = packs[-1].database.all(
        "SELECT code, relation, note, cites FROM relations WHERE other = ? ORDER BY relation, code", code.value
    )
    own = set(packs[-1].database.all("SELECT other, relation FROM relations WHERE code = ?", code.value))
    return [
        _Relation(
            other,
            on,
            _TURNED[relation],
            f"as {other} says: {note}" if note else "",
            Origin(base.source, base.release, base.validity, cites.split(" ")[0] or base.url),
        )
        for other, relation, note, cites in rows
        if relation in _TURNED and (other, _TURNED[relation]) not in own
    ]


def without_source(shelf: Shelf, code: Code, on: date) -> tuple[Absence, ...]:
    """Return the relations that a reader would look for and that no loaded or no free publication states."""
    other = "CPT" if code.system is CodeSystem.HCPCS else "HCPCS Level II"
    stated = (*_stated(shelf, code, on), *_stated_of_others(shelf, code, on), *_cross_references(shelf, code, on))
    crosses = any(_system(one.other) != code.system.value and one.relation != "not_reported_with" for one in stated)
    found = [] if crosses else [Absence(f"{other} equivalent of {code}", "no free source states one")]
    return (*found, Absence(f"ICD-10-PCS counterpart of {code}", "no free source publishes one"))


def _first_day_without(pack: OpenRelease, code: Code, on: date) -> date:
    """Return the day on which a successor takes over, so that it is named by what it means then; `on` if none is stated."""
    row = pack.database.one("SELECT MAX(period_last_day) FROM codes WHERE code = ?", code.value)
    last_day = date.fromisoformat(row[0]) if row and row[0] else None
    return max(on, last_day + timedelta(days=1)) if last_day else on


def _cross_references(shelf: Shelf, code: Code, on: date) -> list[_Relation]:
    """Return the codes to which the file nearest to the day refers; one of before the code ended may not refer yet."""
    if code.system is not CodeSystem.HCPCS:
        return []
    for opened in procedure_words.nearest_first(shelf, "hcpcs", on):
        row = opened.database.one("SELECT cross_reference FROM codes WHERE code = ?", code.value)
        if row and row[0]:
            return [
                _Relation(other.value, on, "cross_reference", "cross-reference in the HCPCS file", origin_of(opened))
                for word in row[0].replace(",", " ").split()
                for other in possible_codes(word)[:1]
                if other.system in (CodeSystem.HCPCS, CodeSystem.CPT)
            ]
    return []


def _add_ons(shelf: Shelf, code: Code, on: date) -> list[_Relation]:
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
        _Relation(value, on, "add_on_to", f"add-on code edit type {kind}", origin)
        for value, kind in parents
        if CptCode.shape.fullmatch(value) or HcpcsCode.shape.fullmatch(value)
    ]
    found += [_Relation(value, on, "has_add_on", f"add-on code edit type {kind}", origin) for value, kind in children]
    return found


def _ptp(shelf: Shelf, code: Code, on: date) -> list[_Relation]:
    found = []
    for column in ptp_columns(shelf, code, on):
        rows = column.rows(f"{column.partner}, modifier_indicator", end=f"ORDER BY 1 LIMIT {MOST_PARTNERS}")
        origin = origin_of(column.opened)
        notes = {indicator: f"PTP, {column.setting}, {_indicator(indicator)}" for _, indicator in rows}
        relation = f"column_{column.column}_of"
        found += [_Relation(value, on, relation, notes[indicator], origin) for value, indicator in rows]
    return found


def partners_left_out(shelf: Shelf, code: Code, on: date) -> tuple[Absence, ...]:
    """Return what `related` cut off: how many PTP partners of each column a code has beyond those it shows."""
    found = []
    for column in ptp_columns(shelf, code, on):
        count = column.rows("COUNT(*)")[0][0]
        if count > MOST_PARTNERS:
            what = f"PTP partners in column {3 - column.column}, {column.setting}"
            found.append(Absence(what, f"the first {MOST_PARTNERS} of {count:,} are listed"))
    return tuple(found)


def _indicator(value: int) -> str:
    return "a modifier can release the pair (indicator 1)" if value == 1 else "no modifier releases the pair (indicator 0)"
