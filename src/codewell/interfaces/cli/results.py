"""Search results and coded notes as a person reads them."""

from __future__ import annotations

from itertools import groupby

from codewell.interfaces.cli.sheet import Sheet
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
    """Write the codes of a note, each with the words of the note that say so."""
    for notice in coded.notices:
        sheet.notice(notice)
    if not coded.codes:
        sheet.line("No code is documented in this note.")
        return
    sheet.heading(f"Codes on {coded.on}")
    for assigned in coded.codes:
        sheet.row(str(assigned.code), assigned.display, width=_CODE_WIDTH)
        for span in assigned.evidence:
            words = " ".join(text[span.start : span.end].split())
            sheet.row("", f"“{words}” at {span.start}–{span.end}", "dim", width=_CODE_WIDTH)
        if assigned.why:
            sheet.row("", assigned.why, "dim", width=_CODE_WIDTH)
