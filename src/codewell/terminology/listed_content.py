"""A code system kept as a list of codes in the order of its publication, ready for many questions."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Protocol

from codewell.terminology.concept import Concept, PropertyDefinition
from codewell.terminology.content import SystemFacts

NO_PARENT = -1
_MOST_SEARCHED = 64
"""Searches whose codes are kept: the pages of one come after each other."""


class Rows(Protocol):
    """What a code list says of its codes, each by its place in the list."""

    def concept(self, row: int) -> Concept:
        """Return the concept that stands there."""

    def names(self, row: int) -> Iterable[str]:
        """Return all names of it, the one to show first."""

    def inactive(self) -> Iterable[int]:
        """Return where codes stand that are no longer meant to be used."""

    def abstract(self) -> Iterable[int]:
        """Return where headings stand."""


class ListedCodeSystem:
    """The concepts of a code list.

    Args:
        facts: what the version says of itself.
        properties: that it declares.
        codes: in the order of the publication; all that is below a code follows it at once.
        parents: for each code the place of the one above it, `NO_PARENT` for none.
        rows: everything else.

    Raises:
        ValueError: a code stands before the one above it, or apart from its neighbours.
    """

    def __init__(
        self,
        facts: SystemFacts,
        properties: Sequence[PropertyDefinition],
        codes: Sequence[str],
        parents: Sequence[int],
        rows: Rows,
    ) -> None:
        self.facts = facts
        self.properties = tuple(properties)
        self._codes = tuple(codes)
        self._parents = parents
        self._rows = rows
        self._place = {code: row for row, code in enumerate(self._codes)}
        self._ends = _ends(parents)
        self._searched: dict[tuple[str, ...], tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._codes)

    def concept(self, code: str) -> Concept | None:
        """Return the concept of a code; None where it has none."""
        row = self._row(code)
        return None if row is None else self._rows.concept(row)

    def codes(self) -> Sequence[str]:
        """Return all codes."""
        return self._codes

    def parents(self, code: str) -> Sequence[str]:
        """Return the code above one, if there is one."""
        row = self._row(code)
        above = NO_PARENT if row is None else self._parents[row]
        return () if above == NO_PARENT else (self._codes[above],)

    def children(self, code: str) -> Sequence[str]:
        """Return the codes right below one."""
        row = self._row(code)
        found = []
        if row is not None:
            below = row + 1
            while below < self._ends[row]:
                found.append(self._codes[below])
                below = self._ends[below]
        return found

    def descendants(self, code: str) -> Sequence[str]:
        """Return the codes below one at any depth: those that follow it in the list."""
        row = self._row(code)
        return () if row is None else self._codes[row + 1 : self._ends[row]]

    def inactive_codes(self) -> frozenset[str]:
        """Return the codes that are no longer meant to be used."""
        return self._inactive

    def abstract_codes(self) -> frozenset[str]:
        """Return the headings."""
        return self._abstract

    def codes_with_words(self, words: Sequence[str]) -> Sequence[str]:
        """Return the codes of which each word stands in the code or one of its names, in their order."""
        asked = tuple(sorted(set(words), key=len, reverse=True))
        if not asked:
            return self._codes
        found = self._searched.get(asked)
        if found is None:
            found = tuple(self._codes[row] for row in sorted(self._rows_with(asked)))
            if len(self._searched) >= _MOST_SEARCHED:
                self._searched.clear()
            self._searched[asked] = found
        return found

    def _rows_with(self, words: Sequence[str]) -> set[int]:
        """Return where all words stand; a word without a space stands in a text where it stands in a word of it."""
        tokens, postings = self._words
        held = [[postings[at] for at, token in enumerate(tokens) if word in token] for word in words]
        held.sort(key=lambda lists: sum(map(len, lists)))
        found = set[int]().union(*held[0])
        for lists in held[1:]:
            found &= set[int]().union(*lists)
        return found

    def _row(self, code: str) -> int | None:
        row = self._place.get(code)
        if row is None and not self.facts.case_sensitive:
            row = self._place.get(code.upper())
        return row

    @cached_property
    def _inactive(self) -> frozenset[str]:
        return frozenset(self._codes[row] for row in self._rows.inactive())

    @cached_property
    def _abstract(self) -> frozenset[str]:
        return frozenset(self._codes[row] for row in self._rows.abstract())

    @cached_property
    def _words(self) -> tuple[list[str], list[array[int]]]:
        """All words of codes and names, folded, and where each stands."""
        found: dict[str, array[int]] = {}
        for row, code in enumerate(self._codes):
            for token in set(" ".join((code, *self._rows.names(row))).casefold().split()):
                if token in found:
                    found[token].append(row)
                else:
                    found[token] = array("l", (row,))
        return list(found), list(found.values())


def _ends(parents: Sequence[int]) -> list[int]:
    """Return for each place the first one after it that is not below it."""
    ends = [len(parents)] * len(parents)
    open_rows: list[int] = []
    for row, above in enumerate(parents):
        while open_rows and open_rows[-1] != above:
            ends[open_rows.pop()] = row
        if above != NO_PARENT and not open_rows:
            raise ValueError(f"code {row} of the list does not follow the one above it")
        open_rows.append(row)
    return ends
