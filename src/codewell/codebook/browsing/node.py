"""A place in the tree of a code system, with what stands right below it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from codewell.codebook.entry import CodeStanding, Origin, Standing


class Tree(Enum):
    """What can be browsed; the value stands in addresses."""

    ICD10CM = "icd10cm"
    HCPCS = "hcpcs"
    CPT = "cpt"
    ICD10PCS = "icd10pcs"
    MODIFIERS = "modifiers"

    @property
    def title(self) -> str:
        """Its name in words."""
        return _TITLES[self]


_TITLES = {
    Tree.ICD10CM: "ICD-10-CM",
    Tree.HCPCS: "HCPCS Level II",
    Tree.CPT: "CPT",
    Tree.ICD10PCS: "ICD-10-PCS",
    Tree.MODIFIERS: "Modifiers",
}


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of the tree.

    Args:
        key: its address within the tree; empty for a line without anything below it.
        label: what is shown before the words: a code, a range, a chapter's number; may be empty.
        title: its words.
        level: "chapter", "section", "category", "code", "part" or "modifier".
        code: the code as shown, where it has a page.
        billable: whether it is valid for submission; None where the system has no headers, or above the codes.
        standing: how it stands on the day; None above the codes.
        below: number of lines right below it.
    """

    key: str
    label: str
    title: str
    level: str
    code: str = ""
    billable: bool | None = None
    standing: Standing | None = None
    below: int = 0


@dataclass(frozen=True, slots=True)
class BrowsedNode:
    """A place in a tree.

    Args:
        tree: which one.
        key: its address within the tree; empty at the top.
        label: as its line shows it.
        title: its words.
        code: the code as shown, where the place is one.
        above: the lines from the top down to the one above it.
        branches: what stands right below it, in the publisher's order.
        origin: the release that it is read from.
        covers: whether the days of the release cover the day asked about.
        remark: what a reader must know of the list; empty for most.
    """

    tree: Tree
    key: str
    label: str
    title: str
    code: str
    above: tuple[Branch, ...]
    branches: tuple[Branch, ...]
    origin: Origin
    covers: bool
    remark: str = ""


def branch_of(standing: CodeStanding, *, below: int, level: str) -> Branch:
    """Return the line of a code."""
    shown = str(standing.code)
    key = shown if below else ""
    return Branch(key, shown, standing.display, level, shown, standing.billable, standing.standing, below)
