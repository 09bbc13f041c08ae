"""ICD-9-CM and ICD-10-CM: what the general equivalence mappings (GEMs) state, with their flags in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from codewell.codebook.entry import Absence, RelatedCode
from codewell.codebook.origins import origin_of, remedy
from codewell.kernel.codes import Code, CodeSystem, Icd10CmCode
from codewell.releases.shelf import OpenRelease, Shelf

ICD9 = "icd9cm"
"""Stands for ICD-9-CM in results; its codes have no pages, because it has not been valid since 2015-10-01."""

_ICD9_SHAPE = re.compile(r"[0-9]{3}[0-9]{0,2}|V[0-9]{2}[0-9]{0,2}|E[0-9]{3}[0-9]?")
_MOST = 200
_ENTRIES = "SELECT target_code, flags FROM mappings WHERE direction = ? AND source_code = ? ORDER BY flags, rowid"
_BACKWARD = "SELECT source_code, flags FROM mappings WHERE direction = '9to10' AND target_code = ? ORDER BY 1 LIMIT ?"


@dataclass(frozen=True, slots=True)
class GemFlags:
    """The five flags of an entry (GEMs Technical Documentation 2018, sec. "Flags").

    Args:
        approximate: source and target do not mean exactly the same.
        no_map: the target system has no plausible code.
        combination: several target codes together stand for the source.
        scenario: which of several ways of combining; 0 outside combinations.
        choice_list: position inside the combination; one code is taken from each list. 0 outside combinations.
    """

    approximate: bool
    no_map: bool
    combination: bool
    scenario: int
    choice_list: int

    @classmethod
    def parse(cls, flags: str) -> GemFlags:
        """Return the flags of five published digits."""
        return cls(flags[0] == "1", flags[1] == "1", flags[2] == "1", int(flags[3]), int(flags[4]))

    @property
    def words(self) -> str:
        """The flags in a sentence."""
        closeness = "approximate: the two do not mean exactly the same" if self.approximate else "equivalent"
        if not self.combination:
            return closeness
        place = f"scenario {self.scenario}, choice list {self.choice_list}"
        return f"{closeness}; part of a combination ({place}): report one code of every choice list of the scenario"


def icd9_value(text: str) -> str | None:
    """Return the ICD-9-CM diagnosis code that a person wrote, without dot; None where the text has not its shape."""
    written = text.strip().upper()
    head, dot, _ = written.partition(".")
    if dot and len(head) != (4 if head.startswith("E") else 3):
        return None
    value = written.replace(".", "")
    return value if _ICD9_SHAPE.fullmatch(value) else None


def icd9_shown(value: str) -> str:
    """Return an ICD-9-CM code with its dot: `250.40`, `V58.89`, `E888.9`."""
    width = 4 if value.startswith("E") else 3
    return f"{value[:width]}.{value[width:]}" if len(value) > width else value


def to_icd9(shelf: Shelf, code: Code) -> tuple[RelatedCode, ...]:
    """Return the ICD-9-CM codes of an ICD-10-CM code: those it maps to, then further ones that map to it."""
    opened = _gems(shelf)
    if opened is None or code.system is not CodeSystem.ICD10CM:
        return ()
    origin = origin_of(opened)
    forward = opened.database.all(_ENTRIES, "10to9", code.value)
    targets = {target for target, _ in forward}
    found = [
        RelatedCode(ICD9, icd9_shown(target), "", "gem_to_icd9", GemFlags.parse(flags).words, origin)
        for target, flags in forward
        if target
    ]
    backward = opened.database.all(_BACKWARD, code.value, _MOST)
    found += [
        RelatedCode(ICD9, icd9_shown(source), "", "gem_from_icd9", GemFlags.parse(flags).words, origin)
        for source, flags in backward
        if source not in targets
    ]
    return tuple(found)


def from_icd9(shelf: Shelf, value: str, on: date) -> tuple[RelatedCode, ...]:
    """Return the ICD-10-CM codes of an ICD-9-CM code, in the file's order; labels are those of the day.

    Args:
        shelf: the releases.
        value: without dot.
        on: day whose descriptors name the codes.
    """
    opened = _gems(shelf)
    if opened is None:
        return ()
    rows = [(target, flags) for target, flags in opened.database.all(_ENTRIES, "9to10", value) if target]
    words = _descriptors(shelf, [target for target, _ in rows], on)
    return tuple(
        RelatedCode(
            "icd10cm",
            str(Icd10CmCode(target)),
            words.get(target, ""),
            "gem_to_icd10",
            GemFlags.parse(flags).words,
            origin_of(opened),
        )
        for target, flags in rows
    )


def unmapped(shelf: Shelf, direction: str, value: str, shown: str) -> Absence | None:
    """Return why a code has no counterpart in the mappings; None where it has one.

    Args:
        shelf: the releases.
        direction: "9to10" or "10to9".
        value: of the code that is mapped, without dot.
        shown: the same with its dot.
    """
    what = f"{'ICD-10-CM' if direction == '9to10' else 'ICD-9-CM'} counterpart of {shown}"
    opened = _gems(shelf)
    if opened is None:
        return Absence(what, "the general equivalence mappings are not loaded", remedy("gems"))
    row = opened.database.one(_ENTRIES, direction, value)
    if row is None:
        return Absence(what, "the mappings of 2018, the last published, do not list this code")
    return Absence(what, "the mappings of 2018 state that there is none (no map)") if row[0] is None else None


def knows_icd9(shelf: Shelf, value: str) -> bool:
    """Say whether the mappings list an ICD-9-CM code."""
    opened = _gems(shelf)
    return opened is not None and opened.database.one(_ENTRIES, "9to10", value) is not None


def _gems(shelf: Shelf) -> OpenRelease | None:
    """Return the newest mappings; they are a fixed correspondence and answer on any day."""
    releases = shelf.all("gems")
    return releases[-1] if releases else None


def _descriptors(shelf: Shelf, values: list[str], on: date) -> dict[str, str]:
    opened = shelf.nearest("icd10cm", on)
    if opened is None or not values:
        return {}
    return dict(opened.database.any_of("SELECT code, long_descriptor FROM codes WHERE code IN (?*)", values))
