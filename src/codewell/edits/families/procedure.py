"""Whether a procedure code exists and is in force on the day of service."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.reference import Need, ProcedureFacts, Standing
from codewell.edits.registry import line_edit
from codewell.edits.views import LineView
from codewell.kernel.claims import Setting

_CODE_SETS = "45 CFR 162.1000 and 162.1002: the code set that is valid on the date of service is used"


@line_edit("procedure.not-in-any-list", mends="Correct the code.", cites=_CODE_SETS, needs=Need.PROCEDURES)
def not_in_any_list(line: LineView) -> Iterator[Found]:
    """Deny a code that no loaded list of HCPCS or CPT has ever held, or that is not shaped like one."""
    if line.procedure.standing is Standing.UNKNOWN and line.code:
        yield Found(
            Verdict.FAIL,
            f"{line.code} is not a HCPCS or CPT code of any loaded list.",
            _facts(line.procedure),
            "Correct the code.",
        )


@line_edit(
    "procedure.no-longer-valid", mends="Bill the code that holds on the day of service.", cites=_CODE_SETS, needs=Need.PROCEDURES
)
def no_longer_valid(line: LineView) -> Iterator[Found]:
    """Deny a code that ended before the day of service; there is no grace period (since 2005-01-01)."""
    facts = line.procedure
    if facts.standing is Standing.NO_LONGER:
        last = f": its last day was {facts.span.last_day}" if facts.span and facts.span.last_day else ""
        remedy = (
            f"Look at {', '.join(facts.replaced_by)}, which took its place." if facts.replaced_by else "Bill the code that holds."
        )
        yield Found(Verdict.FAIL, f"{line.code} is not in force on the day of service{last}.", _facts(facts), remedy)


@line_edit(
    "procedure.not-yet-valid",
    mends="Bill the code that held on that day, or correct the day.",
    cites=_CODE_SETS,
    needs=Need.PROCEDURES,
)
def not_yet_valid(line: LineView) -> Iterator[Found]:
    """Deny a code that begins after the day of service."""
    facts = line.procedure
    if facts.standing is Standing.NOT_YET:
        first = f": its first day is {facts.span.first_day}" if facts.span else ""
        yield Found(
            Verdict.FAIL,
            f"{line.code} is not yet in force on the day of service{first}.",
            _facts(facts),
            "Bill the code that held on that day, or correct the day.",
        )


@line_edit(
    "procedure.missing",
    mends="Add the procedure code.",
    cites="Medicare Claims Processing Manual, chapter 26, section 10.4, item 24D",
    settings=frozenset({Setting.PROFESSIONAL, Setting.SURGICAL_CENTER, Setting.SUPPLIER, Setting.DENTAL}),
)
def missing(line: LineView) -> Iterator[Found]:
    """Deny a line of a professional, supplier or dental claim without a procedure code."""
    if not line.code:
        yield Found(Verdict.FAIL, "The line bills no procedure code.", (), "Add the procedure code.")


def _facts(facts: ProcedureFacts) -> tuple[Because, ...]:
    return (Because("procedure", facts.code, facts.release, facts.span),)
