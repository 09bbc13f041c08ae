"""A comparison as a person reads it: what differs first named, then both sides below one another."""

from __future__ import annotations

from codewell.codebook.comparison import ComparedRow, Difference, Stated
from codewell.codebook.standing import Standing
from codewell.interfaces.cli.sheet import Sheet
from codewell.interfaces.wording import STANDING_WORDS, compared_section, compared_title, difference_words
from codewell.tasks.compare_codes import ComparedSide, Comparison

_FEW = 12
"""Rows of a section shown unless everything is asked for."""


def write_comparison(sheet: Sheet, compared: Comparison, *, everything: bool) -> None:
    """Write both sides, how many rows differ, and the rows; without `everything` those that differ."""
    for side, name in ((compared.first, "First"), (compared.second, "Second")):
        _write_side(sheet, name, side)
    count = compared.differences
    sheet.line(f"{count} difference{'' if count == 1 else 's'} in what is loaded", "bold")
    names = tuple(f"{side.code} {side.on}" for side in (compared.first, compared.second))
    width = max(map(len, names)) + 2
    for section in compared.sections:
        rows = section.rows if everything else section.differing
        if not rows:
            continue
        sheet.heading(f"{compared_section(section.id)} ({len(section.differing)} of {len(section.rows)} differ)")
        shown = rows if everything else rows[:_FEW]
        for row in shown:
            _write_row(sheet, row, names, width)
        if len(rows) > len(shown):
            sheet.line(f"and {len(rows) - len(shown)} more (--all)", "dim", indent=2)


def _write_side(sheet: Sheet, name: str, side: ComparedSide) -> None:
    for notice in side.notices:
        sheet.notice(notice)
    sheet.row(f"{name}: {side.code} on {side.on}", side.display or "(no words loaded)", width=34)
    sheet.row("", STANDING_WORDS[side.standing], "dim", width=34)


def _write_row(sheet: Sheet, row: ComparedRow, names: tuple[str, ...], width: int) -> None:
    title = f"{compared_title(row)} ({row.detail})" if row.detail else compared_title(row)
    style = "dim" if row.difference is Difference.SAME else "yellow"
    sheet.row(title, difference_words(row), style, width=len(title) + 2, indent=2)
    for name, stated in zip(names, (row.first, row.second), strict=True):
        sheet.row(name, _said(row, stated), width=width, indent=4, left_style="dim")


def _said(row: ComparedRow, stated: Stated | None) -> str:
    if stated is None:
        return "not stated"
    value = STANDING_WORDS[Standing(stated.value)] if row.id == "standing.standing" else stated.value
    release = f" [{stated.origin.source} {stated.origin.release}]" if stated.origin else ""
    said = " — ".join(part for part in (value, stated.meaning, stated.beside) if part)
    return f"{said}{release}{'' if stated.holds_on_day else ' (does not cover this day)'}"
