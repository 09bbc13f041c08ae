"""ICD-10-CM and ICD-10-PCS as FHIR has them: a release's order file, with what the tabular list adds."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import cached_property

from codewell.kernel.codes import CodeSystem, Icd10CmCode
from codewell.releases.shelf import OpenRelease, Shelf
from codewell.tasks.terminology.published import PROPERTIES_OF, SHORT, SYNONYM, PublishedSystem, version_of
from codewell.terminology.concept import Concept, Designation, Property
from codewell.terminology.content import SystemFacts
from codewell.terminology.listed_content import NO_PARENT, ListedCodeSystem

_TABULAR = "icd10cm-tabular"
_WITH_SEVENTH = 7


class OrderedRows:
    """What an order file says of its codes.

    Args:
        opened: the release.
        tabular: the tabular list of its year; None where none is loaded.
        codes: as FHIR writes them.
        rows: code without dot, billable, short and long descriptor, parent or None.
    """

    def __init__(
        self,
        opened: OpenRelease,
        tabular: OpenRelease | None,
        codes: list[str],
        rows: list[tuple[str, int, str, str, str | None]],
    ) -> None:
        self._tabular = tabular
        self._codes = codes
        self._values = [row[0] for row in rows]
        self._billable = bytearray(row[1] for row in rows)
        self._short = [row[2] if row[2] != row[3] else None for row in rows]
        self._long = [row[3] for row in rows]
        days = opened.release.validity
        self._of_release = (
            Property("release", "String", opened.release.title),
            Property("release-first-day", "DateTime", days.first_day.isoformat()),
            *((Property("release-last-day", "DateTime", days.last_day.isoformat()),) if days.last_day else ()),
        )
        self._active = Property("status", "Code", "active")
        self._is_billable = (Property("billable", "Boolean", False), Property("billable", "Boolean", True))

    def concept(self, row: int) -> Concept:
        """Return the code with short descriptor, inclusion terms and properties."""
        billable = self._billable[row]
        short = self._short[row]
        names = [Designation(short, "en", SHORT)] if short else []
        names.extend(Designation(term, "en", SYNONYM) for term in self._terms_of(row))
        place = self._places.get(self._values[row][:3], ())
        properties = (self._active, self._is_billable[billable], *place, *self._of_release)
        return Concept(self._codes[row], self._long[row], "", tuple(names), properties, status="active", abstract=not billable)

    def names(self, row: int) -> Iterable[str]:
        """Return long descriptor, short descriptor and inclusion terms."""
        short = self._short[row]
        return (self._long[row], *((short,) if short else ()), *self._terms_of(row))

    def inactive(self) -> Iterable[int]:
        """Return nothing: a release lists the codes of its own days."""
        return ()

    def abstract(self) -> Iterable[int]:
        """Return headers: they are not valid for submission."""
        return (row for row, billable in enumerate(self._billable) if not billable)

    def _terms_of(self, row: int) -> tuple[str, ...]:
        """Return inclusion terms; those of its stem for a complete code, which has no place of its own in the tabular list."""
        value = self._values[row]
        found = self._terms.get(value)
        if found is None and len(value) == _WITH_SEVENTH and self._terms:
            stem = value[:6].rstrip("X")
            found = self._terms.get(stem)
        return found or ()

    @cached_property
    def _terms(self) -> dict[str, tuple[str, ...]]:
        if self._tabular is None:
            return {}
        found: dict[str, tuple[str, ...]] = {}
        question = "SELECT place, text FROM notes WHERE kind = 'inclusion_term' ORDER BY place, ordinal"
        for place, text in self._tabular.database.all(question):
            found[place] = (*found.get(place, ()), text)
        return found

    @cached_property
    def _places(self) -> dict[str, tuple[Property, ...]]:
        """Chapter and section of each category."""
        if self._tabular is None:
            return {}
        question = "SELECT place, kind, title, parent FROM places WHERE kind <> 'code' OR length(place) = 3"
        rows = {place: (kind, title, parent) for place, kind, title, parent in self._tabular.database.all(question)}
        made: dict[str, tuple[Property, ...]] = {}
        found = {}
        for place, (kind, _, parent) in rows.items():
            if kind == "code" and parent:
                if parent not in made:
                    made[parent] = tuple(_levels(rows, parent))
                found[place] = made[parent]
        return found


def _levels(rows: dict[str, tuple[str, str, str | None]], place: str | None) -> Iterable[Property]:
    seen = set()
    while place is not None and place in rows and place not in seen:
        seen.add(place)
        kind, title, above = rows[place]
        yield Property(kind, "String", f"{place} {title}" if kind == "chapter" else title)
        place = above


def order_list(shelf: Shelf, system: PublishedSystem, opened: OpenRelease) -> ListedCodeSystem:
    """Return a release of ICD-10-CM or ICD-10-PCS."""
    question = "SELECT code, billable, short_descriptor, long_descriptor, parent FROM codes ORDER BY sequence"
    rows: list[tuple[str, int, str, str, str | None]] = [
        (code, int(billable), short, long, parent) for code, billable, short, long, parent in opened.database.all(question)
    ]
    dotted = system.system is CodeSystem.ICD10CM
    codes = [str(Icd10CmCode(row[0])) if dotted and len(row[0]) > 3 else row[0] for row in rows]
    place = {row[0]: number for number, row in enumerate(rows)}
    parents = array("l", (place[row[4]] if row[4] is not None else NO_PARENT for row in rows))
    release = opened.release
    facts = SystemFacts(
        system.url, version_of(release), system.name, f"{system.system.title}, release {release.release}", "en", tells_all=True
    )
    tabular = _tabular_of(shelf, opened) if dotted else None
    return ListedCodeSystem(facts, PROPERTIES_OF[system.url], codes, parents, OrderedRows(opened, tabular, codes, rows))


def _tabular_of(shelf: Shelf, opened: OpenRelease) -> OpenRelease | None:
    """Return the last tabular list whose days meet those of a code list."""
    days = opened.release.validity
    for tabular in reversed(shelf.all(_TABULAR)):
        own = tabular.release.validity
        begins_in_time = days.last_day is None or own.first_day <= days.last_day
        if begins_in_time and (own.last_day is None or own.last_day >= days.first_day):
            return tabular
    return None
