"""An audit of charges on a terminal: what differs, why, what would be right, and how much money it is."""

from __future__ import annotations

from codewell.fees.payment import dollars
from codewell.interfaces.cli.sheet import Sheet
from codewell.interfaces.rt_words import COMPONENTS, FINDINGS, NOT_FOR_CLINICAL_USE, counted, evidence_words, telling
from codewell.radonc.coding.review import FindingKind
from codewell.tasks.radonc.audit_rt_charges import RtAudit
from codewell.tasks.radonc.charge_groups import ChargeGroup, charge_groups

_LEFT = 24
_PROOFS = 2


def write_audit(sheet: Sheet, audit: RtAudit) -> None:
    """Write an audit."""
    sheet.heading("Charges against the episode")
    parts = ", ".join(COMPONENTS[one] for one in audit.components)
    sheet.line(f"{counted(audit.claims, 'claim')}, {counted(audit.lines, 'line')} of radiation oncology; compared: {parts}.")
    sheet.line(f"{audit.right} right, {counted(len(audit.findings), 'difference')}.", "bold")
    for kind, title in FINDINGS.items():
        found = [one for one in audit.findings if one.finding.kind is kind]
        if not found:
            continue
        sheet.heading(f"{title} ({len(found)})")
        for group in charge_groups(found):
            _write_group(sheet, group)
    _write_rest(sheet, audit)


def _write_group(sheet: Sheet, group: ChargeGroup) -> None:
    one, alike = group.first, group.alike
    finding = one.finding
    where = f"claim {one.claim}, line {one.number}" if one.number is not None else "not billed"
    code = finding.code
    if finding.kind is FindingKind.MISSED and finding.coded is not None:
        # A code may be billed for one part and missed for the other.
        code = "-".join((code, *finding.coded.modifiers))
        where += f", {COMPONENTS[finding.coded.component]}"
    sheet.row(f"{code} {finding.day}", f"{where}: {finding.because}", width=_LEFT)

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
    if group.over or group.under:
        told(
            f"allowed too much: {dollars(group.over)}"
            if group.over > group.under
            else f"allowed too little: {dollars(group.under)}",
            "red",
        )
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
