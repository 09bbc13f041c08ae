"""CPT as a tree: parts by number, our sections, codes; only codes of the starter pack or of the user's own licensed files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from codewell.codebook.browsing.node import Branch, BrowsedNode, Tree, branch_of
from codewell.codebook.browsing.parts import by_hundreds, cpt_part_of, cpt_parts, span_of
from codewell.codebook.origins import answering, origin_of
from codewell.codebook.procedures import standing_of
from codewell.kernel.codes import CptCode
from codewell.kernel.errors import CodewellError
from codewell.releases.shelf import Shelf

_REMARK = (
    "These are the codes of the starter pack, with our own labels and sections. CPT's official descriptors, and the other codes,"
    " come with your licensed files: `codewell import cpt FILE --accept-ama-licence`."
)
_LETTERS = re.compile(r"[^a-z0-9]+")


def browse(shelf: Shelf, key: str, on: date) -> BrowsedNode | None:
    """Return a place of CPT on a day; None where there is none of that key or nothing of CPT is loaded."""
    packs = shelf.all("starter-pack")
    licensed = answering(shelf, "cpt", on)
    source = licensed.opened or (packs[-1] if packs else None)
    if source is None:
        return None
    sections = _sections(shelf, on)
    codes = set(sections)
    if licensed.opened is not None:
        codes |= {row[0] for row in licensed.opened.database.all("SELECT code FROM descriptors")}
    node = _CptTree(shelf, sorted(codes), sections, on).node(key.lower())
    if node is None:
        return None
    own, above, branches = node
    covers = licensed.covers if licensed.opened else True
    remark = "" if licensed.opened else _REMARK
    return BrowsedNode(Tree.CPT, own.key, own.label, own.title, "", above, branches, origin_of(source), covers, remark)


def _sections(shelf: Shelf, on: date) -> Mapping[str, str]:
    """Return the section of each code of the starter pack: that of the day's period, else of the nearest."""
    packs = shelf.all("starter-pack")
    rows = (
        packs[-1].database.all("SELECT code, section, period_first_day FROM codes WHERE system = 'cpt' ORDER BY period_first_day")
        if packs
        else []
    )
    found: dict[str, str] = {}
    for code, section, first_day in rows:
        if code not in found or not first_day or first_day <= on.isoformat():
            found[code] = section or "Other"
    return found


def section_key(part: str, section: str) -> str:
    """Return the address of a section of a part."""
    return f"{part}.{_LETTERS.sub('-', section.lower()).strip('-')}"


Place = tuple[Branch, tuple[Branch, ...], tuple[Branch, ...]]
"""A line, the lines above it and those below it."""


class _CptTree:
    def __init__(self, shelf: Shelf, codes: Sequence[str], sections: Mapping[str, str], on: date) -> None:
        self._shelf, self._sections, self._on = shelf, sections, on
        self._by_part: dict[str, list[str]] = {}
        for code in codes:
            self._by_part.setdefault(cpt_part_of(code).key, []).append(code)

    def node(self, key: str) -> Place | None:
        if not key:
            branches = tuple(self._part(part.key) for part in cpt_parts() if part.key in self._by_part)
            return Branch("", "", Tree.CPT.title, "system"), (), branches
        part = key.partition(".")[0]
        if part not in self._by_part:
            return None
        if part == key:
            return self._part(part), (), tuple(branch for branch, _ in self._groups(part))
        found = next(((branch, codes) for branch, codes in self._groups(part) if branch.key == key), None)
        if found is None:
            return None
        return found[0], (self._part(part),), self._code_branches(found[1])

    def _part(self, key: str) -> Branch:
        title = next(part.title for part in cpt_parts() if part.key == key)
        return Branch(key, span_of(self._by_part[key]), title, "part", below=len(self._groups(key)))

    def _groups(self, part: str) -> list[tuple[Branch, list[str]]]:
        """Return the sections of a part with their codes, then the codes without a section by hundreds."""
        named: dict[str, list[str]] = {}
        for code in self._by_part[part]:
            if code in self._sections:
                named.setdefault(self._sections[code], []).append(code)
        found = [(self._group(section_key(part, title), title, codes), codes) for title, codes in named.items()]
        rest = by_hundreds(code for code in self._by_part[part] if code not in self._sections)
        return found + [(self._group(f"{part}.{hundred}", "", codes), codes) for hundred, codes in rest.items()]

    def _group(self, key: str, title: str, codes: Sequence[str]) -> Branch:
        return Branch(key, span_of(codes), title, "section", below=len(codes))

    def _code_branches(self, codes: Sequence[str]) -> tuple[Branch, ...]:
        found = []
        for value in codes:
            try:
                standing = standing_of(self._shelf, CptCode(value), self._on)
            except CodewellError:
                continue
            found.append(branch_of(standing, below=0, level="code"))
        return tuple(found)
