"""Search all code systems with one box: codes, words, abbreviations."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
"""Of one system."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a person looks for.

    Args:
        query: words, abbreviations or a code, in any mixture.
        on: day of service; None where the person named none.
        limit: most results, 1 to 200.
        systems: code systems to look in; None for all.
        billable_only: leave out headers, and codes that are not valid for submission on the day.
    """

    query: str
    on: date | None = None
    limit: int = 20
    systems: frozenset[CodeSystem] | None = None
    billable_only: bool = False


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


@dataclass(frozen=True, slots=True)
class SystemCount:
    """How many codes of a system answer a query.

    Args:
        system: the system.
        count: codes found.
        is_least: there may be more.
    """

    system: CodeSystem
    count: int
    is_least: bool


@dataclass(frozen=True, slots=True)
class FoundBySystem:
    """What a search in each code system found.

    Args:
        query: as asked.
        on: the day the results hold for.
        results: of the systems asked for, best first.
        counts: how many there are in each system that has some.
        notices: what a reader must see.
    """

    query: str
    on: date
    results: tuple[Hit, ...]
    counts: tuple[SystemCount, ...] = ()
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
    most = MOST_RESULTS if request.billable_only else request.limit
    found = workplace.search.search(query, on=day, limit=most, systems=request.systems)
    hits = tuple(hit for hit in found.hits if hit.billable or not request.billable_only)[: request.limit]
    return FoundCodes(request.query, day, hits, found.notes)


def search_each_system(workplace: Workplace, request: SearchRequest) -> FoundBySystem:
    """Return what answers a query in each system, so that the codes of one do not crowd out those of another.

    The request's systems choose which results are shown; all are counted.

    Raises:
        As `search_codes`.
    """
    own: dict[CodeSystem, list[Hit]] = {}
    notices: dict[str, None] = {}
    spelled = _spelled(workplace, request)
    for system in CodeSystem:
        found = spelled or search_codes(workplace, replace(request, systems=frozenset({system}), limit=MOST_RESULTS))
        own[system] = [hit for hit in found.results if hit.system is system]
        notices |= dict.fromkeys(found.notices)
    shown = [hit for system, hits in own.items() if request.systems is None or system in request.systems for hit in hits]
    counts = tuple(SystemCount(system, len(hits), len(hits) >= MOST_RESULTS) for system, hits in own.items() if hits)
    best_first = tuple(sorted(shown, key=lambda hit: -hit.score))
    return FoundBySystem(request.query, request.on or workplace.today, best_first, counts, tuple(notices))


def _spelled(workplace: Workplace, request: SearchRequest) -> FoundCodes | None:
    """Return the answer to one word that is a code, or begins some, in any system: the others then have no say in words."""
    words = request.query.split()
    if len(words) != 1 or not any(letter.isdigit() for letter in words[0]):
        return None
    found = search_codes(workplace, replace(request, systems=None, limit=MOST_RESULTS))
    return found if any(hit.group == "Codes" for hit in found.results) else None
