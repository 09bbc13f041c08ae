"""The Medicare physician fee schedule amount of one service: RVUs, indices, conversion factor, imaging cap, modifiers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from codewell.fees.adjustments import Adjustment, rules
from codewell.fees.payment import NotPriced, Payment, Step, dollars, to_cents
from codewell.fees.schedule import NATION, FeeRow, FeeSchedule, Locality, PlaceRate
from codewell.kernel.codes import Code

PAID_STATUSES = frozenset("ART")
"""Only RVUs of these are used for payment (RVU25D record layout, Status Code)."""

COMPONENTS = ("26", "TC", "53")
"""Modifiers with rows of their own."""

_FORMULA = "42 CFR 414.22, 414.26; Social Security Act, sec. 1848(b)(1)"
_CAP = "Deficit Reduction Act of 2005, sec. 5102(b)"
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Service:
    """A service to price.

    Args:
        code: CPT or HCPCS.
        modifiers: as on the line, in any order.
        place: which practice expense.
        units: whole or part units.
    """

    code: Code
    modifiers: tuple[str, ...] = ()
    place: PlaceRate = PlaceRate.NONFACILITY
    units: Decimal = Decimal(1)

    @property
    def component(self) -> str:
        """The modifier that names a row of its own; empty for the whole service."""
        return next((one for one in COMPONENTS if one in self.modifiers), "")


def price(service: Service, schedule: FeeSchedule, locality: Locality = NATION) -> Payment | NotPriced:
    """Return what Medicare allows for a service, alone on its day, before deductible, coinsurance and sequestration."""
    row = _priced_row(service, schedule)
    if isinstance(row, NotPriced):
        return row
    steps = list(base_steps(row, service, schedule, locality))
    notices = []
    if service.place in row.not_applicable:
        notices.append(f"The file marks this service as not paid, or rarely provided, in a {service.place.value} setting.")
    for modifier in service.modifiers:
        adjustment = rules().adjustment(modifier, schedule.on)
        if adjustment is None:
            continue
        told = _adjusted(adjustment, row, service, schedule, locality, steps[-1].amount)
        if isinstance(told, NotPriced):
            return told
        steps.append(told)
        notices += _cautions(adjustment, row)
    if service.units != 1:
        total = to_cents(steps[-1].amount * service.units)
        steps.append(Step("Units", f"{service.units} x {dollars(steps[-1].amount)}", total, "units of the line"))
    if schedule.on > rules().reviewed_through:
        notices.append(
            f"The rules for modifiers were looked over through {rules().reviewed_through}; they are used as they were."
        )
    return Payment(steps[-1].amount, tuple(steps), _releases(schedule, locality), tuple(notices))


def base_steps(row: FeeRow, service: Service, schedule: FeeSchedule, locality: Locality) -> tuple[Step, ...]:
    """Return the working before modifiers: the formula, then the lower of it and the imaging cap."""
    full = _formula(row.work, row.pe[service.place], row.mp, row.factor, locality)
    first = Step("Fee schedule", full[0], full[1], f"{schedule.release}; {_FORMULA}")
    if not row.opps_pe[service.place]:
        return (first,)
    cap = _formula(row.work, row.opps_pe[service.place], row.opps_mp, row.factor, locality)
    if cap[1] >= full[1]:
        return (first,)
    return (first, Step("Cap on imaging at the hospital outpatient rate", cap[0], cap[1], f"{schedule.release}; {_CAP}"))


def base_amount(row: FeeRow, service: Service, schedule: FeeSchedule, locality: Locality) -> Decimal:
    """Return the amount before modifiers, US dollars to the cent."""
    return base_steps(row, service, schedule, locality)[-1].amount


def cap_amount(row: FeeRow, professional: FeeRow | None, place: PlaceRate, locality: Locality) -> Decimal:
    """Return the cap of an imaging service that the contractor prices (status C), as OPPSCAP publishes it.

    The whole service of such a code carries no work RVUs of its own; the published cap adds those of its professional part.
    """
    work = row.work or (professional.work if professional else Decimal(0))
    return _formula(work, row.opps_pe[place], row.opps_mp, row.factor, locality)[1]


def _formula(work: Decimal, pe: Decimal, mp: Decimal, factor: Decimal, at: Locality) -> tuple[str, Decimal]:
    amount = to_cents((work * at.work + pe * at.pe + mp * at.mp) * factor)
    if at is NATION:
        return f"({work} work + {pe} PE + {mp} MP) x {factor}", amount
    return f"({work} work x {at.work} + {pe} PE x {at.pe} + {mp} MP x {at.mp}) x {factor}", amount


def _priced_row(service: Service, schedule: FeeSchedule) -> FeeRow | NotPriced:
    """Return the row that prices the service, or why none does."""
    if not schedule.release:
        return NotPriced(f"No relative value file for {schedule.on} is loaded.", (), "codewell sync mpfs")
    releases = (schedule.release,)
    row = schedule.row(service.code, service.component)
    whole = schedule.row(service.code)
    if row is None and whole is None:
        if schedule.is_excerpt:
            reason = f"{service.code} is not in the part of {schedule.release} that is loaded."
            return NotPriced(reason, releases, "codewell import mpfs FILE --accept-ama-licence")
        return NotPriced(f"{service.code} is not in {schedule.release}.", releases)
    if row is None:
        assert whole is not None
        reason = f"{service.code} has no amount of its own with modifier {service.component} (PC/TC indicator {whole.pctc})."
        return NotPriced(reason, releases)
    if row.status == "C":
        return NotPriced(f"{service.code} is priced by the contractor (status C).", releases, "Ask the contractor's fee look-up.")
    if row.status not in PAID_STATUSES:
        return NotPriced(f"{service.code} has status {row.status}: the fee schedule sets no amount.", releases)
    if not (row.work or row.pe[service.place] or row.mp):
        return NotPriced(f"{service.code} has no RVUs on {schedule.on}.", releases)
    return row


def _adjusted(
    adjustment: Adjustment, row: FeeRow, service: Service, schedule: FeeSchedule, locality: Locality, amount: Decimal
) -> Step | NotPriced:
    label = f"Modifier {adjustment.modifier}: {adjustment.title}"
    if adjustment.by_report:
        reason = f"Modifier {adjustment.modifier} ({adjustment.title}): the contractor sets the amount from the report."
        return NotPriced(reason, (schedule.release,))
    if adjustment.on_part:
        return _part_reduced(adjustment, label, service, schedule, locality, amount)
    percent = _percent(adjustment, row)
    if percent is None:
        reason = (
            f"Modifier {adjustment.modifier} ({adjustment.title}) is not paid for {service.code}: "
            f"its {adjustment.indicator.replace('_', '-')} indicator is {getattr(row, adjustment.indicator)}."
        )
        return NotPriced(reason, (schedule.release,))
    paid = to_cents(amount * percent / _HUNDRED)
    return Step(label, f"{percent.normalize():f} % of {dollars(amount)}", paid, adjustment.cites)


def _percent(adjustment: Adjustment, row: FeeRow) -> Decimal | None:
    """Return what is paid in percent; None where the row's indicator does not allow the modifier."""
    if adjustment.parts:
        parts = {"preoperative": row.preoperative, "intraoperative": row.intraoperative, "postoperative": row.postoperative}
        share = sum((parts[part] for part in adjustment.parts), Decimal(0)) * _HUNDRED
        return share if any(parts.values()) else _HUNDRED
    if adjustment.indicator:
        return adjustment.by_value.get(getattr(row, adjustment.indicator))
    return adjustment.percent


