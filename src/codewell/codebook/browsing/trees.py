"""All trees by their id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from codewell.codebook.browsing import cpt_tree, diagnosis_tree, hcpcs_tree, inpatient_tree, modifier_tree
from codewell.codebook.browsing.node import BrowsedNode, Tree
from codewell.releases.shelf import Shelf

_BROWSERS: Mapping[Tree, Callable[[Shelf, str, date], BrowsedNode | None]] = {
    Tree.ICD10CM: diagnosis_tree.browse,
    Tree.HCPCS: hcpcs_tree.browse,
    Tree.CPT: cpt_tree.browse,
    Tree.ICD10PCS: inpatient_tree.browse,
    Tree.MODIFIERS: modifier_tree.browse,
}
_SOURCES = {
    Tree.ICD10CM: ("icd10cm-tabular", "icd10cm"),
    Tree.HCPCS: ("hcpcs",),
    Tree.CPT: ("starter-pack", "cpt"),
    Tree.ICD10PCS: ("icd10pcs",),
    Tree.MODIFIERS: ("hcpcs-modifiers",),
}


def browse(shelf: Shelf, tree: Tree, key: str, on: date) -> BrowsedNode | None:
    """Return a place of a tree on a day; None where the tree has none of that key, or nothing of it is loaded."""
    return _BROWSERS[tree](shelf, key, on)


def is_loaded(shelf: Shelf, tree: Tree) -> bool:
    """Say whether a tree can be shown: all it is made of is loaded; for CPT the starter pack or the user's files suffice."""
    wanted = [bool(shelf.all(source)) for source in _SOURCES[tree]]
    return any(wanted) if tree is Tree.CPT else all(wanted)
