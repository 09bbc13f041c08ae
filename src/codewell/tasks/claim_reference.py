"""What the claim edits ask, answered from the releases of one shelf."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TypeVar

from codewell.codebook.book import CodeBook
from codewell.codebook.entry import Standing as BookStanding
from codewell.codebook.lifetimes import nearest_span
from codewell.codebook.origins import fiscal_year
from codewell.codebook.procedure_lifetimes import Lifetime, lifetime_of
from codewell.codebook.procedures import stand_within
from codewell.edits.reference import (
    DiagnosisFacts,
    Missing,
    ModifierFacts,
    Need,
    ProcedureFacts,
    PtpTable,
    Standing,
)
from codewell.edits.tables import in_range, modifier_table
from codewell.kernel.claims import Setting
from codewell.kernel.codes import Code, CodeSystem, CptCode, HcpcsCode
from codewell.kernel.errors import NotLoadedError, UnknownCodeError
from codewell.kernel.validity import Validity
from codewell.releases.shelf import OpenRelease, Shelf
from codewell.tasks import claim_rows
from codewell.tasks.claim_coverage import CoverageAnswers
from codewell.tasks.claim_diagnoses import DiagnosisAnswers
from codewell.tasks.eras import Eras
from codewell.tasks.ptp_table import ShelfPtpTable, dated

_STANDINGS = {
    BookStanding.IN_FORCE: Standing.IN_FORCE,
    BookStanding.NOT_YET: Standing.NOT_YET,
    BookStanding.NO_LONGER: Standing.NO_LONGER,
    BookStanding.NOT_LOADED: Standing.NOT_LOADED,
}
_PTP = {
    Setting.PROFESSIONAL: "ncci-ptp-practitioner",
    Setting.SURGICAL_CENTER: "ncci-ptp-practitioner",
    Setting.OUTPATIENT: "ncci-ptp-outpatient",
}

_NOTHING_HELD: tuple[tuple[Validity, DiagnosisFacts], ...] = ()
Facts = TypeVar("Facts")


class ShelfClaimReference:
    """Answers about codes for claim edits; the same object for a code on all days on which the same holds.

    Not safe to share between threads.

    Args:
        shelf: the releases.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._book = CodeBook(shelf)
        self._coverage = CoverageAnswers(shelf)
        self._eras = Eras([release.validity for release in shelf])
        self._fiscal = Eras(release.validity for release in shelf if release.source in ("icd10cm", "icd10cm-tabular"))
        self._answers_on_diagnoses = DiagnosisAnswers(shelf, self._book)
        self._lifetimes: dict[str, Lifetime] = {}
        self._procedures: dict[tuple[str, int, Setting], list[tuple[Validity, ProcedureFacts]]] = {}
        self._diagnoses: dict[tuple[str, int, int], tuple[tuple[Validity, DiagnosisFacts], ...]] = {}
        self._modifiers: dict[tuple[str, date], ModifierFacts] = {}
        self._tables: dict[str, PtpTable] = {}
        self._answers: dict[tuple[str, int], PtpTable | Missing] = {}

    def procedure(self, code: str, day: date, setting: Setting) -> ProcedureFacts:
        """Return what is known of a procedure code on a day, as far as the setting asks for it."""
        era = self._eras.of(day)
        held = self._procedures.setdefault((code, era, setting), [])
        for validity, facts in held:
            if validity.covers(day):
                return facts
        facts = self._procedure(code, day, setting)
        held.append((_while_so(self._eras.days(era), facts.standing, facts.span, day), facts))
        return facts

    def stretch(self, day: date) -> tuple[date, date]:
        """Return the first and last day of the stretch around a day within which no release begins or ends."""
        return self._eras.days(self._eras.of(day))

    def stretch_of_diagnoses(self, day: date) -> tuple[date, date]:
        """Return the stretch around a day within which no list of diagnoses begins or ends, nor a fiscal year."""
        first, last = self._fiscal.days(self._fiscal.of(day))
        year = fiscal_year(day)
        return max(first, date(year - 1, 10, 1)), min(last, date(year, 9, 30))

    def diagnosis(self, code: str, day: date) -> DiagnosisFacts:
        """Return what is known of a diagnosis on a day."""
        era = self._fiscal.of(day)
        key = (code, era, fiscal_year(day))
        held = self._diagnoses.get(key, _NOTHING_HELD)
        for validity, known in held:
            if validity.covers(day):
                return known
        facts = self._answers_on_diagnoses.facts(code, day)
        days = _month(day) if facts.standing is Standing.NOT_LOADED else self._fiscal.days(era)  # the month is in its words
        self._diagnoses[key] = (*held, (_while_so(days, facts.standing, facts.span, day), facts))
        return facts

    def modifier(self, modifier: str, day: date) -> ModifierFacts:
        """Return what is known of a modifier: numeric ones from the hand-kept table, others from the HCPCS list."""
        key = (modifier, day)
        facts = self._modifiers.get(key)
        if facts is None:
            facts = self._modifiers[key] = self._modifier(modifier, day)
        return facts

    def ptp(self, setting: Setting, day: date) -> PtpTable | Missing:
        """Return the release in force on the day, else a later one whose rows state their own first days."""
        source = _PTP.get(setting, "")
        key = (source, self._eras.of(day))
        answer = self._answers.get(key)
        if answer is None:
            opened = self._shelf.in_force(source, day) or self._later_with_days(source, day)
            if opened is None:
                answer = claim_rows.missing(self._shelf, source, Need.PAIRS, day) if source else _NO_PTP
            else:
                answer = self._table(opened)
            self._answers[key] = answer
        return answer

    def _table(self, opened: OpenRelease) -> PtpTable:
        name = opened.release.file_name
        if name not in self._tables:
            self._tables[name] = ShelfPtpTable(opened)
        return self._tables[name]

    def _later_with_days(self, source: str, day: date) -> OpenRelease | None:
        later = (r for r in self._shelf.all(source) if r.release.validity.first_day > day)
        return next((opened for opened in later if dated(opened)), None)

    def _modifier(self, modifier: str, day: date) -> ModifierFacts:
        numeric = modifier_table("numeric")
        if modifier in numeric:
            standing = Standing.IN_FORCE if numeric.holds(modifier, day) else Standing.NOT_YET
            return ModifierFacts(modifier, standing, "")
        opened = self._shelf.in_force("hcpcs-modifiers", day) or self._shelf.nearest("hcpcs-modifiers", day)
        if opened is None:
            return ModifierFacts(modifier, Standing.NOT_LOADED, "hcpcs-modifiers (not loaded)")
        row = opened.database.one("SELECT added, terminated FROM modifiers WHERE modifier = ?", modifier)
        covers = opened.release.validity.covers(day)
        if row is None and not covers:
            gap = claim_rows.days_not_loaded(self._shelf, "hcpcs-modifiers", day)
            return ModifierFacts(modifier, Standing.NOT_LOADED, f"hcpcs-modifiers (not loaded{gap})")
        if row is None:
            return ModifierFacts(modifier, Standing.UNKNOWN, opened.release.title)
        if row[0] and date.fromisoformat(row[0]) > day:
            return ModifierFacts(modifier, Standing.NOT_YET, opened.release.title)
        if row[1] and date.fromisoformat(row[1]) < day:
            return ModifierFacts(modifier, Standing.NO_LONGER, opened.release.title)
        return ModifierFacts(modifier, Standing.IN_FORCE, opened.release.title)

    def _procedure(self, code: str, day: date, setting: Setting) -> ProcedureFacts:
        shaped = _shaped(code)
        if shaped is None:
            return ProcedureFacts(code, Standing.UNKNOWN)
        standing, release, span, replaced_by, lacks = self._standing(shaped, day)
        rows = claim_rows.rows_of(self._shelf, code, day, setting)
        articles = self._coverage.articles(code, day)
        return ProcedureFacts(
            code,
            standing,
            span,
            release,
            replaced_by,
            rows.fees,
            rows.outpatient,
            rows.surgical_center,
            rows.limit,
            rows.add_on,
            articles=() if isinstance(articles, Missing) else articles,
            evaluation=in_range(code, "evaluation"),
            missing=(*lacks, *rows.missing, *([articles] if isinstance(articles, Missing) else [])),
        )

    def _standing(self, code: Code, day: date) -> tuple[Standing, str, Validity | None, tuple[str, ...], tuple[Missing, ...]]:
        source = "mpfs" if code.system is CodeSystem.CPT else "hcpcs"
        lifetime = self._lifetimes.get(code.value)
        if lifetime is None:
            lifetime = self._lifetimes[code.value] = lifetime_of(self._shelf, code)
        try:
            stands, origin = stand_within(self._shelf, code, day, lifetime)
        except UnknownCodeError:
            return Standing.UNKNOWN, "", None, (), ()
        except NotLoadedError as absence:
            return Standing.NOT_LOADED, "", None, (), (Missing(Need.PROCEDURES, absence.message, f"{source} (not loaded)"),)
        standing = _STANDINGS[stands]
        release = f"{origin.source} {origin.release}" if origin else ""
        if standing is Standing.NOT_LOADED:
            return standing, release, None, (), (claim_rows.missing(self._shelf, source, Need.PROCEDURES, day),)
        replaced: tuple[str, ...] = ()
        if standing is Standing.NO_LONGER:
            related = self._book.entry(code, on=day).related
            replaced = tuple(other.code for other in related if other.relation == "replaced_by")
        return standing, release, nearest_span(lifetime.spans, day), replaced, ()


_NO_PTP = Missing(Need.PAIRS, "NCCI publishes no PTP edits for this setting.", "ncci-ptp (not published for it)")


def _month(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def _shaped(code: str) -> Code | None:
    for kind in (CptCode, HcpcsCode):
        if kind.shape.fullmatch(code):
            return kind(code)
    return None


def _while_so(era: tuple[date, date], standing: Standing, span: Validity | None, day: date) -> Validity:
    """Return the days of an era, around a day, on which a code stands as it does on that day."""
    first, last = era
    if span is not None:
        if standing is Standing.IN_FORCE and span.covers(day):
            first, last = max(first, span.first_day), min(last, span.last_day or last)
        elif standing is Standing.NO_LONGER and span.last_day is not None and span.last_day < day:
            first = max(first, span.last_day + timedelta(days=1))
        elif standing is Standing.NOT_YET and span.first_day > day:
            last = min(last, span.first_day - timedelta(days=1))
        else:
            first = last = day
    return Validity(first, last)
