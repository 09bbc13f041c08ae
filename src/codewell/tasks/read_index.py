"""Read the indexes of ICD-10-CM: main terms by letter or words, and one entry with its subterms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from codewell.codebook.index_pages import Index, IndexPage, IndexTitles, index_page, index_titles
from codewell.kernel.errors import InputError, NotLoadedError, UnknownEntryError
from codewell.tasks.read_guidelines import notices_of
from codewell.tasks.workplace import Workplace

_LONGEST_QUESTION = 200


@dataclass(frozen=True, slots=True)
class IndexList:
    """Main terms of an index.

    Args:
        on: the day.
        letter: their first letter; empty where words were asked for.
        words: what they were looked for with.
        found: the titles with their release.
        notices: sentences about the day that a reader must see.
    """

    on: date
    letter: str
    words: str
    found: IndexTitles
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexAnswer:
    """An entry of an index.

    Args:
        on: the day.
        page: the main term, opened at the entry.
        notices: sentences about the day that a reader must see.
    """

    on: date
    page: IndexPage
    notices: tuple[str, ...] = ()


def list_index(workplace: Workplace, index: Index, on: date | None, *, letter: str = "", words: str = "") -> IndexList:
    """Return main terms of an index: those that hold some words, or those of a letter, "A" where neither is given.

    Raises:
        NotLoadedError: the index is not loaded.
    """
    day, wanted = on or workplace.today, words.strip()[:_LONGEST_QUESTION]
    chosen = "" if wanted else (letter.strip()[:1].upper() or "A")
    found = index_titles(workplace.shelf, index, day, letter=chosen, words=wanted)
    if found is None:
        raise _not_loaded(index)
    return IndexList(day, chosen, wanted, found, notices_of(found.origin, day, covers=found.covers))


def read_index(workplace: Workplace, index: Index, term: str, at: Sequence[str], on: date | None) -> IndexAnswer:
    """Return a main term of an index opened at one of its entries.

    Args:
        workplace: the desk.
        index: which index.
        term: the main term as printed, or as a *see* reference names it.
        at: titles of the subterms down to the entry.
        on: day of service; None for today.

    Raises:
        NotLoadedError: the index is not loaded.
        UnknownEntryError: it has no such main term.
    """
    day = on or workplace.today
    found = index_page(workplace.shelf, index, day, term, at)
    if found is not None:
        return IndexAnswer(day, found, notices_of(found.origin, day, covers=found.covers))
    if not workplace.shelf.all(index.source):
        raise _not_loaded(index)
    raise UnknownEntryError(
        f"The {index.title.lower()} has no main term {term.strip()[:60]!r}.",
        next_step="Look through its main terms by letter, or search the code book for the words.",
    )


def parse_index(text: str) -> Index:
    """Return the index of that id, the alphabetic one where the text is empty.

    Raises:
        InputError: there is none.
    """
    try:
        return Index(text.lower() or "alphabetic")
    except ValueError:
        known = ", ".join(one.value for one in Index)
        raise InputError(
            f"There is no index {text[:20]!r}.", next_step=f"Known indexes: {known}.", slug="input.unknown-index"
        ) from None


def _not_loaded(index: Index) -> NotLoadedError:
    return NotLoadedError(f"The {index.title.lower()} is not loaded.", next_step="Build the reference with `codewell build`.")
