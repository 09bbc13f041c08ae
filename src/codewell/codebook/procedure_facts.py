"""Published values about a procedure code, each with meaning and release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from codewell.codebook.entry import Fact, Origin
from codewell.codebook.meanings import meaning_of, title_of
from codewell.codebook.origins import Answering, answering, origin_of
from codewell.kernel.codes import Code
from codewell.releases.shelf import OpenRelease, Shelf

_INDICATORS = (
    "status",
    "global_days",
    "pctc",
    "multiple_procedure",
    "bilateral",
    "assistant",
    "co_surgeon",
    "team",
    "supervision",
    "imaging_family",
    "endoscopic_base",
)
_RVUS = ("work_rvu", "nonfacility_pe_rvu", "facility_pe_rvu", "mp_rvu", "nonfacility_total", "facility_total")
_RVU_TITLES = {
    "work_rvu": "Work RVU",
    "nonfacility_pe_rvu": "Practice expense RVU, non-facility",
    "facility_pe_rvu": "Practice expense RVU, facility",
    "mp_rvu": "Malpractice RVU",
    "nonfacility_total": "Total RVU, non-facility",
    "facility_total": "Total RVU, facility",
}
_PAYMENT_COLUMNS = (
    "nonfacility_na",
    "facility_na",
    "conversion_factor",
    "opps_nonfacility_pe",
    "opps_facility_pe",
    "opps_mp",
)
_SETTINGS = (("non-facility", "nonfacility"), ("facility", "facility"))
_MARKED = "1"
"""A flag of the file, such as its NA."""
_PACKAGE = {
    "preoperative": "Preoperative part of the global package",
    "intraoperative": "Intraoperative part of the global package",
    "postoperative": "Postoperative part of the global package",
}
_NOT_APPLICABLE = "Rarely or never done in this setting; the practice expense of it is not meant for payment there."
_PAID_BY_RVU = {"A", "R", "T"}
"""RVU25D record layout, Status Code: only RVUs of these are used for Medicare payment."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a release, by column name, with its origin."""

    values: dict[str, Any]
    origin: Origin
    covers: bool

    def text(self, column: str) -> str:
        value = self.values.get(column)
        return "" if value is None else str(value).strip()

    def fact(self, family: str, indicator: str, column: str, on: date, *, prefix: str, detail: str = "") -> list[Fact]:
        """Return the indicator with its meaning; nothing where the publisher leaves it blank."""
        value = self.text(column)
        if not value:
            return []
        meaning = meaning_of(family, indicator, value, on)
        return [Fact(f"{prefix}.{column}", title_of(family, indicator), value, meaning, detail, self.origin, self.covers)]

    def plain(self, id: str, title: str, column: str, *, detail: str = "", shown: Callable[[str], str] = str) -> list[Fact]:
        """Return a value that speaks for itself; nothing where it is blank."""
        value = self.text(column)
        return [Fact(id, title, shown(value), "", detail, self.origin, self.covers)] if value else []


def _rows(found: Answering, table: str, columns: str, code: Code) -> list[_Row]:
    if found.opened is None:
        return []
    rows = found.opened.database.all(f"SELECT {columns} FROM {table} WHERE code = ?", code.value)
    names = [name.strip() for name in columns.split(",")]
    return [_Row(dict(zip(names, row, strict=True)), origin_of(found.opened), found.covers) for row in rows]


def lists(opened: OpenRelease, code: Code) -> bool:
    """Say whether a quarterly list holds the code as a live one (status D and F mark deleted codes)."""
    table, column = ("fees", "status") if opened.release.source == "mpfs" else ("services", "status_indicator")
    row = opened.database.one(f"SELECT {column} FROM {table} WHERE code = ?", code.value)
    return row is not None and row[0] not in ("D", "F")


def procedure_facts(shelf: Shelf, code: Code, on: date) -> tuple[Fact, ...]:
    """Return all published values about a procedure code on a day."""
    return (
        *_mpfs(shelf, code, on),
        *_hcpcs(shelf, code, on),
        *_opps(shelf, code, on),
        *_asc(shelf, code, on),
        *_mue(shelf, code, on),
        *_classes(shelf, code, on),
        *_anesthesia(shelf, code, on),
    )


