"""Claims of an 837: billing provider, subscriber, patient, claim and lines, each with its place in the file."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from codewell.claims.fields import patient_key
from codewell.claims.issue import Issue
from codewell.claims.x12.segments import Segment
from codewell.claims.x12.values import amount, code, day, days
from codewell.kernel.claims import (
    ONE_UNIT,
    Claim,
    ClaimLine,
    Diagnosis,
    DiagnosisRole,
    Patient,
    Position,
    Provider,
    Setting,
    Sex,
)

_ROLES = {
    "ABK": DiagnosisRole.FIRST_LISTED,
    "ABF": DiagnosisRole.OTHER,
    "ABJ": DiagnosisRole.ADMITTING,
    "APR": DiagnosisRole.REASON_FOR_VISIT,
    "ABN": DiagnosisRole.EXTERNAL_CAUSE,
}
_ICD9 = frozenset(("BK", "BF", "BJ", "PR", "BN", "DR"))
_INPATIENT_BILLS = frozenset(("11", "18", "21", "41"))
"""First digits of the type of bill for stays; all others are checked as outpatient (NUBC type of bill)."""

_TAXONOMY_SETTINGS = {"261QA1903X": Setting.SURGICAL_CENTER, "332B00000X": Setting.SUPPLIER}
_SERVICES = {"SV1": (1, 2, 3, 4), "SV2": (2, 3, 4, 5), "SV3": (1, 2, 0, 6)}
"""Segment -> elements of procedure, charge, unit basis and units."""


@dataclass(slots=True)
class _Line:
    """A service line while it is read."""

    number: int
    position: Position
    procedure: str = ""
    modifiers: tuple[str, ...] = ()
    charge: Decimal | None = None
    units: Decimal = ONE_UNIT
    basis: str = "UN"
    place: str = ""
    revenue: str = ""
    pointers: tuple[int, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    rendering: Provider | None = None
    has_service: bool = False


@dataclass(slots=True)
class _Claim:
    """A claim while it is read."""

    id: str
    position: Position
    place: str = ""
    bill_type: str = ""
    diagnoses: list[Diagnosis] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)
    rendering: Provider | None = None
    first_day: date | None = None
    last_day: date | None = None
    admission: date | None = None
    state: str = ""


class ClaimReader:
    """Reads the segments of one 837 in order and hands out each claim when the next begins.

    Args:
        setting: of the implementation guide; institutional claims become inpatient or outpatient by their type of bill.
        payer: id of the payer profile that the claims are checked under.
    """

    def __init__(self, setting: Setting, payer: str) -> None:
        self._setting = setting
        self._payer = payer
        self._billing: Provider | None = None
        self._taxonomy = ""
        self._state = ""
        self._named = ""
        self._member = ""
        self._patient = Patient()
        self._claim: _Claim | None = None
        self._in_other_payer = False

    def read(self, segment: Segment) -> Iterator[Claim | Issue]:
        """Take one segment; yield what it completes and what is wrong with it."""
        match segment.id:
            case "HL":
                yield from self.finish()
                self._level(segment)
            case "CLM":
                yield from self.finish()
                yield from self._begin(segment)
            case "SE":
                yield from self.finish()
            case "NM1":
                self._name(segment)
            case "N4":
                self._address(segment)
            case "PRV":
                self._provider(segment)
            case "DMG":
                yield from self._demographics(segment)
            case "SBR" if self._claim is not None:
                self._in_other_payer = True
            case _ if self._claim is not None:
                yield from self._of_claim(self._claim, segment)

    def finish(self) -> Iterator[Claim | Issue]:
        """Yield the claim that is open, or why it is lost."""
        if self._claim is not None:
            held, self._claim = self._claim, None
            yield from self._built(held)

    def _level(self, segment: Segment) -> None:
        self._in_other_payer = False
        match segment.get(3):
            case "20":
                self._billing, self._taxonomy, self._state, self._patient, self._member = None, "", "", Patient(), ""
            case "22":
                self._patient, self._member = Patient(), ""
            case "23":  # a dependent may have no number but the subscriber's
                self._patient = Patient()

    def _begin(self, segment: Segment) -> Iterator[Issue]:
        self._in_other_payer = False
        number = segment.get(1)
        if not number:
            yield Issue("x12.no-claim-number", "CLM01 is empty; the claim is told by its place.", segment.at(1))
            number = f"segment-{segment.number}"
        place, *rest = segment.components(5)
        self._claim = _Claim(number, segment.at())
        if self._setting in (Setting.INPATIENT, Setting.OUTPATIENT):
            self._claim.bill_type = f"0{place}{rest[1] if len(rest) > 1 else ''}" if place else ""
        else:
            self._claim.place = place

    def _name(self, segment: Segment) -> None:
        entity = self._named = segment.get(1)
        if entity in ("IL", "QC") and self._claim is None:
            self._member = segment.get(9) or self._member
        elif entity == "85":
            self._billing = _provider(segment, self._taxonomy)
        elif entity == "82" and self._claim is not None and not self._in_other_payer:
            if self._claim.lines:
                self._claim.lines[-1].rendering = _provider(segment)
            else:
                self._claim.rendering = _provider(segment)

    def _address(self, segment: Segment) -> None:
        """Keep the state of the place of service (loop 2310, NM1*77), else of the billing provider; no patient's."""
        if self._named == "85" and self._claim is None:
            self._state = segment.get(2).upper()
        elif self._named == "77" and self._claim is not None and not self._claim.lines and not self._in_other_payer:
            self._claim.state = segment.get(2).upper()

    def _provider(self, segment: Segment) -> None:
        if segment.get(1) == "BI":
            self._taxonomy = segment.get(3)
            if self._billing is not None:
                self._billing = Provider(self._billing.npi, self._taxonomy, self._billing.position)

    def _demographics(self, segment: Segment) -> Iterator[Issue]:
        if self._claim is not None:  # of another payer's subscriber
            return
        born = day(segment.get(2))
        if segment.get(2) and born is None:
            yield Issue("x12.bad-day", "DMG02 is no day; the birth date counts as not given.", segment.at(2))
        sex = {"F": Sex.FEMALE, "M": Sex.MALE}.get(segment.get(3).upper(), Sex.UNKNOWN)
        self._patient = Patient(born, sex, segment.at(2))

    def _of_claim(self, claim: _Claim, segment: Segment) -> Iterator[Issue]:
        match segment.id:
            case "HI":
                yield from _diagnoses(claim, segment)
            case "LX":
                number = segment.get(1)
                claim.lines.append(_Line(int(number) if number.isdecimal() else len(claim.lines) + 1, segment.at()))
                self._in_other_payer = False
            case "SV1" | "SV2" | "SV3":
                yield from _service(claim, segment)
            case "DTP":
                yield from _days(claim, segment)

    def _built(self, held: _Claim) -> Iterator[Claim | Issue]:
        lines: list[ClaimLine] = []
        for line in held.lines:
            first = line.first_day or (held.first_day if self._setting is not Setting.PROFESSIONAL else None)
            if not line.has_service:
                yield Issue("x12.line-without-service", "A line (LX) holds no service (SV1, SV2, SV3).", line.position, held.id)
            elif first is None:
                message = f"Line {line.number} has no date of service (DTP*472); the line was left out."
                yield Issue("x12.no-date-of-service", message, line.position, held.id, lost=True)
            else:
                lines.append(_line(line, first))
        if not lines:
            yield Issue(
                "x12.claim-without-lines", "The claim has no line that can be checked.", held.position, held.id, lost=True
            )
            return
        yield Claim(
            id=held.id,
            setting=self._claim_setting(held),
            lines=tuple(lines),
            diagnoses=tuple(held.diagnoses),
            patient=self._keyed(self._patient),
            payer=self._payer,
            place_of_service=held.place,
            bill_type=held.bill_type,
            billing=self._billing,
            rendering=held.rendering,
            admission=held.admission,
            discharge=held.last_day or held.first_day,
            position=held.position,
            state=held.state or self._state,
        )

    def _keyed(self, patient: Patient) -> Patient:
        return replace(patient, key=patient_key(self._member, patient.birth_date, patient.sex)) if self._member else patient

    def _claim_setting(self, held: _Claim) -> Setting:
        if self._setting in (Setting.INPATIENT, Setting.OUTPATIENT):
            return Setting.INPATIENT if held.bill_type[1:3] in _INPATIENT_BILLS else Setting.OUTPATIENT
        return _TAXONOMY_SETTINGS.get(self._taxonomy, self._setting)


