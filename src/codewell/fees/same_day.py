"""Several services of one day by one clinician: the second and later ones are often paid less."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from codewell.fees.adjustments import MultipleReduction, rules
from codewell.fees.payment import NotPriced, Payment, Step, dollars, to_cents
from codewell.fees.physician import Service, base_amount, price
from codewell.fees.schedule import NATION, FeeSchedule, Locality

_HUNDRED = Decimal(100)
_ENDOSCOPY = "3"
_ENDOSCOPY_CITES = "Medicare Claims Processing Manual, ch. 12, sec. 40.6 C"


@dataclass(slots=True)
class _Line:
    """A line while reductions are worked out."""

    number: int
    service: Service
    payment: Payment
    indicator: str
    family: str


def price_day(services: Sequence[Service], schedule: FeeSchedule, locality: Locality = NATION) -> tuple[Payment | NotPriced, ...]:
    """Return the amount of each service as Medicare ranks them on one day, in the order given.

    The service with the highest amount, or the highest of the part that is reduced, is paid in full. Services of which
    nothing is known to reduce keep their amount. Modifier 59 and its kin do not change the ranking.

    Args:
        services: of one beneficiary, one clinician or group and one day.
        schedule: the releases of the day.
        locality: where they were furnished.
    """
    priced: list[Payment | NotPriced] = [price(service, schedule, locality) for service in services]
    lines: list[_Line] = []
    for number, (service, payment) in enumerate(zip(services, priced, strict=True)):
        row = schedule.row(service.code, service.component)
        if isinstance(payment, Payment) and row is not None:
            lines.append(_Line(number, service, payment, row.multiple, row.endoscopic_base))
    _endoscopies(lines, schedule, locality)
    _standard(lines, schedule)
    for indicator in ("4", "6", "7"):
        for reduction in rules().reductions(indicator, schedule.on):
            _by_part([line for line in lines if line.indicator == indicator], reduction, schedule, locality)
    for reduction in rules().reductions("5", schedule.on):
        _practice_expense([line for line in lines if line.indicator == "5"], reduction, schedule, locality)
    for line in lines:
        priced[line.number] = line.payment
    return tuple(priced)


def _add(line: _Line, label: str, formula: str, amount: Decimal, cites: str) -> None:
    step = Step(label, formula, amount, cites)
    line.payment = replace(line.payment, amount=amount, steps=(*line.payment.steps, step))


def _standard(lines: list[_Line], schedule: FeeSchedule) -> None:
    """Rank surgical procedures by amount: all of the first, half of the next four; more are paid by report.

    Endoscopies of one family count as one procedure with the sum of what they are paid.
    """
    procedures: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        if line.indicator in ("2", _ENDOSCOPY):
            procedures[line.family if line.indicator == _ENDOSCOPY else f"line {line.number}"].append(line)
    ranked = sorted(procedures.values(), key=lambda members: -sum(line.payment.amount for line in members))
    for reduction in rules().reductions("2", schedule.on):
        for rank, members in enumerate(ranked):
            percent = reduction.percents[min(rank, len(reduction.percents) - 1)]
            for line in members:
                _reduced(line, percent, reduction)
                if rank >= len(reduction.percents):
                    notice = "More than five procedures: the contractor pays the sixth and later ones by report."
                    line.payment = replace(line.payment, notices=(*line.payment.notices, notice))


def _reduced(line: _Line, percent: Decimal, reduction: MultipleReduction) -> None:
    if percent != _HUNDRED:
        amount = to_cents(line.payment.amount * percent / _HUNDRED)
        _add(line, reduction.title.capitalize(), f"{percent} % of {dollars(line.payment.amount)}", amount, reduction.cites)


def _endoscopies(lines: list[_Line], schedule: FeeSchedule, locality: Locality) -> None:
    """Pay the highest endoscopy of a family in full and each other one by what it adds to the family's base."""
    families: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        if line.indicator == _ENDOSCOPY and line.family:
            families[line.family].append(line)
    for base, members in families.items():
        if len(members) < 2:
            continue
        kind = type(members[0].service.code)
        row = schedule.row(kind(base))
        ranked = sorted(members, key=lambda line: -line.payment.amount)
        for line in ranked[1:]:
            if row is None:
                continue
            of_base = base_amount(row, line.service, schedule, locality)
            amount = max(Decimal("0.00"), line.payment.amount - of_base)
            formula = f"{dollars(line.payment.amount)} less {dollars(of_base)} for the base {base}"
            _add(line, "Endoscopies of one family", formula, amount, _ENDOSCOPY_CITES)


def _by_part(lines: list[_Line], reduction: MultipleReduction, schedule: FeeSchedule, locality: Locality) -> None:
    """Reduce one part (technical or professional) of every service but the one whose part is highest."""
    parts = [(line, _part(line.service, reduction.of, schedule, locality)) for line in lines]
    ranked = sorted(((line, part) for line, part in parts if part), key=lambda pair: (-pair[1], pair[0].number))
    for rank, (line, part) in enumerate(ranked):
        percent = reduction.percents[min(rank, len(reduction.percents) - 1)]
        if percent != _HUNDRED:
            less = to_cents(part * (_HUNDRED - percent) / _HUNDRED)
            formula = f"{dollars(line.payment.amount)} less {_HUNDRED - percent} % of {dollars(part)}"
            _add(line, reduction.title.capitalize(), formula, line.payment.amount - less, reduction.cites)


def _part(service: Service, part: str, schedule: FeeSchedule, locality: Locality) -> Decimal:
    """Return the amount of a part of a service as billed: nothing where the line does not hold that part."""
    if service.component not in ("", part):
        return Decimal(0)
    row = schedule.row(service.code, part)
    return base_amount(row, service, schedule, locality) if row else Decimal(0)


def _practice_expense(lines: list[_Line], reduction: MultipleReduction, schedule: FeeSchedule, locality: Locality) -> None:
    """Reduce the practice expense of every therapy unit but the one whose practice expense is highest."""
    amounts = []
    for line in lines:
        row = schedule.row(line.service.code, line.service.component)
        assert row is not None
        amounts.append((to_cents(row.pe[line.service.place] * locality.pe * row.factor), line))
    ranked = sorted(amounts, key=lambda pair: (-pair[0], pair[1].number))
    for rank, (expense, line) in enumerate(ranked):
        reduced = line.service.units - (1 if rank == 0 else 0)
        if reduced > 0:
            less = to_cents(expense * (_HUNDRED - reduction.percents[-1]) / _HUNDRED * reduced)
            formula = (
                f"{dollars(line.payment.amount)} less {_HUNDRED - reduction.percents[-1]} % of {dollars(expense)} x {reduced}"
            )
            _add(line, reduction.title.capitalize(), formula, line.payment.amount - less, reduction.cites)
