"""Index entries as the printed index nests them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from codewell.codebook.entry import IndexEntry


@dataclass(slots=True)
class IndexTerm:
    """A term with what stands below it.

    Args:
        title: as printed.
        entries: entries that end at this term.
        below: subterms in the index's order.
    """

    title: str
    entries: list[IndexEntry] = field(default_factory=list)
    below: dict[str, IndexTerm] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndexTree:
    """One index, or its part that leads to the code.

    Args:
        index: id of the index, as addresses name it.
        title: the index's name.
        releases: labels of the releases the entries come from.
        terms: main terms.
        count: entries in it.
    """

    index: str
    title: str
    releases: tuple[str, ...]
    terms: tuple[IndexTerm, ...]
    count: int


_ADDRESSED = {"external cause": "external"}
_TITLES = {
    "alphabetic": "Alphabetic index",
    "neoplasm": "Table of neoplasms",
    "drugs": "Table of drugs and chemicals",
    "external cause": "External cause of injuries index",
}


def index_trees(entries: Iterable[IndexEntry]) -> tuple[IndexTree, ...]:
    """Return the entries nested, one tree for each index."""
    grouped: dict[str, list[IndexEntry]] = {}
    for entry in entries:
        grouped.setdefault(entry.index, []).append(entry)
    return tuple(_tree(index, group) for index, group in grouped.items())


def _tree(index: str, entries: list[IndexEntry]) -> IndexTree:
    top = IndexTerm("")
    for entry in entries:
        term = top
        for step in entry.path:
            term = term.below.setdefault(step, IndexTerm(step))
        term.entries.append(entry)
    releases = tuple(dict.fromkeys(entry.origin.release for entry in entries))
    return IndexTree(
        _ADDRESSED.get(index, index), _TITLES.get(index, index.capitalize()), releases, tuple(top.below.values()), len(entries)
    )