def _line(line: _Line, first: date) -> ClaimLine:
    return ClaimLine(
        number=line.number,
        procedure=line.procedure,
        date_of_service=first,
        last_day=line.last_day if line.last_day != first else None,
        modifiers=line.modifiers,
        units=line.units,
        charge=line.charge,
        place_of_service=line.place,
        revenue_code=line.revenue,
        diagnosis_pointers=line.pointers,
        rendering=line.rendering,
        unit_basis=line.basis,
        position=line.position,
    )


def _provider(segment: Segment, taxonomy: str = "") -> Provider:
    return Provider(segment.get(9) if segment.get(8) == "XX" else "", taxonomy, segment.at(9))


def _diagnoses(claim: _Claim, segment: Segment) -> Iterator[Issue]:
    """Read the diagnoses of an HI segment; procedures, conditions, occurrences and values are not edited and are passed by."""
    for element in range(1, len(segment.elements) + 1):
        parts = segment.components(element)
        qualifier, written = parts[0].upper(), code(parts[1]) if len(parts) > 1 else ""
        if qualifier in _ICD9:
            message = f"HI{element:02d} has the qualifier {qualifier} of ICD-9-CM; codes are checked as ICD-10-CM."
            yield Issue("x12.icd9-qualifier", message, segment.at(element, 1), claim.id)
            qualifier = f"A{qualifier}"
        role = _ROLES.get(qualifier)
        if role is not None and written:
            present = parts[8] if len(parts) > 8 else ""
            claim.diagnoses.append(Diagnosis(written, role, present, segment.at(element, 2)))


