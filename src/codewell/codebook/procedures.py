"""HCPCS Level II and CPT codes on a day: words, standing, and the parts of their entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.codebook import coverage, likely_modifiers, procedure_facts, procedure_history, procedure_relations, procedure_words
from codewell.codebook.entry import (
    Absence,
    CodeEntry,
    CodeStanding,
    Fact,
    HistoryEvent,
    IndexEntry,
    InstructionalNote,
    LikelyModifier,
    Origin,
    Place,
    RelatedCode,
    SeventhCharacter,
    Standing,
)
from codewell.codebook.lifetimes import nearest_span, standing_outside
from codewell.codebook.origins import absence, answering, origin_of
from codewell.codebook.procedure_lifetimes import Lifetime, lifetime_of
from codewell.kernel.codes import Code, CodeSystem
from codewell.kernel.errors import NotLoadedError, UnknownCodeError
from codewell.kernel.validity import Validity
from codewell.releases.shelf import Shelf

LISTS_BY_QUARTER = ("opps-addendum-b", "mpfs")
"""Published each quarter for the codes then valid: being listed there on a day shows that a code is in force."""


def standing_of(shelf: Shelf, code: Code, on: date) -> CodeStanding:
    """Return the short answer about a procedure code.

    Raises:
        UnknownCodeError: whole lists are loaded and none has ever held it.
        NotLoadedError: only excerpts are loaded, so nothing can be said.
    """
    standing, origin, _ = _stand(shelf, code, on)
    return CodeStanding(code, on, standing, None, procedure_words.display(shelf, code, on), origin)


def entry_of(shelf: Shelf, code: Code, on: date) -> CodeEntry:
    """Return the code book's entry for a procedure code.

    Raises:
        UnknownCodeError: whole lists are loaded and none has ever held it.
        NotLoadedError: only excerpts are loaded, so nothing can be said.
    """
    standing, origin, lifetime = _stand(shelf, code, on)
    words = procedure_words.descriptors(shelf, code, on)
    return CodeEntry(code, on, standing, None, words, origin, ProcedureSections(shelf, code, on, standing, origin, lifetime))


def _stand(shelf: Shelf, code: Code, on: date) -> tuple[Standing, Origin | None, Lifetime]:
    lifetime = lifetime_of(shelf, code)
    return *stand_within(shelf, code, on, lifetime), lifetime


def stand_within(shelf: Shelf, code: Code, on: date, lifetime: Lifetime) -> tuple[Standing, Origin | None]:
    """Return how a code stands on a day, and what says so; for callers that keep lifetimes and ask for many days.

    Raises:
        UnknownCodeError: whole lists are loaded and none has ever held it.
        NotLoadedError: only excerpts are loaded, so nothing can be said.
    """
    if lifetime.known and (lifetime.answers_on(on) or not any(span.covers(on) for span in lifetime.spans)):
        covered = any(span.covers(on) for span in lifetime.spans)
        standing = Standing.IN_FORCE if covered else standing_outside(lifetime.spans, on)
        return standing, lifetime.origin_on(on)
    for source in LISTS_BY_QUARTER:
        opened = shelf.in_force(source, on)
        if opened and procedure_facts.lists(opened, code):
            return Standing.IN_FORCE, origin_of(opened)
    if lifetime.known:
        return Standing.NOT_LOADED, lifetime.origin_on(on)
    for source in LISTS_BY_QUARTER:
        for opened in reversed(shelf.all(source)):
            if procedure_facts.lists(opened, code):
                return Standing.NOT_LOADED, origin_of(opened)
    raise _nothing_known(shelf, code)


def _nothing_known(shelf: Shelf, code: Code) -> Exception:
    if code.system is CodeSystem.HCPCS and shelf.all("hcpcs"):
        return UnknownCodeError(
            f"{code} is not a code of {code.system.title} in any loaded release.", next_step="Search for it in words."
        )
    whole = any(not release.excerpt for release in shelf if release.source in ("mpfs", "cpt"))
    if whole:
        return UnknownCodeError(f"{code} is not a code of CPT in any loaded release.", next_step="Search for it in words.")
    return NotLoadedError(
        f"{code} is not among the {code.system.title} codes on this machine: only the starter pack is loaded.",
        next_step="Load the fee schedule (`codewell sync mpfs`) or your licensed file (`codewell import cpt FILE`).",
    )


@dataclass(frozen=True, slots=True)
class ProcedureSections:
    """Reads the parts of a HCPCS Level II or CPT entry."""

    shelf: Shelf
    code: Code
    on: date
    standing: Standing
    origin: Origin | None
    lifetime: Lifetime

    def validity(self) -> Validity | None:
        """The span around the day, as code list and starter pack give it."""
        return nearest_span(self.lifetime.spans, self.on)

    def statement(self) -> str:
        """The standing in words, with what replaced the code."""
        words = _standing_in_words(self)
        if self.standing is Standing.NO_LONGER:
            words = f"{words} {procedure_relations.successors(self.shelf, self.code, self.on)}".rstrip()
        return words

    def breadcrumbs(self) -> tuple[Place, ...]:
        """System and section."""
        return procedure_words.breadcrumbs(self.shelf, self.code, self.on)

    def children(self) -> tuple[Place, ...]:
        """Procedure codes have no subdivisions."""
        return ()

    def siblings(self) -> tuple[Place, ...]:
        """Codes beside it: neighbours in the list, or the same section of the starter pack."""
        return procedure_words.siblings(self.shelf, self.code, self.on)

    def notes(self) -> tuple[InstructionalNote, ...]:
        """Procedure systems publish no instructional notes that can be shown."""
        return ()

    def index_entries(self) -> tuple[IndexEntry, ...]:
        """No index of procedure codes is loaded."""
        return ()

    def seventh_characters(self) -> tuple[SeventhCharacter, ...]:
        """Procedure codes take none."""
        return ()

    def facts(self) -> tuple[Fact, ...]:
        """Indicators, RVUs, payment, OPPS, ASC, MUE, classes: each with meaning and release."""
        return procedure_facts.procedure_facts(self.shelf, self.code, self.on)

    def history(self) -> tuple[HistoryEvent, ...]:
        """Additions, deletions and revisions, earliest first."""
        return procedure_history.events(self.shelf, self.code, self.lifetime.spans)

    def related(self) -> tuple[RelatedCode, ...]:
        """Replacements, family, add-ons, PTP partners and the diagnoses of coverage articles."""
        return procedure_relations.related(self.shelf, self.code, self.on)

    def likely_modifiers(self) -> tuple[LikelyModifier, ...]:
        """Modifiers that the published indicators of the code speak for."""
        return likely_modifiers.likely_modifiers(self.shelf, self.code, self.on)

    def absences(self) -> tuple[Absence, ...]:
        """Sources that have no release for the day, and words that need a licence."""
        titles = {
            "mpfs": "Physician fee schedule",
            "opps-addendum-b": "OPPS Addendum B",
            "ncci-mue-practitioner": "MUE tables",
            "ncci-ptp-practitioner": "PTP edits",
            "ncci-addon": "Add-on code edits",
        }
        if self.code.system is CodeSystem.HCPCS:
            titles = {"hcpcs": "HCPCS Level II file", **titles}
        found = [absence(source, title, answering(self.shelf, source, self.on), self.on) for source, title in titles.items()]
        if self.code.system is CodeSystem.CPT and not self.shelf.all("cpt"):
            if "cpt" in self.shelf.withheld:
                seat = Absence(
                    "CPT descriptors", "the AMA's text is shown to people with a seat of the licence", "ask for a seat"
                )
                found.append(seat)
            else:
                remedy = "codewell import cpt FILE --accept-ama-licence"
                found.append(Absence("CPT descriptors", "the AMA's text needs your own licence", remedy))
        cut = procedure_relations.partners_left_out(self.shelf, self.code, self.on)
        covered = coverage.missing(self.shelf, self.code, self.on, of_procedure=True)
        unstated = procedure_relations.without_source(self.shelf, self.code, self.on)
        return (*(one for one in found if one is not None), *cut, *covered, *unstated)


def _standing_in_words(sections: ProcedureSections) -> str:
    code, on, span = sections.code, sections.on, sections.validity()
    cited = f" ({sections.origin.source} {sections.origin.release})" if sections.origin else ""
    match sections.standing:
        case Standing.IN_FORCE:
            last = f" Its last day is {span.last_day}." if span and span.last_day else ""
            return f"{code} is in force on {on}{cited}.{last}"
        case Standing.NOT_YET:
            return f"{code} is not in force on {on}: it begins on {span.first_day if span else 'a later day'}."
        case Standing.NO_LONGER:
            last = f": its last day was {span.last_day}" if span and span.last_day else ""
            return f"{code} is not in force on {on}{last}."
        case Standing.NOT_LOADED:
            days = sections.origin.validity if sections.origin else None
            end = f", which ends {days.last_day}" if days and days.last_day and days.last_day < on else ""
            release = sections.origin.release if sections.origin else "no release"
            return f"No release that lists {code} covers {on}; answering from {release}{end}."
