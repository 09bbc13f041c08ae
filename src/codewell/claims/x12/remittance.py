"""Remittances (835) and claim status (277): what a payer answered for each claim and line, so that denials join their lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from codewell.claims.issue import Issue
from codewell.claims.x12.segments import Segment
from codewell.claims.x12.values import amount, code, days
from codewell.kernel.claims import Position


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One reason why less was paid than charged.

    Args:
        group: CO, PR, OA, PI or CR.
        reason: claim adjustment reason code (CARC).
        amount: US dollars.
    """

    group: str
    reason: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """What was paid for one service.

    Args:
        procedure, modifiers: as adjudicated.
        date_of_service: None where the payer gives none.
        charge, paid: US dollars.
        adjustments: in order.
        remarks: remark codes (RARC).
        position: of the service in the file.
    """

    procedure: str
    modifiers: tuple[str, ...]
    date_of_service: date | None
    charge: Decimal | None
    paid: Decimal | None
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class AnsweredClaim:
    """What a payer answered for a claim.

    Args:
        id: the submitter's number, CLP01 or the claim's trace number.
        status: CLP02, or the category of the first STC.
        charge, paid: US dollars.
        adjustments: of the whole claim.
        lines: in order.
        position: of the claim in the file.
    """

    id: str
    status: str
    charge: Decimal | None
    paid: Decimal | None
    adjustments: tuple[Adjustment, ...]
    lines: tuple[AnsweredLine, ...]
    position: Position


@dataclass(slots=True)
class _Line:
    segment: Segment
    day: date | None = None
    adjustments: list[Adjustment] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Claim:
    segment: Segment
    adjustments: list[Adjustment] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)


class RemittanceReader:
    """Reads the segments of one 835 in order and hands out each claim when the next begins."""

    def __init__(self) -> None:
        self._claim: _Claim | None = None

    def read(self, segment: Segment) -> Iterator[AnsweredClaim | Issue]:
        """Take one segment; yield what it completes."""
        match segment.id:
            case "CLP":
                yield from self.finish()
                self._claim = _Claim(segment)
            case "SE" | "LX" | "PLB":
                yield from self.finish()
            case _ if self._claim is not None:
                self._take(self._claim, segment)

    def _take(self, claim: _Claim, segment: Segment) -> None:
        line = claim.lines[-1] if claim.lines else None
        match segment.id:
            case "SVC":
                claim.lines.append(_Line(segment))
            case "CAS":
                (line.adjustments if line else claim.adjustments).extend(_adjustments(segment))
            case "DTM" if line is not None and segment.get(1) in ("472", "150"):
                line.day = days("D8", segment.get(2))[0]
            case "LQ" if line is not None:
                line.remarks.append(segment.get(2))

    def finish(self) -> Iterator[AnsweredClaim]:
        """Yield the claim that is open."""
        if self._claim is not None:
            held, self._claim = self._claim, None
            told = held.segment
            yield AnsweredClaim(
                told.get(1),
                told.get(2),
                amount(told.get(3)),
                amount(told.get(4)),
                tuple(held.adjustments),
                tuple(_line(line) for line in held.lines),
                told.at(),
            )


class StatusReader:
    """Reads the segments of one 277: a status for each claim, and for its lines where the payer gives them."""

    def __init__(self) -> None:
        self._trace: Segment | None = None
        self._status: Segment | None = None
        self._lines: list[AnsweredLine] = []

    def read(self, segment: Segment) -> Iterator[AnsweredClaim | Issue]:
        """Take one segment; yield what it completes."""
        match segment.id:
            case "TRN":
                yield from self.finish()
                self._trace = segment
            case "HL" | "SE":
                yield from self.finish()
            case "STC" if self._trace is not None and not self._lines:
                self._status = self._status or segment
            case "SVC" if self._trace is not None:
                self._lines.append(_line(_Line(segment)))

    def finish(self) -> Iterator[AnsweredClaim]:
        """Yield the claim that is open."""
        if self._trace is not None:
            trace, status = self._trace, self._status
            category = ":".join(status.components(1)[:2]) if status else ""
            charge, paid = (amount(status.get(4)), amount(status.get(5))) if status else (None, None)
            yield AnsweredClaim(trace.get(2), category, charge, paid, (), tuple(self._lines), trace.at())
        self._trace = self._status = None
        self._lines = []


def _line(held: _Line) -> AnsweredLine:
    qualifier_and_code = held.segment.components(1)
    return AnsweredLine(
        code(qualifier_and_code[1]) if len(qualifier_and_code) > 1 else "",
        tuple(modifier.upper() for modifier in qualifier_and_code[2:6] if modifier),
        held.day,
        amount(held.segment.get(2)),
        amount(held.segment.get(3)),
        tuple(held.adjustments),
        tuple(held.remarks),
        held.segment.at(),
    )


def _adjustments(segment: Segment) -> Iterator[Adjustment]:
    """Yield up to six reasons of a CAS segment, three elements each."""
    for element in range(2, len(segment.elements) + 1, 3):
        taken = amount(segment.get(element + 1))
        if segment.get(element) and taken is not None:
            yield Adjustment(segment.get(1), segment.get(element), taken)
