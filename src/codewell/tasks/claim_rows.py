"""Rows of fee schedule, OPPS, ASC, MUE and add-on releases about one procedure code, as facts for claim edits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from codewell.codebook.origins import remedy
from codewell.edits.reference import AddOn, FeeIndicators, Missing, Need, OutpatientStatus, SurgicalCenterStatus, UnitLimit
from codewell.kernel.claims import Setting
from codewell.releases.shelf import OpenRelease, Shelf

_MUE = {
    Setting.PROFESSIONAL: "ncci-mue-practitioner",
    Setting.SURGICAL_CENTER: "ncci-mue-practitioner",
    Setting.OUTPATIENT: "ncci-mue-outpatient",
    Setting.SUPPLIER: "ncci-mue-dme",
}
_ADD_ON_SETTINGS = (Setting.PROFESSIONAL, Setting.SURGICAL_CENTER, Setting.OUTPATIENT)
_FEES = (
    "modifier, status, global_days, pctc, multiple_procedure, bilateral, assistant, co_surgeon, team, facility_na, nonfacility_na"
)


@dataclass(frozen=True, slots=True)
class ProcedureRows:
    """Rows about one code on one day in one setting.

    Args:
        fees, outpatient, surgical_center, limit, add_on: None where there is none or it is missing.
        missing: what is not loaded.
    """

    fees: FeeIndicators | None = None
    outpatient: OutpatientStatus | None = None
    surgical_center: SurgicalCenterStatus | None = None
    limit: UnitLimit | None = None
    add_on: AddOn | None = None
    missing: tuple[Missing, ...] = ()


def rows_of(shelf: Shelf, code: str, day: date, setting: Setting) -> ProcedureRows:
    """Return the rows that the setting's edits read; a code that an excerpt leaves out is missing, not without a row."""
    lacks: list[Missing] = []
    fees = _fees(shelf, code, day, lacks) if setting is Setting.PROFESSIONAL else None
    outpatient = _outpatient(shelf, code, day, lacks) if setting is Setting.OUTPATIENT else None
    center = _surgical_center(shelf, code, day, lacks) if setting is Setting.SURGICAL_CENTER else None
    limit = _limit(shelf, code, day, _MUE[setting], lacks) if setting in _MUE else None
    add_on = _add_on(shelf, code, day, lacks) if setting in _ADD_ON_SETTINGS else None
    return ProcedureRows(fees, outpatient, center, limit, add_on, tuple(lacks))


def missing(shelf: Shelf, source: str, need: Need, day: date) -> Missing:
    """Return what to say where no release of a source covers the day; the same on every day of the gap."""
    gap = days_not_loaded(shelf, source, day)
    return Missing(need, f"{source} is not loaded{gap}. Load it with `{remedy(source)}`.", f"{source} (not loaded{gap})")


def days_not_loaded(shelf: Shelf, source: str, day: date) -> str:
    """Return the days around one on which no release of a source answers: ` 2024-10-01 to 2024-12-31`, ` before 2024-01-01`.

    Empty where none is loaded at all.
    """
    held = [opened.release.validity for opened in shelf.all(source)]
    ends = [one.last_day for one in held if one.last_day is not None and one.last_day < day]
    begins = [one.first_day for one in held if one.first_day > day]
    first = max(ends) + timedelta(days=1) if ends else None
    last = min(begins) - timedelta(days=1) if begins else None
    if first is None:
        return f" before {min(begins)}" if begins else ""
    return f" {first} to {last}" if last else f" after {max(ends)}"


def _opened(shelf: Shelf, source: str, need: Need, day: date, lacks: list[Missing]) -> OpenRelease | None:
    opened = shelf.in_force(source, day)
    if opened is None:
        lacks.append(missing(shelf, source, need, day))
    return opened


def _left_out(opened: OpenRelease, need: Need, code: str, lacks: list[Missing]) -> None:
    if opened.release.excerpt:
        title = opened.release.title
        lacks.append(Missing(need, f"{code} is not in the excerpt of {title} that is loaded.", title, excerpt=True))


