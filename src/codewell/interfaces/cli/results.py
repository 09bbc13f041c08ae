"""Search results and coded notes as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from codewell.interfaces.cli.sheet import Sheet
from codewell.interfaces.fact_words import fact_words
from codewell.kernel.text import TextSpan

if TYPE_CHECKING:
    from codewell.tasks.code_note import AssignedCode, CodedNote
    from codewell.tasks.note_details import CodeDetails
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
    sheet.heading(f"{len(coded.codes)} code{'' if len(coded.codes) == 1 else 's'} on {coded.on}, in reporting order")
    known = ", ".join(one.words for one in fact_words(coded.facts, coded.setting, text))
    sheet.line(f"Known of the patient and the encounter: {known}.", "dim")
    sheet.line()
    if not coded.codes:
        sheet.line("No diagnosis that can be coded is documented in this note.")
    for number, assigned in enumerate(coded.codes):
        if number:
            sheet.line()
        sheet.row(str(assigned.code), assigned.display, width=_CODE_WIDTH)
        sheet.row("", f"said by  {_evidence(assigned.evidence, text)}", "dim", width=_CODE_WIDTH)
        sheet.row("", f"by way of  {_way(assigned)}", "dim", width=_CODE_WIDTH)
        if coded.details is not None:
            _write_details(sheet, coded.details.codes[number])
        for gap in assigned.gaps:
            sheet.row("", f"open  {gap}", "yellow", width=_CODE_WIDTH)
    if coded.details is not None and coded.details.queries:
        sheet.heading("Questions to the writer")
        for query in coded.details.queries:
            sheet.row(str(query.code or ""), query.question, width=_CODE_WIDTH)
    if coded.not_coded:
        sheet.heading("Seen and not coded")
        for rejected in coded.not_coded:
            reason = (rejected.reason or rejected.assertion.value).replace("_", " ")
            cites = next((f", guideline {step.cites}" for step in reversed(rejected.trace) if step.cites), "")
            sheet.row(str(rejected.code), f"{rejected.display} — {reason}{cites}", width=_CODE_WIDTH)
            sheet.row("", _evidence(rejected.evidence, text), "dim", width=_CODE_WIDTH)
    sheet.line()
    sheet.line("Suggestions for a coder to check. From " + ", ".join(coded.releases), "dim")


def _way(assigned: AssignedCode) -> str:
    """Return the path in words, then its guidelines and how sure the engine is."""
    path = " › ".join(assigned.path) or "the note's words"
    cites = list(dict.fromkeys(step.cites for step in assigned.trace if step.cites))
    return f"{path}{'; guidelines ' + ', '.join(cites) if cites else ''}; confidence {assigned.confidence:.2f}"


def _write_details(sheet: Sheet, details: CodeDetails) -> None:
    if details.risk:
        risk = ", ".join(f"HCC {one.category} {one.label}".strip() for one in details.risk)
        sheet.row("", f"risk  {risk}", "dim", width=_CODE_WIDTH)
    if details.meat:
        shown = ", ".join(dict.fromkeys(f"{one.work.value} ({one.cue})" for one in details.meat))
        sheet.row("", f"work shown  {shown}", "dim", width=_CODE_WIDTH)


def _evidence(spans: Sequence[TextSpan], text: str) -> str:
    return "; ".join(f"“{' '.join(text[span.start : span.end].split())}” at {span.start}–{span.end}" for span in spans)
