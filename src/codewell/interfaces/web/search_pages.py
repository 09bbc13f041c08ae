"""The search box: what it suggests while somebody types, and what it finds."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.responses import Response

from codewell.accounts.plans import Meter
from codewell.interfaces.web.asked import parse_day, parse_limit, parse_locality, parse_system
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.metering import counts
from codewell.interfaces.web.problems import problem_of
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.views.result_page import AT_ONCE, Filters, result_page
from codewell.interfaces.web.views.suggested import suggested_rows
from codewell.kernel.codes import possible_codes
from codewell.kernel.errors import CodewellError
from codewell.tasks.look_up_code import LookUp, LookUpRequest, look_up_code
from codewell.tasks.search_codes import MOST_RESULTS, FoundBySystem, SearchRequest, search_each_system
from codewell.tasks.suggest_codes import suggest_codes
from codewell.tasks.wire import to_wire
from codewell.tasks.workplace import Workplace


def search_routes(desk: Desk, pages: Pages) -> APIRouter:
    """Return the routes of the search box."""
    routes = APIRouter()

    @routes.get("/search", include_in_schema=False, dependencies=[counts(Meter.SEARCHES, given="q")])
    def search(
        q: str = "", on: str | None = None, locality: str = "", system: str = "", billable: str = "", show: str = ""
    ) -> Response:
        workplace, links = desk.current(), Links(parse_day(on), parse_locality(locality))
        if not q.strip():
            return RedirectResponse(links.page("/"), 303)
        shown = max(parse_limit(show, AT_ONCE), 1)
        filters = Filters(parse_system(system) if system else None, billable == "1", shown)
        return _search_page(pages, workplace, q.strip(), links, filters)

    @routes.get("/search/suggest", include_in_schema=False)
    @desk.quick
    def suggestions(q: str = "", on: str | None = None, locality: str = "") -> Response:
        """Answer with rows for the list below the box; nothing but rows, so that the box can show them as they are."""
        asked = parse_day(on)
        found = suggest_codes(desk.current(), q, asked)
        return pages.fragment("suggestions.html", Links(asked, parse_locality(locality)), rows=suggested_rows(found))

    @routes.get("/v1/suggest", tags=["codes"], summary="Codes that words being typed may lead to")
    @desk.quick
    def suggestions_as_data(q: str = "", on: str | None = None) -> JSONResponse:
        return JSONResponse(to_wire(suggest_codes(desk.current(), q, parse_day(on))))

    return routes


def _search_page(pages: Pages, workplace: Workplace, query: str, links: Links, filters: Filters) -> Response:
    """Show an exact code first, then what search finds; either may fail without taking the other away."""
    exact = _exact(workplace, query, links.on)
    systems = frozenset({filters.system}) if filters.system else None
    request = SearchRequest(query, links.on, MOST_RESULTS, systems, filters.billable)
    refusal: CodewellError | None = None
    try:
        found = search_each_system(workplace, request)
    except CodewellError as error:
        refusal = error
        found = FoundBySystem(query, links.on or workplace.today, ())
    shown = {(entry.code.system, str(entry.code)) for entry in (exact.entries if exact else ())}
    hits = [hit for hit in found.results if (hit.system, hit.code) not in shown]
    return pages.page(
        "search.html",
        Frame(links, found.on, "/search", query),
        status=problem_of(refusal).status if refusal and not exact else 200,
        found=found,
        exact=exact,
        page=result_page(links, found, hits, filters),
        words=tuple(dict.fromkeys(query.split()))[:6],
        problem=problem_of(refusal) if refusal else None,
    )


def _exact(workplace: Workplace, query: str, asked: date | None) -> LookUp | None:
    """Return the look-up of a query that is a code and nothing else."""
    if not possible_codes(query):
        return None
    try:
        return look_up_code(workplace, LookUpRequest(query, asked))
    except CodewellError:
        return None
