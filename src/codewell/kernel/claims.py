"""A claim as it was billed: lines, diagnoses, patient facts and where each stands in the file it came from.

Codes are text here, upper case without dot or spaces, because a claim may bill what no system ever published; whether a
code is well formed and in force is for the claim edits to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

ONE_UNIT = Decimal(1)


class Setting(Enum):
    """Who bills where: it decides which of the publishers' tables apply.

    Ambulatory surgical centers and suppliers bill on the professional form, but are paid by tables of their own.
    """

    PROFESSIONAL = "professional"
    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"
    DENTAL = "dental"
    SURGICAL_CENTER = "asc"
    SUPPLIER = "dme"

    @property
    def is_institutional(self) -> bool:
        """Say whether the claim is a facility's (837I, UB-04)."""
        return self in (Setting.OUTPATIENT, Setting.INPATIENT)


class Sex(Enum):
    """Sex as the claim forms code it."""

    FEMALE = "F"
    MALE = "M"
    UNKNOWN = "U"


class DiagnosisRole(Enum):
    """What a diagnosis is on the claim."""

    FIRST_LISTED = "first_listed"
    """The principal diagnosis of an inpatient claim, the first-listed one of any other."""
    OTHER = "other"
    ADMITTING = "admitting"
    REASON_FOR_VISIT = "reason_for_visit"
    EXTERNAL_CAUSE = "external_cause"


@dataclass(frozen=True, slots=True)
class Position:
    """Where something stands in the file that was read; a part is None or empty where the form has no such thing.

    Args:
        line: 1-based line or row of the file.
        character: 0-based character offset into the file.
        segment: 1-based ordinal of the segment within the interchange.
        segment_id: `SV1`, `HI`.
        element: 1-based element within the segment.
        component: 1-based component within the element.
        path: name of the column, or FHIRPath of the element.
    """

    line: int | None = None
    character: int | None = None
    segment: int | None = None
    segment_id: str = ""
    element: int | None = None
    component: int | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider on the claim.

    Args:
        npi: ten digits as billed; empty where the claim gives none.
        taxonomy: provider taxonomy code; empty where the claim gives none.
        position: of the NPI.
    """

    npi: str = ""
    taxonomy: str = ""
    position: Position | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Patient:
    """What the edits need of a patient; its representation shows nothing.

    Args:
        birth_date: None where the claim gives none.
        sex: as billed.
        position: of the demographic facts.
        key: digest that tells patients of one run apart, never written anywhere; empty where the claim gives no number.
    """

    birth_date: date | None = None
    sex: Sex = Sex.UNKNOWN
    position: Position | None = None
    key: str = ""

    def __repr__(self) -> str:
        return "Patient(...)"

    def age_on(self, day: date) -> int | None:
        """Return completed years on a day; None without a birth date or before it."""
        born = self.birth_date
        if born is None or day < born:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis on a claim.

    Args:
        code: as billed, upper case without the dot.
        role: what it is on the claim.
        present_on_admission: Y, N, U, W, 1, or empty where none is billed.
        position: where it stands in the file.
    """

    code: str
    role: DiagnosisRole = DiagnosisRole.OTHER
    present_on_admission: str = ""
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A service line.

    Args:
        number: as the claim numbers its lines.
        procedure: HCPCS or CPT code as billed, upper case; empty on a line that bills a revenue code alone.
        date_of_service: first day of the service.
        last_day: last day of the service; None where it is one day.
        modifiers: in the order billed, upper case, none empty.
        units: as billed; the basis is units of service unless `unit_basis` says minutes (MJ) or days (DA).
        charge: in dollars; None where none is billed.
        place_of_service: two characters; empty takes the claim's.
        revenue_code: four digits; empty on professional claims.
        diagnosis_pointers: 1-based places in the claim's list of diagnoses.
        rendering: None takes the claim's.
        unit_basis: qualifier of the units, `UN`, `MJ`, `DA`, `F2`.
        position: where the line stands in the file.
    """

    number: int
    procedure: str
    date_of_service: date
    last_day: date | None = None
    modifiers: tuple[str, ...] = ()
    units: Decimal = ONE_UNIT
    charge: Decimal | None = None
    place_of_service: str = ""
    revenue_code: str = ""
    diagnosis_pointers: tuple[int, ...] = ()
    rendering: Provider | None = None
    unit_basis: str = "UN"
    position: Position | None = None

    @property
    def days(self) -> int:
        """Days that the line spans, at least one."""
        return 1 if self.last_day is None else max(1, (self.last_day - self.date_of_service).days + 1)


@dataclass(frozen=True, slots=True)
class EarlierLine:
    """A line of an earlier claim of the same patient.

    Args:
        claim: the submitter's number of that claim.
        line: as billed then.
        place: place of service that held for it.
        renderer: NPI of who rendered it; empty where the claim did not say.
    """

    claim: str
    line: ClaimLine
    place: str
    renderer: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of one beneficiary.

    Args:
        id: the submitter's own number for it; findings are told by it.
        setting: who bills where.
        lines: in the claim's order.
        diagnoses: in the claim's order; the first-listed one need not stand first.
        patient: facts that edits need.
        payer: id of a payer profile (`medicare-mac`, `medicaid`, `commercial`).
        place_of_service: of lines that give none.
        bill_type: four characters of an institutional claim, `0131`.
        billing: who bills.
        rendering: who rendered the lines that name nobody.
        received: the day the payer received it, or is assumed to; None where that is not known.
        admission: first day of an inpatient stay.
        discharge: last day of the statement; decides over diagnoses of inpatient claims.
        position: where the claim stands in the file.
        state: two letters of where the services were rendered, for local coverage; empty where the claim does not say.
        earlier: lines of earlier claims of the patient; None where no earlier claims were given.
    """

    id: str
    setting: Setting
    lines: tuple[ClaimLine, ...]
    diagnoses: tuple[Diagnosis, ...] = ()
    patient: Patient = Patient()
    payer: str = "medicare-mac"
    place_of_service: str = ""
    bill_type: str = ""
    billing: Provider | None = None
    rendering: Provider | None = None
    received: date | None = None
    admission: date | None = None
    discharge: date | None = None
    position: Position | None = None
    state: str = ""
    earlier: tuple[EarlierLine, ...] | None = None

    def place_of(self, line: ClaimLine) -> str:
        """Return the place of service that holds for a line; empty where none is billed."""
        return line.place_of_service or self.place_of_service

    def renderer_of(self, line: ClaimLine) -> str:
        """Return the NPI of who rendered a line: the line's, the claim's, the billing provider's, or empty."""
        for provider in (line.rendering, self.rendering, self.billing):
            if provider is not None and provider.npi:
                return provider.npi
        return ""
