"""What an edit is shown: a line, a diagnosis or a claim beside the facts about its codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codewell.edits.profiles import PayerProfile
from codewell.edits.reference import ClaimReference, DiagnosisFacts, Missing, ModifierFacts, ProcedureFacts, PtpEdit
from codewell.kernel.claims import Claim, ClaimLine, DiagnosisRole, Setting


@dataclass(frozen=True, slots=True)
class LineView:
    """A line by itself: neither its number nor its day, so that equal lines are one question.

    Args:
        procedure: facts about its code on its day.
        modifiers: as billed, with what is known of each.
        units: as billed.
        unit_basis: qualifier of the units.
        days: days that it spans.
        place_of_service: empty where none is billed.
        revenue_code: empty where none is billed.
        has_charge: False where the line bills no charge.
        negative_charge: True where the charge is below zero.
        setting: of the claim.
        profile: of the payer.
    """

    procedure: ProcedureFacts
    modifiers: tuple[ModifierFacts, ...]
    units: Decimal
    unit_basis: str
    days: int
    place_of_service: str
    revenue_code: str
    has_charge: bool
    negative_charge: bool
    setting: Setting
    profile: PayerProfile

    @property
    def code(self) -> str:
        """The procedure code as billed."""
        return self.procedure.code

    def bears(self, *modifiers: str) -> tuple[str, ...]:
        """Return those of `modifiers` that the line bears, in the order billed."""
        return tuple(fact.modifier for fact in self.modifiers if fact.modifier in modifiers)


@dataclass(frozen=True, slots=True)
class DiagnosisView:
    """A diagnosis by itself.

    Args:
        diagnosis: facts about its code on the day that decides.
        role: what it is on the claim.
        setting: of the claim.
        profile: of the payer.
    """

    diagnosis: DiagnosisFacts
    role: DiagnosisRole
    setting: Setting
    profile: PayerProfile


@dataclass(frozen=True, slots=True)
class PtpPair:
    """Two lines of a claim that a PTP edit keeps apart.

    Args:
        first: the line of the column 1 code.
        second: the line of the column 2 code.
        edit: the edit that holds on their day.
    """

    first: ClaimLine
    second: ClaimLine
    edit: PtpEdit


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A whole claim.

    Args:
        claim: as billed.
        procedures: facts about each line's code, in line order.
        diagnoses: facts about each diagnosis, in the claim's order.
        decided_on: the day that decides over diagnoses: the discharge of an inpatient, else the first day of service.
        pairs: PTP edits between its lines.
        unpaired: lines whose pairs could not be looked up, with what is missing.
        profile: of the payer.
        reference: for further questions.
    """

    claim: Claim
    procedures: tuple[ProcedureFacts, ...]
    diagnoses: tuple[DiagnosisFacts, ...]
    decided_on: date
    pairs: tuple[PtpPair, ...]
    unpaired: tuple[tuple[tuple[int, ...], Missing], ...]
    profile: PayerProfile
    reference: ClaimReference

    def same_day_lines(self) -> dict[date, list[tuple[ClaimLine, ProcedureFacts]]]:
        """Return the lines with a procedure code, by day of service."""
        days: dict[date, list[tuple[ClaimLine, ProcedureFacts]]] = {}
        for line, facts in zip(self.claim.lines, self.procedures, strict=True):
            if line.procedure:
                days.setdefault(line.date_of_service, []).append((line, facts))
        return days