def _service(claim: _Claim, segment: Segment) -> Iterator[Issue]:
    if not claim.lines:
        yield Issue("x12.service-without-line", f"A service ({segment.id}) stands before its line (LX).", segment.at(), claim.id)
        claim.lines.append(_Line(1, segment.at()))
    line = claim.lines[-1]
    procedure, charge, basis, units = _SERVICES[segment.id]
    qualifier, *rest = yield from _procedure(claim, segment, procedure)
    line.has_service, line.position = True, segment.at()
    if qualifier in ("HC", "AD", "HP", "ER", "IV", "WK", ""):
        line.procedure = code(rest[0]) if rest else ""
        line.modifiers = tuple(modifier.upper() for modifier in rest[1:5] if modifier)
    else:
        yield Issue("x12.unknown-qualifier", "The procedure's qualifier is not HC (HCPCS).", segment.at(procedure, 1), claim.id)
    line.charge = yield from _number(claim, segment, charge, "charge")
    if segment.get(units):
        line.units = (yield from _number(claim, segment, units, "units")) or line.units
    line.basis = (segment.get(basis) if basis else "") or "UN"
    if segment.id == "SV1":
        line.place = segment.get(5)
        line.pointers = tuple(int(one) for one in segment.components(7) if one.isdecimal())
    elif segment.id == "SV2":
        line.revenue = segment.get(1).zfill(4) if segment.get(1) else ""
    else:
        line.place = segment.get(3)


def _procedure(claim: _Claim, segment: Segment, element: int) -> Generator[Issue, None, list[str]]:
    """Return the components of a procedure; a file may part them by another character than its header declares."""
    written = segment.get(element)
    if len(written) > 3 and written[2] != segment.separators.component and not written[2].isalnum():
        message = "The procedure's components are parted by another character than ISA16 declares; they were read by it."
        yield Issue("x12.component-separator", message, segment.at(element), claim.id)
        return [part.strip() for part in written.split(written[2])]
    return segment.components(element)


def _number(claim: _Claim, segment: Segment, element: int, what: str) -> Generator[Issue, None, Decimal | None]:
    """Return an amount, yielding an issue where it is none."""
    found = amount(segment.get(element))
    if found is None and segment.get(element):
        message = f"{segment.id}{element:02d} is no number; the {what} count as not given."
        yield Issue("x12.bad-number", message, segment.at(element), claim.id)
    return found


def _days(claim: _Claim, segment: Segment) -> Iterator[Issue]:
    qualifier = segment.get(1)
    if qualifier not in ("472", "434", "435"):
        return
    first, last = days(segment.get(2), segment.get(3))
    if first is None:
        yield Issue("x12.bad-day", f"DTP03 is no day (DTP*{qualifier}).", segment.at(3), claim.id)
    elif qualifier == "472" and claim.lines:
        claim.lines[-1].first_day, claim.lines[-1].last_day = first, last
    elif qualifier == "435":
        claim.admission = first
    else:
        claim.first_day, claim.last_day = first, last
