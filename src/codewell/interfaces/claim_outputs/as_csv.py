"""Findings as CSV for spreadsheets: a cell that a spreadsheet would take for a formula is made text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from codewell.claims.issue import Issue
from codewell.interfaces.claim_outputs.as_json import place_words
from codewell.tasks.check_claims_file import ReportedClaim

HEADER = (
    "claim", "line", "procedure", "edit", "verdict", "message", "remedy", "because", "source", "releases",
    "segment", "file_line", "character", "place", "carc", "rarc",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def csv_header() -> str:
    """Return the first row."""
    return _row(HEADER)


def csv_rows(told: ReportedClaim | Issue) -> Iterator[str]:
    """Yield a row for each finding of a claim, or one for an issue."""
    if isinstance(told, Issue):
        at = told.position
        cells = (told.claim, "", "", told.slug, "not_read" if told.lost else "issue", told.message, "", "", "", "")
        yield _row((*cells, at.segment, at.line, at.character, place_words(at), "", ""))
        return
    lines = {line.number: line.procedure for line in told.claim.lines}
    answered = told.answered_lines or {}
    for one in told.findings:
        finding, at_line = one.finding, one.position
        answer = answered.get(one.line) if one.line is not None else None
        because = "; ".join(f"{fact.what} {fact.value}" for fact in finding.because)
        yield _row(
            (
                one.claim,
                one.line,
                lines.get(one.line, "") if one.line is not None else "",
                finding.edit,
                finding.verdict.value,
                finding.message,
                finding.remedy,
                because,
                finding.source,
                "; ".join(finding.releases),
                at_line.segment if at_line else None,
                at_line.line if at_line else None,
                at_line.character if at_line else None,
                place_words(at_line),
                " ".join(f"{a.group}-{a.reason}" for a in answer.adjustments) if answer else "",
                " ".join(answer.remarks) if answer else "",
            )
        )


def guarded(cell: object) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV injection): an apostrophe before what could be one."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _row(cells: tuple[object, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([cell if isinstance(cell, int) else guarded(cell) for cell in cells])
    return out.getvalue()
