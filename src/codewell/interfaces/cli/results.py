"""Search results and coded notes as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from codewell.interfaces.cli.sheet import Sheet
from codewell.kernel.text import TextSpan

if TYPE_CHECKING:
    from codewell.tasks.code_note import CodedNote
    from codewell.tasks.search_codes import FoundCodes

_CODE_WIDTH = 10


def write_found_codes(sheet: Sheet, found: FoundCodes) -> None:
    """Write the results in their groups, best first."""
    for notice in found.notices:
        sheet.notice(notice)
    if not found.results:
        sheet.line(f"Nothing matches on {found.on}. Try fewer or other words.")
        return
    for group, hits in groupby(found.results, key=lambda hit: hit.group):
        sheet.heading(group)
        for hit in hits:
            header = " (header)" if hit.billable is False else ""
            sheet.row(str(hit.code), hit.display + header, width=_CODE_WIDTH)
            if hit.why:
                sheet.row("", hit.why, "dim", width=_CODE_WIDTH)


def write_coded_note(sheet: Sheet, coded: CodedNote, text: str) -> None:
    """Write the codes of a note, each with the words of the note that say so, then what was seen and not coded."""
    for notice in coded.notices:
        sheet.notice(notice)
    sheet.heading(f"Codes on {coded.on}")
    if not coded.codes:
        sheet.line("No diagnosis that can be coded is documented in this note.")
    for assigned in coded.codes:
        sheet.row(str(assigned.code), assigned.display, width=_CODE_WIDTH)
        sheet.row("", _evidence(assigned.evidence, text), "dim", width=_CODE_WIDTH)
        if assigned.path:
            sheet.row("", "by " + " › ".join(assigned.path), "dim", width=_CODE_WIDTH)
    if coded.not_coded:
        sheet.heading("Seen and not coded")
        for rejected in coded.not_coded:
            reason = rejected.reason or rejected.assertion.value.replace("_", " ")
            sheet.row(str(rejected.code), f"{rejected.display} — {reason}", width=_CODE_WIDTH)
            sheet.row("", _evidence(rejected.evidence, text), "dim", width=_CODE_WIDTH)
    sheet.line()
    sheet.line("From " + ", ".join(coded.releases), "dim")


def _evidence(spans: Sequence[TextSpan], text: str) -> str:
    return "; ".join(f"“{' '.join(text[span.start : span.end].split())}” at {span.start}–{span.end}" for span in spans)
