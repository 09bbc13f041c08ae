"""ICD-10-CM as a tree: chapters and sections of the tabular list, then the codes of the day's list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from codewell.codebook.browsing.node import Branch, BrowsedNode, Tree, branch_of
from codewell.codebook.diagnoses import standing_of
from codewell.codebook.origins import answering, origin_of
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import CodewellError
from codewell.releases.shelf import OpenRelease, Shelf

_RANGE = re.compile(r"\s*\([A-Z0-9]{3}(?:-[A-Z0-9]{3})?\)$")
"""What the publisher adds to the title of a section."""


def browse(shelf: Shelf, key: str, on: date) -> BrowsedNode | None:
    """Return a place of ICD-10-CM on a day; None where there is none of that key or no tabular list is loaded."""
    found = answering(shelf, "icd10cm-tabular", on)
    listed = answering(shelf, "icd10cm", on)
    if found.opened is None or listed.opened is None:
        return None
    tree = _DiagnosisTree(shelf, found.opened, listed.opened, on)
    node = tree.node(key)
    if node is None:
        return None
    own, above, branches = node
    origin = origin_of(listed.opened if own.code else found.opened)
    return BrowsedNode(Tree.ICD10CM, own.key, own.label, own.title, own.code, above, branches, origin, listed.covers)


class _DiagnosisTree:
    def __init__(self, shelf: Shelf, tabular: OpenRelease, codes: OpenRelease, on: date) -> None:
        self._shelf, self._tabular, self._codes, self._on = shelf, tabular, codes, on

    def node(self, key: str) -> tuple[Branch, tuple[Branch, ...], tuple[Branch, ...]] | None:
        """Return a place as its own line, the lines above it and those below it."""
        if not key:
            return Branch("", "", Tree.ICD10CM.title, "system"), (), self._places("parent IS NULL")
        place = self._tabular.database.one("SELECT kind, title, parent FROM places WHERE place = ? AND kind <> 'code'", key)
        if place is not None:
            kind, title, parent = place
            return _place_branch(key, kind, title, 0), self._above(parent), self._places("parent = ?", key)
        return self._code_node(key)

    def _code_node(self, key: str) -> tuple[Branch, tuple[Branch, ...], tuple[Branch, ...]] | None:
        try:
            code = Icd10CmCode.parse(key)
            standing = standing_of(self._shelf, code, self._on)
        except CodewellError:
            return None
        rows = self._codes.database.all("SELECT code FROM codes WHERE parent = ? ORDER BY sequence", code.value)
        branches = self._code_branches([row[0] for row in rows])
        category = self._tabular.database.one("SELECT parent FROM places WHERE place = ?", code.value[:3])
        above = [*(self._above(category[0]) if category else ())]
        lineage = self._lineage(code.value)
        above += self._code_branches(lineage[:-1])
        own = branch_of(standing, below=len(branches), level=_level(code.value))
        return Branch(str(code), own.label, own.title, own.level, own.code, own.billable, own.standing), tuple(above), branches

    def _lineage(self, value: str) -> list[str]:
        steps = [value]
        while row := self._codes.database.one("SELECT parent FROM codes WHERE code = ?", steps[0]):
            if not row[0]:
                break
            steps.insert(0, row[0])
        return steps

    def _above(self, place: str | None) -> tuple[Branch, ...]:
        steps: list[Branch] = []
        while place is not None:
            row = self._tabular.database.one("SELECT kind, title, parent FROM places WHERE place = ?", place)
            if row is None:
                break
            steps.insert(0, _place_branch(place, row[0], row[1], 0))
            place = row[2]
        return tuple(steps)

    def _places(self, condition: str, *values: str) -> tuple[Branch, ...]:
        """Return chapters, sections and categories of the tabular list, sections that hold sections before the categories."""
        rows = self._tabular.database.all(
            f"SELECT place, kind, title, (SELECT count(*) FROM places AS below WHERE below.parent = places.place) "
            f"FROM places WHERE {condition} ORDER BY ordinal",
            *values,
        )
        categories = iter(self._code_branches([row[0] for row in rows if row[1] == "code"]))
        found = [next(categories, None) if kind == "code" else _place_branch(p, kind, title, n) for p, kind, title, n in rows]
        return tuple(branch for branch in found if branch is not None)

    def _code_branches(self, values: Sequence[str]) -> tuple[Branch, ...]:
        if not values:
            return ()
        rows = self._codes.database.any_of("SELECT parent, count(*) FROM codes WHERE parent IN (?*) GROUP BY parent", values)
        below = dict(rows)
        found = []
        for value in values:
            try:
                standing = standing_of(self._shelf, Icd10CmCode(value), self._on)
            except CodewellError:
                continue
            found.append(branch_of(standing, below=below.get(value, 0), level=_level(value)))
        return tuple(found)


def _level(value: str) -> str:
    return "category" if len(value) == 3 else "code"


def _place_branch(place: str, kind: str, title: str, below: int) -> Branch:
    first, _, last = place.partition("-")
    label = f"Chapter {place}" if kind == "chapter" else first if first == last else place
    words = title if kind == "chapter" else _RANGE.sub("", title)
    return Branch(place, label, words, kind, below=below)
