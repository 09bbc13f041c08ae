"""`codewell browse`."""

from __future__ import annotations

import sys
from datetime import date

import click

from codewell.codebook.browsing.node import Branch, Tree
from codewell.interfaces.cli.parameters import json_option, on_option
from codewell.interfaces.cli.session import on_terminal, session_of, write_json
from codewell.interfaces.cli.sheet import Sheet
from codewell.interfaces.wording import STANDING_WORDS
from codewell.tasks.browse_codes import Browsed, Trees, browse_codes, list_trees
from codewell.tasks.wire import to_wire

_EPILOG = """\b
Examples:
  codewell browse
  codewell browse icd10cm
  codewell browse icd10cm 4
  codewell browse icd10cm E08-E13
  codewell browse icd10cm E11 --on 2026-06-02 --json
  codewell browse hcpcs J0120-J3591
  codewell browse cpt radiology
  codewell browse modifiers X
"""


@click.command("browse", epilog=_EPILOG, short_help="Walk a code system from the top down.")
@click.argument("tree", required=False, metavar="TREE", type=click.Choice([one.value for one in Tree], case_sensitive=False))
@click.argument("place", required=False, default="", metavar="PLACE")
@on_option
@json_option
@click.pass_context
def command(context: click.Context, tree: str | None, place: str, on: date | None, as_json: bool) -> int:
    """Show what stands right below a PLACE of a TREE: a chapter, a section, a category, a part.

    Without a TREE, what can be browsed; without a PLACE, the top of the tree.
    """
    workplace = session_of(context).workplace()
    found = browse_codes(workplace, Tree(tree.lower()), place, on) if tree else list_trees(workplace, on)
    if as_json:
        write_json(to_wire(found))
    elif isinstance(found, Browsed):
        _write_place(found)
    else:
        _write_trees(found)
    return 0


def _write_trees(found: Trees) -> None:
    sheet = Sheet(sys.stdout, colour=on_terminal())
    for one in found.trees:
        sheet.row(one.id, one.title if one.is_loaded else f"{one.title}, not loaded: {one.remedy}", width=12)


def _write_place(found: Browsed) -> None:
    sheet, node = Sheet(sys.stdout, colour=on_terminal()), found.node
    for notice in found.notices:
        sheet.notice(notice)
    steps = [node.tree.title, *(step.label or step.title for step in node.above)]
    sheet.line(" > ".join([*steps, node.label or node.title] if node.key else steps))
    if node.key and node.title:
        sheet.heading(node.title)
    for branch in node.branches:
        sheet.row(
            branch.key or branch.label, _words(branch), width=max(10, *(len(one.key or one.label) + 2 for one in node.branches))
        )


def _words(branch: Branch) -> str:
    marks = []
    if branch.billable is not None:
        marks.append("billable" if branch.billable else "header")
    if branch.standing is not None:
        marks.append(STANDING_WORDS[branch.standing])
    if branch.below:
        marks.append(f"{branch.below} below")
    title = branch.title if branch.label in (branch.key, "") or not branch.key else f"{branch.label}: {branch.title}"
    return f"{title.rstrip(': ') or branch.label} [{', '.join(marks)}]" if marks else title