def _fees(shelf: Shelf, code: str, day: date, lacks: list[Missing]) -> FeeIndicators | None:
    opened = _opened(shelf, "mpfs", Need.FEES, day, lacks)
    if opened is None:
        return None
    rows = opened.database.all(f"SELECT {_FEES} FROM fees WHERE code = ? ORDER BY modifier", code)
    whole = next((row for row in rows if not row[0]), None)
    if whole is None:
        _left_out(opened, Need.FEES, code, lacks)
        return None
    status, global_days, pctc, multiple, bilateral, assistant, co_surgeon, team = (
        "" if value is None else str(value).strip() for value in whole[1:9]
    )
    components = frozenset(str(row[0]) for row in rows if row[0])
    return FeeIndicators(
        opened.release.title,
        opened.release.validity,
        status,
        global_days,
        pctc,
        multiple,
        bilateral,
        assistant,
        co_surgeon,
        team,
        components,
        bool(whole[9]),
        bool(whole[10]),
    )


def _outpatient(shelf: Shelf, code: str, day: date, lacks: list[Missing]) -> OutpatientStatus | None:
    opened = _opened(shelf, "opps-addendum-b", Need.OUTPATIENT, day, lacks)
    if opened is None:
        return None
    row = opened.database.one("SELECT status_indicator, apc FROM services WHERE code = ?", code)
    if row is None:
        _left_out(opened, Need.OUTPATIENT, code, lacks)
        return None
    return OutpatientStatus(opened.release.title, opened.release.validity, row[0] or "", row[1] or "")


def _surgical_center(shelf: Shelf, code: str, day: date, lacks: list[Missing]) -> SurgicalCenterStatus | None:
    before = len(lacks)
    for source in ("asc-addendum-aa", "asc-addendum-bb"):
        opened = _opened(shelf, source, Need.SURGICAL_CENTER, day, lacks)
        if opened is None:
            return None
        row = opened.database.one("SELECT payment_indicator FROM services WHERE code = ?", code)
        if row is not None:
            del lacks[before:]
            return SurgicalCenterStatus(opened.release.title, opened.release.validity, row[0] or "", False)
        _left_out(opened, Need.SURGICAL_CENTER, code, lacks)
    opened = shelf.in_force("asc-addendum-ee", day)
    if opened is not None and opened.database.one("SELECT 1 FROM excluded WHERE code = ?", code):
        del lacks[before:]
        return SurgicalCenterStatus(opened.release.title, opened.release.validity, "", True)
    return None


def _limit(shelf: Shelf, code: str, day: date, source: str, lacks: list[Missing]) -> UnitLimit | None:
    """Return the limit; a code that a whole table leaves out has none that is published (some are confidential)."""
    opened = _opened(shelf, source, Need.UNITS, day, lacks)
    if opened is None:
        return None
    row = opened.database.one("SELECT mue_value, mai, rationale FROM limits WHERE code = ?", code)
    if row is None:
        _left_out(opened, Need.UNITS, code, lacks)
        return None
    return UnitLimit(opened.release.title, opened.release.validity, *row)


def _add_on(shelf: Shelf, code: str, day: date, lacks: list[Missing]) -> AddOn | None:
    opened = _opened(shelf, "ncci-addon", Need.ADDONS, day, lacks)
    if opened is None:
        return None
    rows = opened.database.all(
        "SELECT primary_code, type FROM addons WHERE addon_code = ?1 "
        "AND (effective IS NULL OR effective <= ?2) AND (deleted IS NULL OR deleted >= ?2)",
        code,
        day.isoformat(),
    )
    if not rows:
        _left_out(opened, Need.ADDONS, code, lacks)
        return None
    primaries = frozenset(primary for primary, _ in rows if primary != "CCCCC")
    return AddOn(opened.release.title, max(kind for _, kind in rows), primaries, not opened.release.excerpt)
