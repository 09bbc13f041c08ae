"""The pages of the Official Guidelines and of the indexes, where every step of a trace can be opened."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.responses import Response

from codewell.codebook.index_pages import Index
from codewell.interfaces.web.asked import parse_day, parse_locality
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.views.guideline_text import guideline_blocks, outline
from codewell.interfaces.web.views.linking import CodeLinker
from codewell.tasks.read_guidelines import list_guidelines, read_guideline
from codewell.tasks.read_index import list_index, parse_index, read_index
from codewell.tasks.wire import to_wire


def reference_routes(desk: Desk, pages: Pages) -> APIRouter:
    """Return the routes of guidelines and indexes, as pages and as data."""
    routes = APIRouter()

    @routes.get("/guidelines", include_in_schema=False)
    @desk.quick
    def guidelines(words: Annotated[str, Query(alias="words")] = "", on: str | None = None, locality: str = "") -> Response:
        asked = parse_day(on)
        listed = list_guidelines(desk.current(), asked, words)
        frame = Frame(Links(asked, parse_locality(locality)), listed.on, "/guidelines")
        return pages.page("guidelines.html", frame, listed=listed, tree=() if listed.words else outline(listed.headings))

    @routes.get("/guidelines/{section}", include_in_schema=False)
    @desk.quick
    def guideline(section: str, request: Request, on: str | None = None, locality: str = "") -> Response:
        workplace, asked = desk.current(), parse_day(on)
        found = read_guideline(workplace, section, asked)
        links, path = Links(asked, parse_locality(locality)), f"/guidelines/{found.passage.section}"
        if request.url.path != path.replace(" ", "%20") and section != found.passage.section:
            return RedirectResponse(links.page(path), 303)
        linker = CodeLinker(workplace.book, found.on, diagnoses=True, own="")
        blocks = guideline_blocks(found.passage.text, linker.pieces)
        return pages.page("guideline.html", Frame(links, found.on, path), found=found, passage=found.passage, blocks=blocks)

    @routes.get("/index", include_in_schema=False)
    @desk.quick
    def index(
        letter: str = "",
        words: str = "",
        of: Annotated[str, Query(alias="in")] = "",
        on: str | None = None,
        locality: str = "",
    ) -> Response:
        asked, which = parse_day(on), parse_index(of)
        listed = list_index(desk.current(), which, asked, letter=letter, words=words)
        frame = Frame(Links(asked, parse_locality(locality)), listed.on, "/index")
        return pages.page("index_titles.html", frame, listed=listed, which=which, indexes=tuple(Index))

    @routes.get("/index/{term:path}", include_in_schema=False)
    @desk.quick
    def entry(
        term: str,
        at: Annotated[list[str] | None, Query()] = None,
        of: Annotated[str, Query(alias="in")] = "",
        on: str | None = None,
        locality: str = "",
    ) -> Response:
        asked, which = parse_day(on), parse_index(of)
        found = read_index(desk.current(), which, term, at or (), asked)
        links, page = Links(asked, parse_locality(locality)), found.page
        if (term, tuple(at or ())) != (page.main.title, page.at[1:]):
            return RedirectResponse(links.index(which.value, page.at), 303)
        return pages.page("index_entry.html", Frame(links, found.on, "/index"), found=found, page=page, which=which)

    @routes.get("/v1/guidelines/{section}", tags=["codes"], summary="A passage of the Official Guidelines on a day")
    @desk.quick
    def guideline_data(section: str, on: str | None = None) -> JSONResponse:
        return JSONResponse(to_wire(read_guideline(desk.current(), section, parse_day(on))))

    return routes
