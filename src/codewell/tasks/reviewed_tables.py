"""Reviewed codes as a CSV table for a spreadsheet and as plain text for a person."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from codewell.kernel.text import TextSpan
from codewell.tasks.code_note import CodedNote
from codewell.tasks.review_codes import Decision, ReviewedCode

COLUMNS = (
    "sequence",
    "code",
    "descriptor",
    "review",
    "proposed_code",
    "confidence",
    "evidence",
    "offsets",
    "path",
    "guidelines",
    "hcc",
    "open_questions",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that make a spreadsheet compute a cell (OWASP, CSV injection)."""


def as_csv(codes: Iterable[ReviewedCode], coded: CodedNote, text: str) -> str:
    """Return one row for each code, rejected ones too, lines ended as RFC 4180 says; no cell is read as a formula."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    sequence = 0
    for one in codes:
        sequence += one.is_reported
        table.writerow(
            _plain(cell)
            for cell in (
                str(sequence) if one.is_reported else "",
                str(one.code),
                one.display,
                one.decision.value,
                str(one.proposed or ""),
                "" if one.confidence is None else f"{one.confidence:.3f}",
                "; ".join(_words(span, text) for span in one.evidence),
                " ".join(f"{span.start}-{span.end}" for span in one.evidence),
                " > ".join(one.path),
                " ".join(_sections(one)),
                " ".join(_hcc(one)),
                " ".join(one.gaps),
            )
        )
    return out.getvalue()


def as_text(codes: Sequence[ReviewedCode], coded: CodedNote, text: str) -> str:
    """Return the codes that stay on the list with their evidence, then those that were rejected."""
    lines = [f"ICD-10-CM codes on {coded.on}", ""]
    lines += [f"Note: {notice[:1].upper()}{notice[1:]}" for notice in coded.notices]
    kept = [one for one in codes if one.is_reported]
    lines += [line for number, one in enumerate(kept, 1) for line in _paragraph(number, one, text)] or ["No code."]
    rejected = [one for one in codes if not one.is_reported]
    if rejected:
        lines += ["", "Rejected in review:"] + [f"    {one.code}  {one.display}" for one in rejected]
    is_reviewed = any(one.decision is not Decision.OPEN for one in codes)
    told = "Reviewed by a coder." if is_reviewed else "Suggestions for a coder to check; nobody has reviewed them."
    lines += ["", told, f"From {', '.join(coded.releases)}."]
    return "\n".join(lines) + "\n"


def _paragraph(number: int, one: ReviewedCode, text: str) -> Iterable[str]:
    mark = "" if one.decision is Decision.OPEN else f" [{one.decision.value}]"
    yield f"{number:>2}. {one.code}  {one.display}{mark}"
    if one.proposed is not None:
        yield f"    instead of {one.proposed}"
    yield "    evidence: " + "; ".join(f"“{_words(span, text)}” at {span.start}-{span.end}" for span in one.evidence)
    if one.path:
        yield "    path: " + " > ".join(one.path)
    if categories := _hcc(one):
        yield "    risk: " + ", ".join(categories)
    for gap in one.gaps:
        yield f"    open: {gap}"


def _words(span: TextSpan, text: str) -> str:
    return " ".join(text[span.start : span.end].split())


def _sections(one: ReviewedCode) -> list[str]:
    return list(dict.fromkeys(step.cites for step in one.trace if step.cites))


def _hcc(one: ReviewedCode) -> list[str]:
    return [f"HCC {category.category}" for category in one.details.risk] if one.details else []


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