def _mpfs(shelf: Shelf, code: Code, on: date) -> list[Fact]:
    facts: list[Fact] = []
    columns = ", ".join(("modifier", *_INDICATORS, *_PACKAGE, *_RVUS, *_PAYMENT_COLUMNS))
    for source, track in (("mpfs", ""), ("mpfs-qpp", "QPP")):
        for row in _rows(answering(shelf, source, on), "fees", columns, code):
            modifier = row.text("modifier")
            detail = ", ".join(part for part in (f"modifier {modifier}" if modifier else "", track) if part)
            if not track:
                if not modifier:
                    for indicator in _INDICATORS:
                        facts += row.fact("mpfs", indicator, indicator, on, prefix="mpfs", detail=detail)
                    facts += _package(row)
                else:
                    facts += row.fact("mpfs", "status", "status", on, prefix="mpfs", detail=detail)
                if any(_decimal(row.text(rvu)) for rvu in _RVUS):
                    for rvu in _RVUS:
                        facts += row.plain(f"mpfs.{rvu}", _RVU_TITLES[rvu], rvu, detail=detail)
            facts += _national_payment(row, detail)
    return facts


def _package(row: _Row) -> list[Fact]:
    """Return how the global package is divided, and in which setting the service is hardly ever done."""
    facts = [
        Fact(f"mpfs.{part}", title, f"{share:.0%}", "", "", row.origin, row.covers)
        for part, title in _PACKAGE.items()
        if (share := _decimal(row.text(part)))
    ]
    for setting, column in _SETTINGS:
        if row.text(f"{column}_na") == _MARKED:
            facts.append(Fact("mpfs.not_applicable", "Not applicable", "NA", _NOT_APPLICABLE, setting, row.origin, row.covers))
    return facts


def _national_payment(row: _Row, detail: str) -> list[Fact]:
    """Return the national amount before locality: total RVUs times conversion factor, to the cent.

    Where the file states OPPS values for the technical part of imaging, the lower of the two totals is paid.

    Source: 42 CFR 414.20-414.22; Deficit Reduction Act of 2005, sec. 5102(b), as in the RVU25D record layout. Geographic
    adjustment (GPCI) is left out, so every index counts as 1.
    """
    if row.text("status") not in _PAID_BY_RVU:
        return []
    facts = []
    for setting, column in _SETTINGS:
        total, factor = _decimal(row.text(f"{column}_total")), _decimal(row.text("conversion_factor"))
        if not total or not factor or row.text(f"{column}_na") == _MARKED:
            continue
        formula = f"{total} RVU x {factor}, before geographic adjustment"
        cap = _capped_total(row, f"opps_{column}_pe")
        if cap and cap < total:
            formula = f"{cap} RVU x {factor} (OPPS cap on imaging; uncapped {total} RVU), before geographic adjustment"
            total = cap
        amount = (total * factor).quantize(Decimal("0.01"), ROUND_HALF_UP)
        where = ", ".join(part for part in (setting, detail) if part)
        facts.append(Fact("mpfs.national_payment", "National payment", f"${amount:,}", formula, where, row.origin, row.covers))
    return facts


def _capped_total(row: _Row, expense_column: str) -> Decimal | None:
    """Return work, OPPS practice expense and OPPS malpractice; None where no cap is stated."""
    expense, malpractice = _decimal(row.text(expense_column)), _decimal(row.text("opps_mp"))
    if not expense and not malpractice:
        return None
    return (_decimal(row.text("work_rvu")) or Decimal(0)) + (expense or Decimal(0)) + (malpractice or Decimal(0))


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _hcpcs(shelf: Shelf, code: Code, on: date) -> list[Fact]:
    columns = "coverage, pricing, multiple_pricing, type_of_service, betos"
    facts: list[Fact] = []
    for row in _rows(answering(shelf, "hcpcs", on), "codes", columns, code):
        for column in ("coverage", "pricing", "multiple_pricing", "betos", "type_of_service"):
            for value in row.text(column).split(", "):
                meaning = meaning_of("hcpcs", column, value, on)
                title = title_of("hcpcs", column)
                facts += [Fact(f"hcpcs.{column}", title, value, meaning, "", row.origin, row.covers)] if value else []
    return facts


def _covering(shelf: Shelf, source: str, on: date) -> list[Answering]:
    """Return every release of a source that covers the day, the one that began last first; else the nearest one."""
    covering = [opened for opened in shelf.all(source) if opened.release.validity.covers(on)]
    if covering:
        return [Answering(opened, True) for opened in sorted(covering, key=lambda o: o.release.validity.first_day, reverse=True)]
    return [answering(shelf, source, on)]


