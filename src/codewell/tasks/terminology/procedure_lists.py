"""HCPCS Level II and CPT as FHIR has them: codes with their days; words of CPT only where the user's own table is loaded."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from codewell.codebook.procedure_lifetimes import lifetime_of
from codewell.kernel.codes import CptCode, HcpcsCode
from codewell.kernel.validity import Validity
from codewell.releases.shelf import OpenRelease, Shelf
from codewell.tasks.terminology.published import CPT, HCPCS, MEDIUM, PROPERTIES_OF, SHORT, SYSTEMS, version_of
from codewell.terminology.concept import Concept, Designation, JsonObject, Property
from codewell.terminology.content import SystemFacts
from codewell.terminology.listed_content import NO_PARENT, ListedCodeSystem

LISTS_OF_CPT = ("mpfs", "opps-addendum-b", "cpt")
"""Publications that list CPT codes while they are in force."""
_LISTED = {
    "mpfs": "SELECT DISTINCT code FROM fees",
    "opps-addendum-b": "SELECT code FROM services WHERE status_indicator IS NOT 'D'",
    "cpt": "SELECT code FROM descriptors",
}
_BEFORE_ALL_LISTS = date(1983, 1, 1)


@dataclass(slots=True)
class ProcedureRow:
    """What is known of a procedure code in one edition.

    Args:
        code: the code.
        words: (descriptor, what it is for); the first is the one to show.
        label: our own plain words; empty where we have none.
        first_day: None where nothing states it.
        last_day: None where no end is known.
    """

    code: str
    words: tuple[tuple[str, JsonObject | None], ...] = ()
    label: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(slots=True)
class ProcedureRows:
    """The codes of one edition.

    Args:
        rows: the codes.
        begins: first day of the edition; a code whose last day lies before it is no longer in use.
        of_release: what a look-up tells of the edition.
    """

    rows: list[ProcedureRow]
    begins: date
    of_release: tuple[Property, ...] = field(default=())

    def concept(self, row: int) -> Concept:
        """Return a code with its words and days."""
        found = self.rows[row]
        inactive = self._is_over(found)
        status = "retired" if inactive else "active"
        properties = [Property("status", "Code", status)]
        if found.first_day is not None:
            properties.append(Property("effectiveDate", "DateTime", found.first_day.isoformat()))
        if found.last_day is not None:
            properties.append(Property("retirementDate", "DateTime", found.last_day.isoformat()))
        if found.label:
            properties.append(Property("label", "String", found.label))
        names = tuple(Designation(text, "en", use) for text, use in found.words[1:] if text)
        display = found.words[0][0] if found.words else ""
        return Concept(found.code, display, "", names, (*properties, *self.of_release), status=status, inactive=inactive)

    def names(self, row: int) -> Iterable[str]:
        """Return descriptors and our label."""
        found = self.rows[row]
        return (*(text for text, _ in found.words if text), *((found.label,) if found.label else ()))

    def inactive(self) -> Iterable[int]:
        """Return codes that ended before the edition began."""
        return (row for row, found in enumerate(self.rows) if self._is_over(found))

    def abstract(self) -> Iterable[int]:
        """Return nothing: procedure codes have no headings."""
        return ()

    def _is_over(self, found: ProcedureRow) -> bool:
        return found.last_day is not None and found.last_day < self.begins


def hcpcs_list(shelf: Shelf, opened: OpenRelease) -> ListedCodeSystem:
    """Return a release of HCPCS Level II."""
    rows = []
    for code, long, short in opened.database.all("SELECT code, long_descriptor, short_descriptor FROM codes ORDER BY code"):
        spans = lifetime_of(shelf, HcpcsCode(code)).spans
        first, last = (spans[0].first_day, spans[-1].last_day) if spans else (None, None)
        words = ((long or short or "", None), *(((short, SHORT),) if short and short != long else ()))
        rows.append(ProcedureRow(code, words, "", first if first != _BEFORE_ALL_LISTS else None, last))
    release = opened.release
    days = release.validity
    of_release = (
        Property("release", "String", release.title),
        Property("release-first-day", "DateTime", days.first_day.isoformat()),
        *((Property("release-last-day", "DateTime", days.last_day.isoformat()),) if days.last_day else ()),
    )
    facts = SystemFacts(
        HCPCS, version_of(release), SYSTEMS[HCPCS].name, f"HCPCS Level II, release {release.release}", "en", tells_all=True
    )
    return _listed(facts, ProcedureRows(rows, days.first_day, of_release))


class CptEditions:
    """CPT by calendar year, from the publications that list its codes and from the hand-kept days of the starter pack.

    Without the user's own table this is part of CPT, and says so: a code that is not listed may still be one.

    Args:
        shelf: the releases that the reader may see.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years of which any list is loaded, earliest first."""
        return tuple(sorted({one.release.validity.first_day.year for source in LISTS_OF_CPT for one in self._shelf.all(source)}))

    def edition(self, year: int) -> ListedCodeSystem:
        """Return the edition of a year."""
        stated = self._stated()
        words = self._words(year)
        found = {code: ProcedureRow(code) for code in self._codes_listed(year) if code not in stated}
        for code, (label, spans) in stated.items():
            if spans[0].first_day.year <= year:
                first = spans[0].first_day
                found[code] = ProcedureRow(code, (), label, first if first != _BEFORE_ALL_LISTS else None, spans[-1].last_day)
        for code, row in found.items():
            row.words = words.get(code, ())
        facts = SystemFacts(
            CPT,
            str(year),
            SYSTEMS[CPT].name,
            f"CPT {year}" if words else f"CPT {year}, codes without words",
            "en",
            content="complete" if words else "fragment",
            tells_all=True,
        )
        return _listed(facts, ProcedureRows([found[code] for code in sorted(found)], date(year, 1, 1)))

    def _codes_listed(self, year: int) -> set[str]:
        return {
            code
            for source, question in _LISTED.items()
            for opened in self._shelf.all(source)
            if opened.release.validity.first_day.year == year
            for (code,) in opened.database.all(question)
            if CptCode.shape.fullmatch(code)
        }

    def _words(self, year: int) -> dict[str, tuple[tuple[str, JsonObject | None], ...]]:
        tables = [one for one in self._shelf.all("cpt") if one.release.validity.first_day.year == year]
        question = "SELECT code, long_descriptor, medium_descriptor, short_descriptor FROM descriptors"
        found: dict[str, tuple[tuple[str, JsonObject | None], ...]] = {}
        for opened in tables:
            for code, long, medium, short in opened.database.all(question):
                held = [(text, use) for text, use in ((long, None), (medium, MEDIUM), (short, SHORT)) if text]
                found[code] = tuple(held)
        return found

    def _stated(self) -> dict[str, tuple[str, list[Validity]]]:
        packs = self._shelf.all("starter-pack")
        question = (
            "SELECT code, label, period_first_day, period_last_day FROM codes WHERE system = 'cpt' "
            "ORDER BY code, period_first_day"
        )
        found: dict[str, tuple[str, list[Validity]]] = {}
        for code, label, first, last in packs[-1].database.all(question) if packs else ():
            days = Validity(date.fromisoformat(first) if first else _BEFORE_ALL_LISTS, date.fromisoformat(last) if last else None)
            found[code] = (label or "", [*found.get(code, ("", []))[1], days])
        return found


def _listed(facts: SystemFacts, rows: ProcedureRows) -> ListedCodeSystem:
    codes = [row.code for row in rows.rows]
    return ListedCodeSystem(facts, PROPERTIES_OF[facts.url], codes, array("l", [NO_PARENT]) * len(codes), rows)
