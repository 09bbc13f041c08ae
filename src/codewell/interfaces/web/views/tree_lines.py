"""The lines of a tree with where they lead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from codewell.codebook.browsing.node import Branch, BrowsedNode, Tree
from codewell.codebook.index_pages import Index
from codewell.interfaces.web.links import Links
from codewell.kernel.errors import NotLoadedError
from codewell.tasks.read_index import list_index
from codewell.tasks.workplace import Workplace


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A line of a tree.

    Args:
        branch: what it shows.
        href: where it leads: to what is below it, else to the code's page; empty where it leads nowhere.
        lines: where its own lines come from; empty where there are none.
        page: the code's page, where the line itself leads on.
    """

    branch: Branch
    href: str
    lines: str
    page: str


@dataclass(frozen=True, slots=True)
class IndexLetters:
    """The letters of an index.

    Args:
        index: which one.
        letters: those that have main terms.
    """

    index: Index
    letters: tuple[str, ...]


def tree_lines(node: BrowsedNode, links: Links) -> tuple[TreeLine, ...]:
    """Return the lines right below a place."""
    return tuple(_line(node.tree, branch, links) for branch in node.branches)


def _line(tree: Tree, branch: Branch, links: Links) -> TreeLine:
    page = links.code(tree.value, branch.code) if branch.code else ""
    if not branch.below:
        return TreeLine(branch, page, "", "")
    return TreeLine(branch, links.tree(tree.value, branch.key), links.tree(tree.value, branch.key, part="lines"), page)


def index_letters(workplace: Workplace, indexes: Iterable[Index], on: date | None) -> tuple[IndexLetters, ...]:
    """Return the letters of each index that is loaded."""
    found = []
    for index in indexes:
        try:
            found.append(IndexLetters(index, list_index(workplace, index, on, letter="A").found.letters))
        except NotLoadedError:
            continue
    return tuple(found)
