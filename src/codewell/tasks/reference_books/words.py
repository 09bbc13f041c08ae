"""The glossary and the meanings of indicators as books."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from codewell.assistant.glossary import Term, glossary
from codewell.codebook.meanings import Meaning, cites_of, every_meaning, title_of
from codewell.kernel.validity import Validity
from codewell.tasks.ask.published_meanings import published_meaning
from codewell.tasks.reference_books.book import Book, BookEntry, BookId, Chapter, anchor_of
from codewell.tasks.workplace import Workplace


def glossary_book(workplace: Workplace, on: date) -> Book:
    """Return the glossary; its words hold on every day."""
    known = {term.term.lower(): term for term in glossary()}
    entries = tuple(_term(term, known) for term in sorted(glossary(), key=lambda term: term.term.lower()))
    lede = f"{len(entries)} words of coding and billing, in our own words, each with the publication that defines it."
    return Book(BookId.GLOSSARY, "Glossary", lede, (Chapter("terms", "", "", entries),))


def _term(term: Term, known: dict[str, Term]) -> BookEntry:
    notes = (("Also", ", ".join(term.also)),) if term.also else ()
    see = tuple((anchor_of(one), one) for one in term.see if one.lower() in known)
    return BookEntry(anchor_of(term.term), term.term, (term.text,), term.source, notes, see=see)


def indicators_book(workplace: Workplace, on: date) -> Book:
    """Return what each value of each published indicator means; a value whose meaning changed has one line for each period."""
    chapters: dict[tuple[str, str], dict[str, list[Meaning]]] = {}
    for family, indicator, value, meaning in every_meaning():
        chapters.setdefault((family, indicator), {}).setdefault(value, []).append(meaning)
    lede = "What the values of published indicators mean, in our words; beside them CMS's own where its table is loaded."
    made = tuple(
        Chapter(
            anchor_of(family, indicator),
            title_of(family, indicator),
            cites_of(family),
            tuple(_value(workplace, family, indicator, value, meanings, on) for value, meanings in values.items()),
        )
        for (family, indicator), values in chapters.items()
    )
    return Book(BookId.INDICATORS, "Indicators", lede, made)


def _value(workplace: Workplace, family: str, indicator: str, value: str, meanings: list[Meaning], on: date) -> BookEntry:
    published = published_meaning(workplace, family, indicator, value, on)
    notes = ((f"CMS, {published.title}", published.words),) if published else ()
    return BookEntry(anchor_of(family, indicator, value), value, tuple(_dated(meanings)), notes=notes)


def _dated(meanings: list[Meaning]) -> Iterator[str]:
    for one in meanings:
        if one.first_day is None and one.last_day is None:
            yield one.text
        elif one.first_day is None:
            yield f"To {one.last_day}: {one.text}"
        else:
            days = Validity(one.first_day, one.last_day)
            yield f"{str(days)[:1].upper()}{str(days)[1:]}: {one.text}"
