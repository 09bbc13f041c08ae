"""The PTP edits of a code as a person reads them."""

from __future__ import annotations

from codewell.codebook.ptp_pairs import PtpPair
from codewell.interfaces.cli.sheet import Sheet
from codewell.kernel.codes import Code
from codewell.tasks.ptp_of_code import PtpOfCode

_COLUMNS = {1: "paid, the other denied", 2: "denied beside the other"}
_INDICATORS = {0: "no modifier releases it", 1: "an NCCI-associated modifier may release it"}


def write_ptp_of_code(sheet: Sheet, found: PtpOfCode) -> None:
    """Write how many edits a code stands in, and those of the page."""
    for absence in found.absences:
        remedy = f" ({absence.remedy})" if absence.remedy else ""
        sheet.notice(f"{absence.what} {absence.why}{remedy}")
    if found.excerpts:
        sheet.notice(f"only an excerpt is loaded ({', '.join(found.excerpts)}): a pair that is missing here may exist")
    sheet.line(f"{found.code} stands in {found.all:,} PTP edits on {found.on}", "title")
    for one in found.counts:
        words = f"{found.code} {_COLUMNS[one.column]}; {one.modifier_indicator}: {_INDICATORS[one.modifier_indicator]}"
        sheet.row(f"{one.count:,}", f"{one.setting}: {words}", width=9, indent=2)
    if found.total:
        sheet.heading(f"{found.total:,} of them, page {found.page} of {found.pages}")
    for pair in found.pairs:
        sheet.row(pair.partner, _said(found.code, pair), width=8, indent=2)


def _said(code: Code, pair: PtpPair) -> str:
    denied = pair.partner if pair.column == 1 else str(code)
    days = f", from {pair.effective}" if pair.effective else ""
    words = f"{pair.label}: " if pair.label else ""
    released = f"{pair.modifier_indicator}, {_INDICATORS[pair.modifier_indicator]}"
    return f"{words}{denied} is denied; {released} [{pair.setting}{days}, {pair.origin.source} {pair.origin.release}]"
