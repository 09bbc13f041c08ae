"""Comparing two entries of the code book: one code on two days, or two codes, part by part from their typed values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from codewell.codebook.comparison import ComparedSection, Days, RowKey, Stated, Statements, compared, joined
from codewell.codebook.coverage import MOST_LISTED
from codewell.codebook.entry import CodeEntry, Place, RelatedCode
from codewell.codebook.provenance import Origin

_PTP = ("column_1_of", "column_2_of")
"""An entry cuts its PTP partners off; they are compared from the edits themselves."""
_OF_ARTICLES = ("covered_diagnosis", "excluded_diagnosis", "covered_procedure", "excluded_procedure")
_LEFT_TO_FEES = ("non-facility", "facility")
"""Details of the national amounts without a modifier, which the fees show with their working."""


def compare_entries(first: CodeEntry, second: CodeEntry, days: Days) -> tuple[ComparedSection, ...]:
    """Return what the two entries state, side by side; sections of which neither states anything are left out.

    Statements in sentences, histories and index entries are left out: they name the code itself and differ by nature.
    """
    sections = [compared(id, read(first), read(second), days) for id, read in _PARTS]
    sections[_FACTS_STAND_AT:_FACTS_STAND_AT] = _facts(first, second, days)
    return tuple(section for section in sections if section is not None)


def _standing(entry: CodeEntry) -> dict[RowKey, Stated]:
    found = {RowKey("standing.standing", "Standing"): Stated(entry.standing.value, "", entry.origin)}
    if entry.validity is not None:
        found[RowKey("standing.validity", "In force")] = Stated(str(entry.validity), "", entry.origin)
    if entry.billable is not None:
        found[RowKey("standing.billable", "Billable")] = Stated("yes" if entry.billable else "no, a header", "", entry.origin)
    return found


def _words(entry: CodeEntry) -> dict[RowKey, Stated]:
    words = entry.descriptors
    rows = (
        ("words.short", "Short descriptor", words.short),
        ("words.medium", "Medium descriptor", words.medium),
        ("words.long", "Long descriptor", words.long),
        ("words.label", "Our label", words.label),
        ("words.plain_language", "Our short description", words.plain_language),
    )
    found = {RowKey(id, title): _of(text, words.origin, entry) for id, title, text in rows if text}
    for page in entry.written_pages:
        key = RowKey("words.written_page", "Written page", page.origin)
        found[key] = Stated(page.title, beside=f"reviewed {page.reviewed}")
    return found


def _hierarchy(entry: CodeEntry) -> dict[RowKey, Stated]:
    return {
        RowKey("place.above", "Stands below", place.level, str(depth)): _of(f"{place.key} {place.title}", entry.origin, entry)
        for depth, place in enumerate(entry.breadcrumbs)
    }


def _facts(first: CodeEntry, second: CodeEntry, days: Days) -> list[ComparedSection | None]:
    """Return a section for each family of facts, in the order of the first entry."""
    one, other = _by_family(first), _by_family(second)
    return [compared(family, one.get(family, {}), other.get(family, {}), days) for family in dict.fromkeys((*one, *other))]


def _by_family(entry: CodeEntry) -> dict[str, Statements]:
    grouped: dict[str, list[tuple[RowKey, Stated]]] = {}
    for fact in entry.facts:
        if fact.id == "mpfs.national_payment" and fact.detail in _LEFT_TO_FEES:
            continue
        key = RowKey(fact.id, fact.title, fact.detail)
        stated = Stated(fact.value, fact.meaning, fact.origin, fact.holds_on_day)
        grouped.setdefault(fact.id.split(".", 1)[0], []).append((key, stated))
    return {family: joined(stated) for family, stated in grouped.items()}


def _notes(entry: CodeEntry) -> dict[RowKey, Stated]:
    """Return the notes by kind and text: a note that moved to another level is the same note."""
    found: dict[RowKey, Stated] = {}
    for note in entry.notes:
        stated = replace(_of(note.text, note.origin, entry), beside=f"from {note.stands_at}" if note.inherited else "")
        found.setdefault(RowKey(f"note.{note.kind.value}", "", "", note.text), stated)
    return found


def _seventh_characters(entry: CodeEntry) -> dict[RowKey, Stated]:
    return {
        RowKey("seventh.character", seventh.character): _of(seventh.meaning, entry.origin, entry)
        for seventh in entry.seventh_characters
    }


def _places(places: Iterable[Place], id: str, entry: CodeEntry) -> dict[RowKey, Stated]:
    return {
        RowKey(id, place.key): _of(place.title, entry.origin, entry, "header" if place.billable is False else "")
        for place in places
    }


def _below(entry: CodeEntry) -> dict[RowKey, Stated]:
    return _places(entry.children, "below.code", entry)


def _modifiers(entry: CodeEntry) -> dict[RowKey, Stated]:
    return joined((RowKey("modifier.likely", one.modifier), _of(one.label, one.origin, entry)) for one in entry.likely_modifiers)


def _related(entry: CodeEntry) -> dict[RowKey, Stated]:
    return {
        RowKey(f"relation.{one.relation}", one.code, "", one.system): replace(_of("yes", one.origin, entry), beside=one.label)
        for one in _comparable(entry.related)
    }


def _comparable(related: Iterable[RelatedCode]) -> Iterator[RelatedCode]:
    """Yield the related codes of which an entry lists all, not a beginning."""
    listed = [one for one in related if one.relation not in _PTP]
    cut = {kind for kind in _OF_ARTICLES if sum(one.relation == kind for one in listed) >= MOST_LISTED}
    yield from (one for one in listed if one.relation not in cut)


def _of(value: str, origin: Origin | None, entry: CodeEntry, meaning: str = "") -> Stated:
    covers = origin is None or origin.validity is None or origin.validity.covers(entry.on)
    return Stated(value, meaning, origin, covers)


_PARTS: tuple[tuple[str, Callable[[CodeEntry], dict[RowKey, Stated]]], ...] = (
    ("standing", _standing),
    ("words", _words),
    ("place", _hierarchy),
    ("notes", _notes),
    ("seventh", _seventh_characters),
    ("below", _below),
    ("modifiers", _modifiers),
    ("related", _related),
)
_FACTS_STAND_AT = 3
