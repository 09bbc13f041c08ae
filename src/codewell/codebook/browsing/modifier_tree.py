"""Modifiers as a list: those of HCPCS Level II by their first character, and numeric ones by our own labels."""

from __future__ import annotations

from datetime import date

from codewell.codebook.browsing.node import Branch, BrowsedNode, Tree
from codewell.codebook.entry import Standing
from codewell.codebook.likely_modifiers import modifier_labels
from codewell.codebook.origins import answering, origin_of
from codewell.releases.shelf import Shelf

NUMERIC = "numeric"
_REMARK = "Numeric modifiers belong to CPT: these are our own labels of those that the fee schedule's indicators speak of."


def browse(shelf: Shelf, key: str, on: date) -> BrowsedNode | None:
    """Return the modifiers on a day; None where there is no such group or no list is loaded."""
    found = answering(shelf, "hcpcs-modifiers", on)
    if found.opened is None:
        return None
    rows = found.opened.database.all(
        "SELECT modifier, COALESCE(long_descriptor, short_descriptor), added, terminated FROM modifiers ORDER BY modifier"
    )
    groups: dict[str, list[Branch]] = {}
    for modifier, words, added, terminated in rows:
        standing = _standing(found.covers, added, terminated, on)
        groups.setdefault(modifier[0], []).append(Branch("", modifier, words or "", "modifier", standing=standing))
    numeric = [Branch("", value, label, "modifier") for value, label in modifier_labels() if value.isdigit()]
    groups[NUMERIC] = numeric
    top = tuple(_group(name, held) for name, held in groups.items())
    origin = origin_of(found.opened)
    if not key:
        return BrowsedNode(Tree.MODIFIERS, "", "", Tree.MODIFIERS.title, "", (), top, origin, found.covers)
    wanted = key if key == NUMERIC else key.upper()
    if wanted not in groups:
        return None
    own = _group(wanted, groups[wanted])
    remark = _REMARK if wanted == NUMERIC else ""
    held = tuple(groups[wanted])
    return BrowsedNode(Tree.MODIFIERS, wanted, own.label, own.title, "", (), held, origin, found.covers, remark)


def _group(name: str, held: list[Branch]) -> Branch:
    span = f"{held[0].label} to {held[-1].label}" if len(held) > 1 else held[0].label
    title = "Numeric modifiers, in our own words" if name == NUMERIC else f"Modifiers that begin with {name}"
    return Branch(name, span, title, "part", below=len(held))


def _standing(covers: bool, added: str | None, terminated: str | None, on: date) -> Standing:
    if terminated and terminated < on.isoformat():
        return Standing.NO_LONGER
    if added and added > on.isoformat():
        return Standing.NOT_YET
    return Standing.IN_FORCE if covers else Standing.NOT_LOADED
