"""ICD-10-CM and ICD-10-PCS codes on a day: descriptors, hierarchy, standing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from codewell.codebook import coverage, crosswalks, diagnosis_history, diagnosis_statement, indexes, tabular
from codewell.codebook.diagnosis_facts import diagnosis_facts
from codewell.codebook.entry import (
    Absence,
    CodeEntry,
    CodeStanding,
    Descriptors,
    Fact,
    HistoryEvent,
    IndexEntry,
    InstructionalNote,
    LikelyModifier,
    Place,
    RelatedCode,
    SeventhCharacter,
    Standing,
)
from codewell.codebook.lifetimes import Listing, nearest_span, spans_in_force, standing_outside
from codewell.codebook.origins import Answering, absence, answering, origin_of, remedy
from codewell.kernel.codes import Code, CodeSystem, Icd10CmCode, Icd10PcsCode
from codewell.kernel.errors import NotLoadedError, UnknownCodeError
from codewell.kernel.validity import Validity
from codewell.releases.shelf import OpenRelease, Shelf

_ROW = "SELECT billable, short_descriptor, long_descriptor, parent FROM codes WHERE code = ?"


def standing_of(shelf: Shelf, code: Code, on: date) -> CodeStanding:
    """Return the short answer about a code of a listed system.

    Raises:
        UnknownCodeError: no loaded release has ever held it.
    """
    in_force = shelf.in_force(code.system.value, on)
    row = in_force.database.one(_ROW, code.value) if in_force else None
    if in_force and row:
        return CodeStanding(code, on, Standing.IN_FORCE, bool(row[0]), row[2], origin_of(in_force))
    opened, row = _nearest_listing(shelf, code, on)
    if row is None:
        changes = diagnosis_history.conversion_events(shelf, code)
        if not changes:
            raise unknown(shelf, code)
        spans = _spans_from_changes(changes)
        covered = any(span.covers(on) for span in spans)
        standing = Standing.NOT_LOADED if covered else standing_outside(spans, on)
        return CodeStanding(code, on, standing, None, "", changes[0].origin)
    if in_force is None:
        standing = diagnosis_history.stated_standing(shelf, code, on) or Standing.NOT_LOADED
    else:
        standing = standing_outside(spans_of(shelf, code), on)
    billable = bool(row[0]) and not (opened and diagnosis_history.divided_since(shelf, code, opened, on))
    return CodeStanding(code, on, standing, billable, row[2], origin_of(opened) if opened else None)


def unknown(shelf: Shelf, code: Code) -> UnknownCodeError | NotLoadedError:
    """Return the error for a code that no loaded release has ever held, or for a system without any release."""
    if not shelf.all(code.system.value) and len(code.value) == 7:
        return NotLoadedError(
            f"{code} has the shape of {code.system.title}, of which no release is loaded.",
            next_step=f"Load one: `{remedy(code.system.value)}`.",
        )
    return UnknownCodeError(
        f"{code} is not a code of {code.system.title} in any loaded release.", next_step="Search for it in words."
    )


def entry_of(shelf: Shelf, code: Code, on: date) -> CodeEntry:
    """Return the code book's entry for a code of a listed system.

    Raises:
        UnknownCodeError: no loaded release has ever held it.
    """
    opened = shelf.in_force(code.system.value, on)
    row = opened.database.one(_ROW, code.value) if opened else None
    if opened is not None and row is not None:
        short = CodeStanding(code, on, Standing.IN_FORCE, bool(row[0]), row[2], origin_of(opened))
    else:
        short = standing_of(shelf, code, on)
        opened, row = _nearest_listing(shelf, code, on)
    sections = DiagnosisSections(shelf, code, on, short.standing, short.billable, opened, row[3] if row else None)
    words = (row[1], row[2]) if row else (None, None)
    descriptors = Descriptors(words[0], None, words[1], None, None, "", short.origin)
    return CodeEntry(code, on, short.standing, short.billable, descriptors, short.origin, sections)


def _nearest_listing(shelf: Shelf, code: Code, on: date) -> tuple[OpenRelease | None, tuple[Any, ...] | None]:
    """Return the release nearest to the day that lists the code, and its row."""
    first = shelf.nearest(code.system.value, on)
    if first is None:
        return None, None
    others = sorted(
        (r for r in shelf.all(code.system.value) if r is not first),
        key=lambda r: abs((r.release.validity.first_day - on).days),
    )
    for opened in (first, *others):
        if row := opened.database.one(_ROW, code.value):
            return opened, row
    return None, None


def spans_of(shelf: Shelf, code: Code) -> tuple[Validity, ...]:
    """Return the days on which a code is in force: the loaded lists, widened by what the conversion table knows.

    Before the first loaded list and after the last one the conversion table speaks: it names every addition and deletion
    since ICD-10-CM began on 2015-10-01.
    """
    listed = "SELECT 1 FROM codes WHERE code = ?"
    spans = list(
        spans_in_force([Listing(r, r.database.one(listed, code.value) is not None) for r in shelf.all(code.system.value)])
    )
    if not spans or code.system is not CodeSystem.ICD10CM:
        return tuple(spans)
    changes = diagnosis_history.conversion_events(shelf, code)
    earliest = shelf.all(code.system.value)[0].release.validity.first_day
    if spans[0].first_day == earliest and shelf.all("icd10cm-conversion"):
        added = [event.day for event in changes if event.action == "added" and event.day <= earliest]
        spans[0] = Validity(max(added, default=diagnosis_history.FIRST_DAY_OF_ICD10CM), spans[0].last_day)
    if spans[-1].last_day is None:
        ends = [event.day for event in changes if event.action == "deleted" and event.day > spans[-1].first_day]
        if ends:
            spans[-1] = Validity(spans[-1].first_day, min(ends) - timedelta(days=1))
    return tuple(spans)


def _spans_from_changes(changes: tuple[HistoryEvent, ...]) -> tuple[Validity, ...]:
    added = [event.day for event in changes if event.action == "added"]
    deleted = [event.day for event in changes if event.action == "deleted"]
    first = min(added, default=diagnosis_history.FIRST_DAY_OF_ICD10CM)
    ends = [day for day in deleted if day > first]
    return (Validity(first, min(ends) - timedelta(days=1) if ends else None),)


@dataclass(frozen=True, slots=True)
class DiagnosisSections:
    """Reads the parts of an ICD-10-CM or ICD-10-PCS entry."""

    shelf: Shelf
    code: Code
    on: date
    standing: Standing
    billable: bool | None
    opened: OpenRelease | None
    parent: str | None

    def validity(self) -> Validity | None:
        """The span around the day, from code lists and conversion table."""
        spans = spans_of(self.shelf, self.code)
        if not spans:
            spans = _spans_from_changes(diagnosis_history.conversion_events(self.shelf, self.code))
        return nearest_span(spans, self.on)

    def statement(self) -> str:
        """The standing in words, with what replaced the code."""
        return diagnosis_statement.statement(self, self.validity())

    def lineage(self) -> tuple[str, ...]:
        """The code and its ancestors in the code list, nearest first."""
        chain = [self.code.value]
        parent = self.parent
        while parent is not None and self.opened is not None:
            chain.append(parent)
            row = self.opened.database.one(_ROW, parent)
            parent = row[3] if row else None
        return tuple(chain)

    def _place(self, value: str, billable: int, title: str) -> Place:
        shown = Icd10PcsCode(value) if self.code.system is CodeSystem.ICD10PCS else Icd10CmCode(value)
        level = "category" if len(value) == 3 else "code" if billable else "subcategory"
        return Place(str(shown), title, level, bool(billable))

    def breadcrumbs(self) -> tuple[Place, ...]:
        """Chapter, section, then the categories above the code."""
        value = self.code.value
        above = self.lineage()[1:] or tuple(value[:length] for length in range(len(value) - 1, 2, -1))
        steps = []
        for ancestor in reversed(above):
            row = self._list.database.one(_ROW, ancestor) if self._list else None
            if row:
                steps.append(self._place(ancestor, row[0], row[2]))
        return (*tabular.above_category(self._tabular().opened, value), *steps)

    @property
    def _list(self) -> OpenRelease | None:
        """The code list that holds the code, else the one nearest to the day, which shows what it will stand below."""
        return self.opened or self.shelf.nearest(self.code.system.value, self.on)

    def _family(self, parent: str) -> tuple[Place, ...]:
        if self.opened is None:
            return ()
        rows = self.opened.database.all(
            "SELECT code, billable, long_descriptor FROM codes WHERE parent = ? ORDER BY sequence", parent
        )
        return tuple(self._place(*row) for row in rows)

    def children(self) -> tuple[Place, ...]:
        """Codes one level below."""
        return self._family(self.code.value)

    def siblings(self) -> tuple[Place, ...]:
        """Codes with the same parent; for a category, the other categories of its section."""
        if self.parent is None:
            return self._categories(tabular.neighbours(self._tabular().opened, self.code.value))
        return tuple(place for place in self._family(self.parent) if place.key != str(self.code))

    def _categories(self, values: tuple[str, ...]) -> tuple[Place, ...]:
        if self.opened is None or not values:
            return ()
        rows = self.opened.database.any_of(
            "SELECT code, billable, long_descriptor FROM codes WHERE code IN (?*) ORDER BY sequence", values
        )
        return tuple(self._place(*row) for row in rows)

    @property
    def _day(self) -> date:
        """The day on which index and tabular list are opened: the day asked about, or the nearest one of the list that answers.

        A code that does not hold on the day asked about is described by the books of the time when it did.
        """
        days = self.opened.release.validity if self.opened else Validity(self.on)
        return max(days.first_day, min(self.on, days.last_day or self.on))

    def _tabular(self) -> Answering:
        if self.code.system is not CodeSystem.ICD10CM:
            return Answering(None, False)
        return answering(self.shelf, "icd10cm-tabular", self._day)

    def notes(self) -> tuple[InstructionalNote, ...]:
        """Instructional notes of the code and of every level above it."""
        return tabular.notes(self._tabular().opened, self.lineage())

    def seventh_characters(self) -> tuple[SeventhCharacter, ...]:
        """Seventh characters from the nearest level that defines them, with the codes they make."""
        return tabular.seventh_characters(self._tabular().opened, self.lineage(), self.children(), self.siblings())

    def index_entries(self) -> tuple[IndexEntry, ...]:
        """Entries of the alphabetic, external-cause, neoplasm and drug indexes that lead to the code."""
        if self.code.system is not CodeSystem.ICD10CM:
            return ()
        return indexes.entries(self.shelf, self.lineage(), self._day)

    def facts(self) -> tuple[Fact, ...]:
        """POA exemption and hierarchical condition categories."""
        if self.code.system is not CodeSystem.ICD10CM or not self.billable:
            return ()
        return diagnosis_facts(self.shelf, self.code, self._day, self.on)

    def history(self) -> tuple[HistoryEvent, ...]:
        """Additions, deletions, revisions and changes between header and billable."""
        return diagnosis_history.events(self.shelf, self.code)

    def related(self) -> tuple[RelatedCode, ...]:
        """Codes that replaced this one or that it replaced, its counterparts in ICD-9-CM, procedures of coverage articles."""
        replaced = diagnosis_history.replacements(self.shelf, self.code, self.on)
        related = (*replaced, *crosswalks.to_icd9(self.shelf, self.code))
        if self.code.system is not CodeSystem.ICD10CM or not self.billable:
            return related
        return (*related, *coverage.procedures_of(self.shelf, self.code, self.on))

    def likely_modifiers(self) -> tuple[LikelyModifier, ...]:
        """Modifiers go with procedures."""
        return ()

    def absences(self) -> tuple[Absence, ...]:
        """Sources that have no release for the day."""
        titles = {self.code.system.value: f"{self.code.system.title} code list"}
        if self.code.system is CodeSystem.ICD10CM:
            titles |= {
                "icd10cm-tabular": "Tabular list",
                "icd10cm-index": "Alphabetic index",
                "icd10cm-poa-exempt": "POA exempt list",
            }
        found = (absence(source, title, answering(self.shelf, source, self.on), self.on) for source, title in titles.items())
        present = tuple(one for one in found if one is not None)
        if self.code.system is not CodeSystem.ICD10CM or not self.billable:
            return present
        unmapped = crosswalks.unmapped(self.shelf, "10to9", self.code.value, str(self.code))
        uncovered = coverage.missing(self.shelf, self.code, self.on, of_procedure=False)
        return (*present, *((unmapped,) if unmapped else ()), *uncovered)
