"""A page of search results: what is shown of them, by which filters, and how to see the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codewell.interfaces.web.links import Links
from codewell.interfaces.web.views.result_groups import ResultGroup, result_groups
from codewell.kernel.codes import CodeSystem
from codewell.tasks.search_codes import FoundBySystem

if TYPE_CHECKING:  # numpy comes with it, and the first answer must not wait for numpy
    from codewell.search.index import Hit

AT_ONCE = 40
_MENDED = re.compile(r"spelling: (?P<written>.+) -> (?P<read>.+)")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader narrowed the results down to.

    Args:
        system: only this code system; None for all.
        billable: only codes that are valid for submission.
        show: how many results.
    """

    system: CodeSystem | None = None
    billable: bool = False
    show: int = AT_ONCE


@dataclass(frozen=True, slots=True)
class FilterLink:
    """A filter to choose.

    Args:
        title: its name.
        count: codes behind it, such as "12" or "100+"; empty where they are not counted.
        href: its address.
        is_chosen: whether the page is narrowed down by it.
    """

    title: str
    count: str
    href: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Mended:
    """A word that was read as another.

    Args:
        written: as typed.
        read: the word that was looked for.
        href: a search for the whole query with it.
    """

    written: str
    read: str
    href: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Results as a page shows them.

    Args:
        groups: those that are shown, by system.
        shown: how many.
        count: how many there are in all, such as "54" or "200+".
        systems: filters by system, "All" first.
        billable: the filter for billable codes.
        more: address of the page that shows more; empty where all are shown.
        next_shown: how many more that page shows.
        mended: words that were read as others.
        notices: the other notices.
    """

    groups: tuple[ResultGroup, ...]
    shown: int
    count: str
    systems: tuple[FilterLink, ...]
    billable: FilterLink
    more: str
    next_shown: int
    mended: tuple[Mended, ...]
    notices: tuple[str, ...]


def result_page(links: Links, found: FoundBySystem, hits: Sequence[Hit], filters: Filters) -> ResultPage:
    """Arrange results.

    Args:
        links: makes addresses.
        found: the answer.
        hits: its results without those that the page shows elsewhere.
        filters: what they are narrowed down to.
    """
    query = found.query.strip()

    def address(system: CodeSystem | None, billable: bool, show: int = AT_ONCE) -> str:
        more = {"system": system.value if system else "", "billable": "1" if billable else ""}
        return links.page("/search", q=query, **more, show=str(show) if show != AT_ONCE else "")

    shown = hits[: filters.show]
    every = FilterLink("All", "", address(None, filters.billable), filters.system is None)
    by_system = tuple(
        FilterLink(
            one.system.title,
            _counted(one.count, one.is_least),
            address(one.system, filters.billable),
            filters.system is one.system,
        )
        for one in found.counts
    )
    rest = len(hits) - len(shown)
    is_least = any(one.is_least for one in found.counts if filters.system in (None, one.system))
    return ResultPage(
        groups=result_groups(shown),
        shown=len(shown),
        count=_counted(len(hits), is_least),
        systems=(every, *by_system) if by_system else (),
        billable=FilterLink("Billable only", "", address(filters.system, not filters.billable), filters.billable),
        more=f"{address(filters.system, filters.billable, filters.show + AT_ONCE)}#result-{len(shown) + 1}" if rest else "",
        next_shown=min(rest, AT_ONCE),
        mended=_mended(links, query, found.notices),
        notices=tuple(text for text in found.notices if not _MENDED.fullmatch(text)),
    )


def _counted(count: int, is_least: bool) -> str:
    return f"{count}+" if is_least else str(count)


def _mended(links: Links, query: str, notices: Sequence[str]) -> tuple[Mended, ...]:
    matches = [match for match in map(_MENDED.fullmatch, notices) if match]
    whole = query
    for match in matches:
        whole = re.sub(rf"\b{re.escape(match['written'])}\b", match["read"], whole, flags=re.IGNORECASE)
    return tuple(Mended(match["written"], match["read"], links.search(whole)) for match in matches)