def _part_reduced(
    adjustment: Adjustment, label: str, service: Service, schedule: FeeSchedule, locality: Locality, amount: Decimal
) -> Step:
    """Reduce the technical part: all of a TC line, nothing of a 26 line, and of a whole service what is not professional."""
    assert adjustment.percent is not None
    if service.component == "26":
        return Step(label, "no technical part on this line", amount, adjustment.cites)
    professional = schedule.row(service.code, "26") if not service.component else None
    kept = base_amount(professional, service, schedule, locality) if professional else Decimal(0)
    technical = amount - kept
    paid = to_cents(kept + technical * adjustment.percent / _HUNDRED)
    formula = f"{adjustment.percent} % of the technical {dollars(technical)}" + (f" + {dollars(kept)}" if kept else "")
    return Step(label, formula, paid, adjustment.cites)


def _cautions(adjustment: Adjustment, row: FeeRow) -> list[str]:
    if adjustment.indicator == "assistant" and row.assistant == "0":
        return ["An assistant at this surgery is paid only where documentation establishes medical necessity (indicator 0)."]
    if adjustment.indicator == "co_surgeon" and row.co_surgeon == "1":
        return ["Two surgeons are paid only where documentation establishes medical necessity (indicator 1)."]
    return []


def _releases(schedule: FeeSchedule, locality: Locality) -> tuple[str, ...]:
    return (schedule.release,) if locality is NATION else (schedule.release, schedule.gpci_release)
