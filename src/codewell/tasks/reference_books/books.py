"""Opens a book of reference by its id."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from codewell.kernel.errors import UnknownEntryError
from codewell.tasks.reference_books.book import Book, BookId
from codewell.tasks.reference_books.rules import modifier_book, places_book, policies_book, radiation_book
from codewell.tasks.reference_books.words import glossary_book, indicators_book
from codewell.tasks.workplace import Workplace

_BOOKS: dict[BookId, Callable[[Workplace, date], Book]] = {
    BookId.GLOSSARY: glossary_book,
    BookId.INDICATORS: indicators_book,
    BookId.MODIFIERS: modifier_book,
    BookId.RADIATION: radiation_book,
    BookId.PLACES: places_book,
    BookId.POLICIES: policies_book,
}


def open_book(workplace: Workplace, name: str, on: date | None) -> Book:
    """Return a book on a day, today where none is named.

    Raises:
        UnknownEntryError: there is no such book.
    """
    found = next((id for id in BookId if id.value == name), None)
    if found is None:
        raise UnknownEntryError(
            "There is no such book of reference.",
            next_step=f"Open one of {', '.join(id.value for id in BookId)}.",
        )
    return _BOOKS[found](workplace, on or workplace.today)


def shelf_of_books(workplace: Workplace, on: date | None) -> tuple[Book, ...]:
    """Return every book on a day, today where none is named."""
    return tuple(made(workplace, on or workplace.today) for made in _BOOKS.values())
