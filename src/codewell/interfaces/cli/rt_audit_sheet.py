"""An audit of charges on a terminal: what differs, why, what would be right, and how much money it is."""

from __future__ import annotations

from codewell.fees.payment import dollars
from codewell.interfaces.cli.sheet import Sheet
from codewell.interfaces.rt_words import COMPONENTS, NOT_FOR_CLINICAL_USE, counted, evidence_words, telling
from codewell.radonc.coding.review import FindingKind
from codewell.tasks.radonc.audit_rt_charges import ChargeFinding, RtAudit

KINDS = {
    FindingKind.NOT_IN_FORCE: "Code not in force on its day",
    FindingKind.UNSUPPORTED: "Billed, and not what the files show",
    FindingKind.BUNDLED: "Billed, and part of another service",
    FindingKind.WRONG_UNITS: "Wrong units",
    FindingKind.WRONG_MODIFIERS: "Wrong modifiers",
    FindingKind.WRONG_DAY: "Wrong day",
    FindingKind.MISSED: "Shown, and not billed",
}
_LEFT = 24
_PROOFS = 2


def write_audit(sheet: Sheet, audit: RtAudit) -> None:
    """Write an audit."""
    sheet.heading("Charges against the episode")
    parts = ", ".join(COMPONENTS[one] for one in audit.components)
    sheet.line(f"{counted(audit.claims, 'claim')}, {counted(audit.lines, 'line')} of radiation oncology; compared: {parts}.")
    sheet.line(f"{audit.right} right, {counted(len(audit.findings), 'difference')}.", "bold")
    for kind, title in KINDS.items():
        found = [one for one in audit.findings if one.finding.kind is kind]
        if not found:
            continue
        sheet.heading(f"{title} ({len(found)})")
        for one, days in _together(found):
            _write_finding(sheet, one, days)
    _write_rest(sheet, audit)


def _together(found: list[ChargeFinding]) -> list[tuple[ChargeFinding, list[ChargeFinding]]]:
    """Return findings that say the same of one code as one, whatever the day."""
    groups: dict[tuple[object, ...], list[ChargeFinding]] = {}
    for one in found:
        because = one.finding.because.replace(one.finding.day.isoformat(), "")
        key = (one.finding.code, because, one.finding.suggests, one.finding.units)
        groups.setdefault(key, []).append(one)
    return [(held[0], held) for held in groups.values()]


def _write_finding(sheet: Sheet, one: ChargeFinding, alike: list[ChargeFinding]) -> None:
    finding = one.finding
    where = f"claim {one.claim}, line {one.number}" if one.number is not None else "not billed"
    sheet.row(f"{finding.code} {finding.day}", f"{where}: {finding.because}", width=_LEFT)

    def told(text: str, style: str = "") -> None:
        sheet.row("", text, style, width=_LEFT)

    if len(alike) > 1:
        others = [f"{other.finding.day}" + (f" (line {other.number})" if other.number is not None else "") for other in alike[1:]]
        rest = f" and {len(others) - 12} more" if len(others) > 12 else ""
        told(f"and the same on {', '.join(others[:12])}{rest}")
    if finding.suggests and finding.kind is not FindingKind.MISSED:
        told(f"bill instead: {' or '.join(finding.suggests)}", "green")
    if finding.units is not None and finding.kind is FindingKind.WRONG_UNITS:
        told(f"right: {counted(finding.units, 'unit')}", "green")
    over, under = (sum(getattr(other, name) for other in alike) for name in ("over", "under"))
    if over or under:
        told(f"allowed too much: {dollars(over)}" if over > under else f"allowed too little: {dollars(under)}", "red")
    elif one.unpriced:
        told(f"no amount: {one.unpriced}", "dim")
    if finding.ruling is not None:
        told(f"{finding.ruling.basis}: {finding.ruling.cites}", "dim")
    for proof in telling(finding.evidence)[:_PROOFS]:
        told(f"shown by {evidence_words(proof)}", "dim")


def _write_rest(sheet: Sheet, audit: RtAudit) -> None:
    sheet.heading("In all")
    sheet.row("billed too much", dollars(audit.over), width=_LEFT)
    sheet.row("billed too little", dollars(audit.under), width=_LEFT)
    unpriced = sum(bool(one.unpriced) for one in audit.findings)
    if unpriced:
        sheet.line(f"{counted(unpriced, 'difference')} could not be priced.", "dim")
    if audit.other_lines:
        named = ", ".join(dict.fromkeys(audit.other_lines))
        sheet.line(f"{counted(len(audit.other_lines), 'line')} of other fields not judged: {named}.", "dim")
    for issue in audit.issues:
        sheet.notice(f"{'not read. ' if issue.lost else ''}{issue.message} ({issue.slug})")
    sheet.line("Amounts are what Medicare allows at the locality, before packaging, deductible and sequestration.", "dim")
    sheet.line(NOT_FOR_CLINICAL_USE, "dim")
