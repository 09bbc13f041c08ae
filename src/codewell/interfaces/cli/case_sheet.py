"""Candidates for a case as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable

from codewell.interfaces.cli.sheet import Sheet
from codewell.kernel.text import TextSpan
from codewell.tasks.find_codes_for_case import CaseAnswer

_CODE_WIDTH = 10


def write_case(sheet: Sheet, answer: CaseAnswer, text: str) -> None:
    """Write the groups with their candidates, the modifiers, and what was set aside or not understood."""
    for notice in answer.notices:
        sheet.notice(notice)
    for group in answer.groups:
        sheet.heading(f"{group.answers.value.capitalize()} on {answer.on}")
        if group.notice:
            sheet.line(f"{group.notice[:1].upper()}{group.notice[1:]}.", "dim")
        for one in group.candidates:
            sheet.row(str(one.code), one.display, width=_CODE_WIDTH)
            why = "; ".join(one.why) + (f" — {_quoted(one.evidence, text)}" if one.evidence else "")
            sheet.row("", f"{one.score:.2f}  {why}  [{one.release}]", "dim", width=_CODE_WIDTH)
    if answer.modifiers:
        sheet.heading("Modifiers that the words suggest")
        for suggested in answer.modifiers:
            sheet.row(suggested.value, f"{suggested.label}: {suggested.reason}", width=_CODE_WIDTH)
            sheet.row("", _quoted(suggested.evidence, text), "dim", width=_CODE_WIDTH)
    if answer.aside:
        sheet.heading("Not proposed")
        for one_aside in answer.aside:
            said = one_aside.assertion.value.replace("_", " ")
            sheet.row(str(one_aside.code), f"{one_aside.display} — {said}", width=_CODE_WIDTH)
            sheet.row("", _quoted(one_aside.evidence, text), "dim", width=_CODE_WIDTH)
    if answer.not_understood:
        sheet.heading("Not understood")
        sheet.line(_quoted(answer.not_understood, text))
    sheet.line()
    sheet.line("From " + ", ".join(answer.releases), "dim")


def _quoted(spans: Iterable[TextSpan], text: str) -> str:
    return "; ".join(f"“{' '.join(text[span.start : span.end].split())}” at {span.start}–{span.end}" for span in spans)
