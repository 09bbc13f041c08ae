"""Modifiers: known on the day, on a code that can bear them, and not contradicting one another."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.reference import Need, Standing
from codewell.edits.registry import Basis, line_edit
from codewell.edits.tables import in_range, modifier_table
from codewell.edits.views import LineView
from codewell.kernel.claims import Setting

_MOST = 4
_EXCLUSIVE = (
    frozenset({"26", "TC"}),
    frozenset({"50", "LT"}),
    frozenset({"50", "RT"}),
    frozenset({"76", "77"}),
    frozenset({"62", "66"}),
    frozenset({"80", "81"}),
    frozenset({"80", "82"}),
    frozenset({"80", "AS"}),
    frozenset({"81", "82"}),
    frozenset({"73", "74"}),
    frozenset({"52", "53"}),
    frozenset({"GA", "GZ"}),
    frozenset({"GY", "GZ"}),
    *(frozenset({"59", x}) for x in ("XE", "XP", "XS", "XU")),
)
"""Pairs of which one says what the other denies or already says: our reading of the modifiers (decision 9)."""


@line_edit(
    "modifiers.not-in-any-list",
    mends="Correct the modifier.",
    cites="45 CFR 162.1000 and 162.1002; HCPCS Level II modifiers; CPT, appendix A",
    needs=Need.MODIFIERS,
)
def not_in_any_list(line: LineView) -> Iterator[Found]:
    """Deny a modifier that is neither in the list of HCPCS Level II nor a numeric one of CPT, or has ended."""
    for fact in line.modifiers:
        because = (Because("modifier", fact.modifier, fact.release),)
        if fact.standing is Standing.NOT_LOADED:
            message = f"No loaded list says whether {fact.modifier} is a modifier on the day of service."
            yield Found(Verdict.NO_DATA, message, because, "Import the HCPCS file of that quarter.")
        elif fact.standing is not Standing.IN_FORCE:
            message = f"{fact.modifier} is not a modifier in force on the day of service."
            yield Found(Verdict.FAIL, message, because, "Correct the modifier.")


@line_edit("modifiers.repeated", mends="Remove one of them.", cites="house policy, decision 9", basis=Basis.HOUSE)
def repeated(line: LineView) -> Iterator[Found]:
    """Deny a line that bears one modifier twice."""
    borne = [fact.modifier for fact in line.modifiers]
    for modifier in dict.fromkeys(borne):
        if borne.count(modifier) > 1:
            yield Found(
                Verdict.FAIL, f"Modifier {modifier} stands twice.", (Because("modifier", modifier),), "Remove one of them."
            )


@line_edit("modifiers.exclusive", mends="Keep the one that holds.", cites="house policy, decision 9", basis=Basis.HOUSE)
def exclusive(line: LineView) -> Iterator[Found]:
    """Deny two modifiers that cannot both hold of one line, as 26 with TC or 50 with LT."""
    borne = {fact.modifier for fact in line.modifiers}
    if len(borne) < 2:
        return
    for pair in _EXCLUSIVE:
        if pair <= borne:
            first, second = sorted(pair)
            because = (Because("modifier", first), Because("modifier", second))
            yield Found(Verdict.FAIL, f"Modifiers {first} and {second} exclude each other.", because, "Keep the one that holds.")


@line_edit(
    "modifiers.hospital-only",
    mends="Remove it; 53 says that a procedure was stopped.",
    cites="Medicare Claims Processing Manual, chapter 4, sections 20.6.4 and 20.6.5",
    settings=frozenset({Setting.PROFESSIONAL, Setting.SUPPLIER}),
)
def hospital_only(line: LineView) -> Iterator[Found]:
    """Deny 27, 73 or 74 on a practitioner's line: they are for hospitals (73 and 74 for surgical centers too)."""
    for fact in line.modifiers:
        if fact.modifier in modifier_table("hospital_only"):
            message = f"Modifier {fact.modifier} is not for practitioners' claims."
            yield Found(
                Verdict.FAIL, message, (Because("modifier", fact.modifier),), "Remove it; 53 says a procedure was stopped."
            )


@line_edit(
    "modifiers.evaluation-only",
    mends="Move it to the visit's line.",
    cites=modifier_table("evaluation_only").cites,
    settings=frozenset({Setting.PROFESSIONAL, Setting.OUTPATIENT}),
)
def evaluation_only(line: LineView) -> Iterator[Found]:
    """Deny 24, 25, 27 or 57 on a code that is not one of evaluation and management."""
    if not line.code or in_range(line.code, "evaluation"):
        return
    for fact in line.modifiers:
        if fact.modifier in modifier_table("evaluation_only"):
            message = f"Modifier {fact.modifier} is for evaluation and management codes; {line.code} is none."
            yield Found(
                Verdict.FAIL, message, (Because("modifier", fact.modifier),), f"Move {fact.modifier} to the visit's line."
            )


@line_edit(
    "modifiers.more-than-four",
    mends="Keep the modifiers that decide payment, or bill 99 and tell the others in the narrative.",
    cites="Medicare Claims Processing Manual, chapter 26, section 10.4, item 24D; ASC X12N 005010X222, SV101",
)
def more_than_four(line: LineView) -> Iterator[Found]:
    """Deny a line with more than four modifiers: neither form has a place for a fifth."""
    if len(line.modifiers) > _MOST:
        message = f"The line bears {len(line.modifiers)} modifiers; the forms take four."
        yield Found(Verdict.FAIL, message, (), "Bill 99 and tell the others in the narrative, or keep those that pay.")
