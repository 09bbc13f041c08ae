"""Search all code systems with one box: codes, words, abbreviations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from codewell.kernel.codes import CodeSystem
from codewell.kernel.errors import InputError
from codewell.tasks.workplace import Workplace

if TYPE_CHECKING:
    from codewell.search.index import Hit

LONGEST_QUERY = 400
"""Characters; longer text is a note, which `code_note` reads."""

MOST_RESULTS = 200


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a person looks for.

    Args:
        query: words, abbreviations or a code, in any mixture.
        on: day of service; None where the person named none.
        limit: most results, 1 to 200.
        systems: code systems to look in; None for all.
    """

    query: str
    on: date | None = None
    limit: int = 20
    systems: frozenset[CodeSystem] | None = None


@dataclass(frozen=True, slots=True)
class FoundCodes:
    """What a search found.

    Args:
        query: as asked.
        on: the day the results hold for.
        results: best first; empty where nothing matches.
        notices: what a reader must see: releases that ended before the day, words that were corrected.
    """

    query: str
    on: date
    results: tuple[Hit, ...]
    notices: tuple[str, ...] = ()


def search_codes(workplace: Workplace, request: SearchRequest) -> FoundCodes:
    """Return the codes that answer the query on the day (without one: today), best first.

    Raises:
        InputError: the query is empty or longer than a query can be, or the limit is out of range.
        NotLoadedError: no search index is built.
    """
    query = request.query.strip()
    if not query:
        raise InputError("The query is empty.", next_step="Write words or a code.", slug="input.empty-query")
    if len(query) > LONGEST_QUERY:
        raise InputError(
            f"The query has {len(query)} characters; at most {LONGEST_QUERY} are read.",
            next_step="Shorten it, or code a whole note with `codewell code`.",
            slug="input.query-too-long",
        )
    if not 1 <= request.limit <= MOST_RESULTS:
        raise InputError(f"The limit must be 1 to {MOST_RESULTS}.", slug="input.limit")
    day = request.on or workplace.today
    found = workplace.search.search(query, on=day, limit=request.limit, systems=request.systems)
    return FoundCodes(request.query, day, found.hits, found.notes)
