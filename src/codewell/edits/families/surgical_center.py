"""Ambulatory surgical centers: procedures that are on no list for them, or excluded from payment."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.reference import Need
from codewell.edits.registry import line_edit
from codewell.edits.views import LineView
from codewell.kernel.claims import Setting

_CENTER = frozenset({Setting.SURGICAL_CENTER})
_RULE = "42 CFR 416.164 and 416.166; ASC Addenda AA, BB and EE"


@line_edit(
    "surgical-center.excluded",
    mends="Bill it in a setting in which it is paid.",
    cites=_RULE,
    settings=_CENTER,
    needs=Need.SURGICAL_CENTER,
)
def excluded(line: LineView) -> Iterator[Found]:
    """Deny a procedure that Addendum EE excludes from payment in surgical centers."""
    status = line.procedure.surgical_center
    if status is not None and status.excluded:
        message = f"{line.code} is excluded from payment in surgical centers."
        because = (Because("addendum_ee", line.code, status.release, status.validity),)
        yield Found(Verdict.FAIL, message, because, "Bill it in a setting in which it is paid.")


@line_edit(
    "surgical-center.not-on-list",
    mends="Bill it in a setting in which it is paid.",
    cites=_RULE,
    settings=_CENTER,
    needs=Need.SURGICAL_CENTER,
)
def not_on_list(line: LineView) -> Iterator[Found]:
    """Deny a code that is neither a covered procedure (Addendum AA) nor a covered ancillary service (Addendum BB)."""
    if line.code and line.procedure.surgical_center is None:
        yield Found(
            Verdict.FAIL,
            f"{line.code} is neither a covered surgical procedure nor a covered ancillary service.",
            (Because("procedure", line.code),),
            "Bill it in a setting in which it is paid.",
        )
