"""Browse a code system as a tree, one level at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.codebook.browsing.node import BrowsedNode, Tree
from codewell.codebook.browsing.trees import browse, is_loaded
from codewell.codebook.index_pages import Index
from codewell.codebook.origins import remedy
from codewell.kernel.errors import InputError, NotLoadedError, UnknownEntryError
from codewell.releases.shelf import Shelf
from codewell.tasks.read_guidelines import notices_of
from codewell.tasks.workplace import Workplace

_LONGEST_KEY = 80
_REMEDIES = {Tree.ICD10CM: "codewell build", Tree.CPT: "codewell build", Tree.MODIFIERS: "codewell build"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """Whether something can be browsed.

    Args:
        id: as addresses name it.
        title: its name.
        is_loaded: whether a release of it is on this machine.
        remedy: the command that loads it; empty where it is loaded.
    """

    id: str
    title: str
    is_loaded: bool
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Trees:
    """What can be browsed on this machine.

    Args:
        on: the day.
        trees: the code systems.
        indexes: the indexes of ICD-10-CM.
    """

    on: date
    trees: tuple[Loaded, ...]
    indexes: tuple[Loaded, ...]


@dataclass(frozen=True, slots=True)
class Browsed:
    """A place of a tree on a day.

    Args:
        on: the day.
        node: the place with what stands right below it.
        notices: sentences about the day that a reader must see.
    """

    on: date
    node: BrowsedNode
    notices: tuple[str, ...] = ()


def list_trees(workplace: Workplace, on: date | None) -> Trees:
    """Return the trees and indexes, with what is missing and how to load it."""
    shelf = workplace.shelf
    trees = tuple(_loaded(tree.value, tree.title, is_loaded(shelf, tree), _remedy(tree)) for tree in Tree)
    indexes = tuple(_loaded(index.value, index.title, bool(shelf.all(index.source)), remedy(index.source)) for index in Index)
    return Trees(on or workplace.today, trees, indexes)


def browse_codes(workplace: Workplace, tree: Tree, key: str, on: date | None) -> Browsed:
    """Return a place of a tree on a day (without one: today), the top where no key is given.

    Raises:
        NotLoadedError: nothing of the tree is loaded.
        UnknownEntryError: it has no such place.
    """
    day, wanted = on or workplace.today, key.strip().strip("/")
    shelf: Shelf = workplace.shelf
    found = browse(shelf, tree, wanted, day) if len(wanted) <= _LONGEST_KEY else None
    if found is not None:
        return Browsed(day, found, (*notices_of(found.origin, day, covers=found.covers), *filter(None, (found.remark,))))
    if not is_loaded(shelf, tree):
        raise NotLoadedError(f"{tree.title} is not loaded.", next_step=f"Load it: `{_remedy(tree)}`.")
    raise UnknownEntryError(
        f"{tree.title} has no part {wanted[:40]!r}.", next_step="Begin at the top of the tree, or search for a code or words."
    )


def parse_tree(text: str) -> Tree:
    """Return the tree of that id.

    Raises:
        InputError: there is none.
    """
    try:
        return Tree(text.lower())
    except ValueError:
        known = ", ".join(one.value for one in Tree)
        raise InputError(
            f"There is no tree {text[:20]!r}.", next_step=f"Known trees: {known}.", slug="input.unknown-tree"
        ) from None


def _loaded(identity: str, title: str, is_there: bool, command: str) -> Loaded:
    return Loaded(identity, title, is_there, "" if is_there else command)


def _remedy(tree: Tree) -> str:
    return _REMEDIES.get(tree) or remedy(tree.value)
