"""What coding an episode asks of codes, answered from the releases of a workplace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import TypeVar

from codewell.codebook.procedure_words import starter_row
from codewell.edits.reference import ProcedureFacts
from codewell.edits.reference import Standing as EditStanding
from codewell.kernel.claims import Setting
from codewell.kernel.codes import Code, CodeSystem, CptCode, HcpcsCode
from codewell.kernel.errors import NotLoadedError, UnknownCodeError
from codewell.radonc.coding.lines import RtSetting
from codewell.radonc.coding.reference import PtpEdit, Standing, UnitLimit
from codewell.releases.shelf import OpenRelease
from codewell.tasks.claim_reference import ShelfClaimReference
from codewell.tasks.ptp_table import ShelfPtpTable, dated
from codewell.tasks.workplace import Workplace

Answer = TypeVar("Answer")

_STANDINGS = {
    EditStanding.IN_FORCE: Standing.IN_FORCE,
    EditStanding.NOT_YET: Standing.NOT_YET,
    EditStanding.NO_LONGER: Standing.NO_LONGER,
    EditStanding.UNKNOWN: Standing.UNKNOWN,
    EditStanding.NOT_LOADED: Standing.NOT_LOADED,
}
_UNITS = {RtSetting.HOSPITAL: "ncci-mue-outpatient", RtSetting.FREESTANDING: "ncci-mue-practitioner"}
_PAIRS = {RtSetting.HOSPITAL: "ncci-ptp-outpatient", RtSetting.FREESTANDING: "ncci-ptp-practitioner"}


class ShelfRtReference:
    """Answers from one shelf; remembers what it was asked and which releases answered. Not safe to share between threads.

    Args:
        workplace: the desk.
    """

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._shelf = workplace.shelf
        self._answered: set[str] = set()
        self._remembered: dict[tuple[object, ...], object] = {}

    @cached_property
    def _claims(self) -> ShelfClaimReference:
        return ShelfClaimReference(self._shelf)

    def standing(self, code: str, day: date) -> Standing:
        """Return how a code stands on a day."""
        return self._once(("standing", code, day), lambda: self._standing(code, day))

    def label(self, code: str, day: date) -> str:
        """Return our words for a code, from the written pages or the starter pack; of public codes the publisher's."""
        return self._once(("label", code, day), lambda: self._label(code, day))

    def successors(self, code: str, day: date) -> tuple[str, ...]:
        """Return codes that took a deleted code's place; empty where none is known."""
        return self._once(("successors", code, day), lambda: self._successors(code, day))

    def unit_limit(self, code: str, day: date, setting: RtSetting) -> UnitLimit | None:
        """Return the medically unlikely edit of the setting's table; the nearest table answers for a day that none covers."""
        return self._once(("limit", code, day, setting), lambda: self._unit_limit(code, day, setting))

    def ptp(self, first: str, second: str, day: date, setting: RtSetting) -> PtpEdit | None:
        """Return the edit between two codes in either order; the nearest table answers for a day that none covers."""
        return self._once(("ptp", first, second, day, setting), lambda: self._ptp(first, second, day, setting))

    def opps_status(self, code: str, day: date) -> str:
        """Return the OPPS status indicator; empty where no Addendum B lists the code on the day."""
        facts = self._facts(code, day, Setting.OUTPATIENT)
        if facts is None or facts.outpatient is None:
            return ""
        self._answered.add(facts.outpatient.release)
        return facts.outpatient.status_indicator

    def component_indicator(self, code: str, day: date) -> str:
        """Return the fee schedule's PC/TC indicator; empty where it is not loaded for the day."""
        facts = self._facts(code, day, Setting.PROFESSIONAL)
        if facts is None or facts.fees is None:
            return ""
        self._answered.add(facts.fees.release)
        return facts.fees.pctc

    def releases(self) -> tuple[str, ...]:
        """Return titles of the releases that have answered so far, sorted."""
        return tuple(sorted(self._answered))

    def _once(self, key: tuple[object, ...], ask: Callable[[], Answer]) -> Answer:
        if key not in self._remembered:
            self._remembered[key] = ask()
        found: Answer = self._remembered[key]  # type: ignore[assignment]  # the key names the question
        return found

    def _facts(self, code: str, day: date, setting: Setting) -> ProcedureFacts | None:
        return self._claims.procedure(code, day, setting) if _code(code) is not None else None

    def _standing(self, code: str, day: date) -> Standing:
        facts = self._facts(code, day, Setting.PROFESSIONAL)
        if facts is None:
            return Standing.UNKNOWN
        if facts.release:
            self._answered.add(facts.release)
        return _STANDINGS[facts.standing]

    def _label(self, code: str, day: date) -> str:
        shaped = _code(code)
        if shaped is None:
            return ""
        pages = self._workplace.pages.pages(shaped, day)
        written = next((page.label for page in pages if page.label), "")
        if written:
            return written
        row = starter_row(self._shelf, shaped, day)
        if row is not None and row[0]:
            return str(row[0])
        if shaped.system is CodeSystem.HCPCS:
            try:
                return self._workplace.book.entry(shaped, on=day).descriptors.display
            except (UnknownCodeError, NotLoadedError):
                return ""
        return ""

    def _successors(self, code: str, day: date) -> tuple[str, ...]:
        facts = self._facts(code, day, Setting.PROFESSIONAL)
        return facts.replaced_by if facts is not None else ()

    def _unit_limit(self, code: str, day: date, setting: RtSetting) -> UnitLimit | None:
        for opened in self._nearest_first(_UNITS[setting], day):
            row = opened.database.one("SELECT mue_value, mai FROM limits WHERE code = ?", code)
            if row is not None:
                self._answered.add(opened.release.title)
                return UnitLimit(int(row[0]), int(row[1]), opened.release.title, opened.release.validity.covers(day))
        return None

    def _ptp(self, first: str, second: str, day: date, setting: RtSetting) -> PtpEdit | None:
        for opened in self._nearest_first(_PAIRS[setting], day):
            table, covers = self._table(opened), opened.release.validity.covers(day)
            within = covers or (dated(opened) and day < opened.release.validity.first_day)
            asked = day if within else _nearest_day(opened, day)
            for one, other in ((first, second), (second, first)):
                edit = table.edit_on(one, other, asked)
                if edit is not None:
                    self._answered.add(opened.release.title)
                    return PtpEdit(one, other, edit.modifier_indicator, opened.release.title, within)
            if covers and not opened.release.excerpt:
                return None
        return None

    def _table(self, opened: OpenRelease) -> ShelfPtpTable:
        return self._once(("table", opened.release.file_name), lambda: ShelfPtpTable(opened))

    def _nearest_first(self, source: str, day: date) -> list[OpenRelease]:
        """Return the release in force on the day, else all, the nearest first."""
        covering = self._shelf.in_force(source, day)
        others = [opened for opened in self._shelf.all(source) if opened is not covering]
        others.sort(key=lambda opened: abs((opened.release.validity.first_day - day).days))
        return [*([covering] if covering else []), *others]


def _nearest_day(opened: OpenRelease, day: date) -> date:
    validity = opened.release.validity
    if day < validity.first_day:
        return validity.first_day
    return validity.last_day or validity.first_day


def _code(text: str) -> Code | None:
    for kind in (CptCode, HcpcsCode):
        if kind.shape.fullmatch(text):
            return kind(text)
    return None
