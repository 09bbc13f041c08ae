"""HCPCS Level II as a tree: letters, titled parts, codes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from codewell.codebook.browsing.node import Branch, BrowsedNode, Tree, branch_of
from codewell.codebook.browsing.parts import LONGEST_LIST, by_hundreds, hcpcs_parts, span_of
from codewell.codebook.origins import answering, origin_of
from codewell.codebook.procedure_words import HCPCS_SECTIONS
from codewell.codebook.procedures import standing_of
from codewell.kernel.codes import HcpcsCode
from codewell.kernel.errors import CodewellError
from codewell.releases.shelf import Shelf

_KEY = re.compile(r"(?P<letter>[A-V])(?:(?P<hundred>\d\d)|(?P<first>\d{4})-(?P<last>[A-V]\d{4}))?")


def browse(shelf: Shelf, key: str, on: date) -> BrowsedNode | None:
    """Return a place of HCPCS Level II on a day; None where there is none of that key or no list is loaded."""
    found = answering(shelf, "hcpcs", on)
    if found.opened is None:
        return None
    codes = [row[0] for row in found.opened.database.all("SELECT code FROM codes ORDER BY code")]
    tree = _HcpcsTree(shelf, codes, on)
    node = tree.node(key.upper())
    if node is None:
        return None
    own, above, branches = node
    origin = origin_of(found.opened)
    return BrowsedNode(Tree.HCPCS, own.key, own.label, own.title, "", above, branches, origin, found.covers)


Place = tuple[Branch, tuple[Branch, ...], tuple[Branch, ...]]
"""A line, the lines above it and those below it."""


class _HcpcsTree:
    def __init__(self, shelf: Shelf, codes: Sequence[str], on: date) -> None:
        self._shelf, self._codes, self._on = shelf, codes, on

    def node(self, key: str) -> Place | None:
        if not key:
            letters = dict.fromkeys(code[0] for code in self._codes)
            return Branch("", "", Tree.HCPCS.title, "system"), (), tuple(self._letter(letter) for letter in letters)
        match = _KEY.fullmatch(key)
        if match is None:
            return None
        letter = match["letter"]
        codes = [code for code in self._codes if code[0] == letter]
        if not codes:
            return None
        if match["first"]:
            return self._part(key, letter, codes)
        if match["hundred"]:
            return self._hundred(key, letter, codes)
        return self._letter(letter), (), self._below_letter(letter, codes)

    def _letter(self, letter: str) -> Branch:
        count = sum(1 for code in self._codes if code[0] == letter)
        return Branch(letter, letter, HCPCS_SECTIONS.get(letter, "Other codes"), "section", below=count)

    def _below_letter(self, letter: str, codes: Sequence[str]) -> tuple[Branch, ...]:
        parts = hcpcs_parts(letter)
        if not parts:
            return self._listed(codes)
        lines = [(part, [code for code in codes if part.holds(code)]) for part in parts]
        found = [Branch(part.key, span_of(held), part.title, "part", below=self._lines_of(held)) for part, held in lines if held]
        alone = [code for code in codes if not any(part.holds(code) for part in parts)]
        return (*found, *self._listed(alone))

    def _part(self, key: str, letter: str, codes: Sequence[str]) -> Place | None:
        part = next((one for one in hcpcs_parts(letter) if one.key == key), None)
        held = [code for code in codes if part and part.holds(code)]
        if part is None or not held:
            return None
        return Branch(key, span_of(held), part.title, "part"), (self._letter(letter),), self._listed(held)

    def _hundred(self, key: str, letter: str, codes: Sequence[str]) -> Place | None:
        held = [code for code in codes if code.startswith(key)]
        part = next((one for one in hcpcs_parts(letter) if held and one.holds(held[0])), None)
        if part is None:
            return None
        inside = [code for code in codes if part.holds(code)]
        held = [code for code in held if part.holds(code)]
        if len(inside) <= LONGEST_LIST:
            return None
        above = (self._letter(letter), Branch(part.key, span_of(inside), part.title, "part"))
        return Branch(key, span_of(held), "", "part"), above, self._code_branches(held)

    def _lines_of(self, held: Sequence[str]) -> int:
        return len(held) if len(held) <= LONGEST_LIST else len(by_hundreds(held))

    def _listed(self, codes: Sequence[str]) -> tuple[Branch, ...]:
        """Return codes as lines, or their hundreds where there are too many."""
        if len(codes) <= LONGEST_LIST:
            return self._code_branches(codes)
        return tuple(Branch(hundred, span_of(held), "", "part", below=len(held)) for hundred, held in by_hundreds(codes).items())

    def _code_branches(self, codes: Sequence[str]) -> tuple[Branch, ...]:
        found = []
        for value in codes:
            try:
                standing = standing_of(self._shelf, HcpcsCode(value), self._on)
            except CodewellError:
                continue
            found.append(branch_of(standing, below=0, level="code"))
        return tuple(found)