def _opps(shelf: Shelf, code: Code, on: date) -> list[Fact]:
    """Return status, APC and rate; a quarter's list without APCs is completed from the year's final rule."""
    facts: list[Fact] = []
    columns = "comment_indicator, status_indicator, apc, relative_weight, payment_rate, national_copayment, minimum_copayment"
    for found in _covering(shelf, "opps-addendum-b", on):
        said = {fact.id for fact in facts}
        for row in _rows(found, "services", columns, code):
            new = row.fact("opps", "status", "status_indicator", on, prefix="opps")
            new += row.plain("opps.apc", "APC", "apc")
            new = [_with_apc_title(shelf, fact, on) for fact in new]
            new += row.plain("opps.relative_weight", "OPPS relative weight", "relative_weight")
            new += row.plain("opps.payment_rate", "OPPS payment rate", "payment_rate", shown=_dollars)
            new += row.plain("opps.minimum_copayment", "OPPS minimum copayment", "minimum_copayment", shown=_dollars)
            new += row.fact("opps", "comment", "comment_indicator", on, prefix="opps")
            facts += [fact for fact in new if fact.id not in said]
    for row in _rows(answering(shelf, "opps-addendum-e", on), "inpatient_only", "code", code):
        meaning = "On the inpatient-only list: Medicare pays it only for inpatients."
        facts.append(Fact("opps.inpatient_only", "Inpatient only", "yes", meaning, "", row.origin, row.covers))
    return facts


def _with_apc_title(shelf: Shelf, fact: Fact, on: date) -> Fact:
    opened = answering(shelf, "opps-addendum-a", on).opened if fact.id == "opps.apc" else None
    row = opened.database.one("SELECT title FROM apcs WHERE apc = ?", fact.value) if opened else None
    return Fact(fact.id, fact.title, fact.value, str(row[0]), fact.detail, fact.origin, fact.holds_on_day) if row else fact


def _dollars(value: str) -> str:
    try:
        return f"${Decimal(value.replace('$', '').replace(',', '')).quantize(Decimal('0.01')):,}"
    except InvalidOperation:
        return value


def _asc(shelf: Shelf, code: Code, on: date) -> list[Fact]:
    facts: list[Fact] = []
    for source, what in (("asc-addendum-aa", "covered procedure"), ("asc-addendum-bb", "ancillary service")):
        for row in _rows(answering(shelf, source, on), "services", "payment_indicator, payment_weight, payment_rate", code):
            indicator = row.fact("opps", "asc_payment", "payment_indicator", on, prefix="asc", detail=what)
            facts += indicator + row.plain("asc.payment_rate", "ASC payment rate", "payment_rate", detail=what, shown=_dollars)
    for row in _rows(answering(shelf, "asc-addendum-ee", on), "excluded", "code", code):
        meaning = "Excluded from payment in ambulatory surgical centers."
        facts.append(Fact("asc.excluded", "ASC", "excluded", meaning, "", row.origin, row.covers))
    return facts


def _mue(shelf: Shelf, code: Code, on: date) -> list[Fact]:
    facts: list[Fact] = []
    for setting, title in (("practitioner", "practitioner"), ("outpatient", "outpatient hospital"), ("dme", "DME supplier")):
        for row in _rows(answering(shelf, f"ncci-mue-{setting}", on), "limits", "mue_value, mai, rationale", code):
            mai = row.text("mai")
            units = row.text("mue_value")
            limit = "not payable in this setting" if units == "0" else f"at most {units} unit{'s' if units != '1' else ''}"
            meaning = f"{limit}; MAI {mai}: {meaning_of('opps', 'mai', mai, on)} Rationale: {row.text('rationale')}."
            facts.append(Fact(f"mue.{setting}", "MUE", units, meaning, title, row.origin, row.covers))
    return facts


def _classes(shelf: Shelf, code: Code, on: date) -> list[Fact]:
    facts: list[Fact] = []
    rows = _rows(answering(shelf, "rbcs", on), "classes", "rbcs_procedure, category, subcategory, family, effective", code)
    for row in sorted(rows, key=lambda row: row.text("effective"))[-1:]:
        path = " > ".join(part for part in (row.text("category"), row.text("subcategory"), row.text("family")) if part)
        facts.append(Fact("rbcs.class", "RBCS class", path, row.text("rbcs_procedure"), "", row.origin, row.covers))
    return facts


def _anesthesia(shelf: Shelf, code: Code, on: date) -> list[Fact]:
    facts: list[Fact] = []
    for row in _rows(answering(shelf, "anesthesia-base-units", on), "units", "base_units", code):
        facts += row.plain("anesthesia.base_units", "Anesthesia base units", "base_units")
    return facts
