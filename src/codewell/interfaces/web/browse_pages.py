"""The pages of the trees: each place a page, its lines also as a fragment that opens in place."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from codewell.codebook.index_pages import Index
from codewell.interfaces.web.asked import parse_day, parse_locality
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.views.tree_lines import index_letters, tree_lines
from codewell.tasks.browse_codes import browse_codes, list_trees, parse_tree


def browse_routes(desk: Desk, pages: Pages) -> APIRouter:
    """Return the routes of the trees."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/browse")
    @desk.quick
    def trees(on: str | None = None, locality: str = "") -> Response:
        workplace, asked = desk.current(), parse_day(on)
        listed = list_trees(workplace, asked)
        letters = index_letters(workplace, tuple(Index), asked)
        return pages.page(
            "browse.html", Frame(Links(asked, parse_locality(locality)), listed.on, "/browse"), listed=listed, letters=letters
        )

    @routes.get("/browse/{tree}")
    @desk.quick
    def top(tree: str, part: str = "", on: str | None = None, locality: str = "") -> Response:
        return _place(desk, pages, tree, "", part, Links(parse_day(on), parse_locality(locality)))

    @routes.get("/browse/{tree}/{key}")
    @desk.quick
    def place(tree: str, key: str, part: str = "", on: str | None = None, locality: str = "") -> Response:
        return _place(desk, pages, tree, key, part, Links(parse_day(on), parse_locality(locality)))

    return routes


def _place(desk: Desk, pages: Pages, tree: str, key: str, part: str, links: Links) -> Response:
    found = browse_codes(desk.current(), parse_tree(tree), key, links.on)
    node = found.node
    lines = tree_lines(node, links)
    if part == "lines":
        return pages.fragment("tree_fragment.html", links, lines=lines, level=0)
    path = f"/browse/{node.tree.value}" + (f"/{node.key}" if node.key else "")
    return pages.page("browse_place.html", Frame(links, found.on, path), found=found, node=node, lines=lines)
