"""ICD-10-PCS as a tree: the first three characters as the order file titles them, then groups by body part, then codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from codewell.codebook.browsing.node import Branch, BrowsedNode, Tree, branch_of
from codewell.codebook.diagnoses import standing_of
from codewell.codebook.origins import answering, origin_of
from codewell.kernel.codes import Icd10PcsCode
from codewell.kernel.errors import CodewellError
from codewell.releases.shelf import OpenRelease, Shelf

_LEVELS = ("system", "section", "section", "category", "part")
"""What the first characters stand for: section, body system, operation, body part."""

SECTIONS = {
    "0": "Medical and Surgical",
    "1": "Obstetrics",
    "2": "Placement",
    "3": "Administration",
    "4": "Measurement and Monitoring",
    "5": "Extracorporeal or Systemic Assistance and Performance",
    "6": "Extracorporeal or Systemic Therapies",
    "7": "Osteopathic",
    "8": "Other Procedures",
    "9": "Chiropractic",
    "B": "Imaging",
    "C": "Nuclear Medicine",
    "D": "Radiation Therapy",
    "F": "Physical Rehabilitation and Diagnostic Audiology",
    "G": "Mental Health",
    "H": "Substance Abuse Treatment",
    "X": "New Technology",
}
"""Sections as the ICD-10-PCS reference manual of CMS names them; the order file does not title them."""

_JOINING = frozenset({"of", "in", "into", "to", "from", "with", "using", "and"})
_BEGINS = "code >= ?1 AND code < ?1 || '~'"


def browse(shelf: Shelf, key: str, on: date) -> BrowsedNode | None:
    """Return a place of ICD-10-PCS on a day; None where there is none of that key or no release is loaded."""
    found = answering(shelf, "icd10pcs", on)
    wanted = key.upper()
    if found.opened is None or (not wanted.isalnum() and wanted) or len(wanted) > 4:
        return None
    tree = _InpatientTree(shelf, found.opened, on)
    own = tree.line(wanted)
    if own is None:
        return None
    above = tuple(line for length in range(1, len(wanted)) if (line := tree.line(wanted[:length])) is not None)
    origin = origin_of(found.opened)
    return BrowsedNode(Tree.ICD10PCS, wanted, own.label, own.title, "", above, tree.below(wanted), origin, found.covers)


class _InpatientTree:
    def __init__(self, shelf: Shelf, opened: OpenRelease, on: date) -> None:
        self._shelf, self._database, self._on = shelf, opened.database, on

    def line(self, key: str) -> Branch | None:
        """Return the line of a beginning of codes; None where no code begins so."""
        if not key:
            return Branch("", "", Tree.ICD10PCS.title, "system")
        if not self._beginnings(key[:-1], key[-1]):
            return None
        return Branch(key, key, self._title(key), _LEVELS[len(key)], below=self._count(key))

    def below(self, key: str) -> tuple[Branch, ...]:
        """Return the lines below a beginning: longer beginnings, and from the fourth character on the codes."""
        if len(key) < 4:
            return tuple(line for longer in self._beginnings(key) if (line := self.line(longer)) is not None)
        rows = self._database.all(f"SELECT code FROM codes WHERE {_BEGINS} AND billable = 1 ORDER BY code", key)
        return self._code_branches([row[0] for row in rows])

    def _count(self, key: str) -> int:
        if len(key) < 4:
            return len(self._beginnings(key))
        row = self._database.one(f"SELECT count(*) FROM codes WHERE {_BEGINS} AND billable = 1", key)
        return int(row[0]) if row else 0

    def _beginnings(self, key: str, only: str = "") -> list[str]:
        rows = self._database.all(
            f"SELECT DISTINCT substr(code, 1, ?2) FROM codes WHERE {_BEGINS} AND length(code) = 7 ORDER BY 1",
            key + only,
            len(key) + 1,
        )
        return [row[0] for row in rows]

    def _title(self, key: str) -> str:
        """Return what the order file says of a beginning.

        It titles three characters ("Gastrointestinal System, Bypass", "Imaging, Heart, Plain Radiography") and the codes: two
        characters are what their titles share, four the words with which the codes begin.
        """
        section = SECTIONS.get(key[0], f"Section {key[0]}")
        if len(key) == 1:
            return section
        if len(key) == 4:
            shared = _shared([words.partition(", ")[0] for words in self._words(key, 7)], " ")
            return " ".join(shared[:-1] if shared[-1:] and shared[-1] in _JOINING else shared)
        system = ", ".join(_shared([words.rpartition(", ")[0] for words in self._words(key[:2], 3)], ", "))
        if len(key) == 2:
            return system.removeprefix(f"{section}, ") or system
        operation = next(iter(self._words(key, 3)), "")
        return operation.removeprefix(f"{system}, ") if system else operation

    def _words(self, key: str, length: int) -> list[str]:
        rows = self._database.all(f"SELECT long_descriptor FROM codes WHERE {_BEGINS} AND length(code) = ?2", key, length)
        return [row[0] for row in rows if row[0]]

    def _code_branches(self, values: Sequence[str]) -> tuple[Branch, ...]:
        found = []
        for value in values:
            try:
                standing = standing_of(self._shelf, Icd10PcsCode(value), self._on)
            except CodewellError:
                continue
            found.append(branch_of(standing, below=0, level="code"))
        return tuple(found)


def _shared(words: Sequence[str], separator: str) -> list[str]:
    """Return the whole parts with which all texts begin."""
    columns = zip(*(text.split(separator) for text in words), strict=False)
    return [column[0] for column in takewhile(lambda column: len(set(column)) == 1, columns)]
