"""The books of reference: glossary, indicators, rules in our words, places of service and policies, each entry with an anchor."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from codewell.interfaces.web.asked import parse_day, parse_locality
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.tasks.reference_books.books import open_book, shelf_of_books

_PATH = "/reference"


def book_routes(desk: Desk, pages: Pages) -> APIRouter:
    """Return the routes of `/reference`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get(_PATH)
    @desk.quick
    def shelf(on: str | None = None, locality: str = "") -> Response:
        workplace, asked = desk.current(), parse_day(on)
        frame = Frame(Links(asked, parse_locality(locality)), asked or workplace.today, _PATH)
        return pages.page("books.html", frame, books=shelf_of_books(workplace, asked))

    @routes.get(_PATH + "/{name}")
    @desk.quick
    def book(name: str, on: str | None = None, locality: str = "") -> Response:
        workplace, asked = desk.current(), parse_day(on)
        found = open_book(workplace, name, asked)
        frame = Frame(Links(asked, parse_locality(locality)), asked or workplace.today, f"{_PATH}/{found.id.value}")
        return pages.page("book.html", frame, book=found)

    return routes
