"""What a hospital outpatient department or a surgical center is paid: the national rate, and with a wage index the local one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from codewell.fees.payment import NotPriced, Payment, Step, to_cents
from codewell.kernel.codes import Code
from codewell.releases.shelf import Shelf

_OPPS_LABOR, _ASC_LABOR = Decimal("0.60"), Decimal("0.50")
_OPPS_CITES = "42 CFR 419.43(c); Medicare Claims Processing Manual, ch. 4, sec. 10.8"
_ASC_CITES = "42 CFR 416.172(c); Medicare Claims Processing Manual, ch. 14, sec. 40"
_NO_WAGE_INDEX = "National rate; give the wage index of the area for the local one. No free file of wage indices is loaded."
_ADJUSTED_STATUSES = frozenset(("J1", "J2", "P", "Q1", "Q2", "Q3", "R", "S", "T", "U", "V"))
"""Services whose rate is adjusted for wages; drugs, devices and biologicals (G, H, K) are not."""
_ADJUSTED_INDICATORS = frozenset(("A2", "G2", "J8", "P2", "P3", "R2", "Z2", "Z3"))
"""ASC payment indicators of procedures and radiology; those of drugs, devices and brachytherapy sources are not adjusted."""


def price_hospital(code: Code, shelf: Shelf, on: date, wage_index: Decimal | None = None) -> Payment | NotPriced:
    """Return the OPPS rate of a service alone, before packaging by other lines of the claim.

    Args:
        code: CPT or HCPCS.
        shelf: releases.
        on: date of service.
        wage_index: of the hospital's area; None for the national rate.
    """
    opened = shelf.in_force("opps-addendum-b", on)
    if opened is None:
        return NotPriced(f"No OPPS Addendum B for {on} is loaded.", (), "codewell sync opps-addendum-b")
    title = opened.release.title
    row = opened.database.one("SELECT status_indicator, payment_rate FROM services WHERE code = ?", code.value)
    if row is None:
        part = "the loaded part of " if opened.release.excerpt else ""
        return NotPriced(f"{code} is not in {part}{title}.", (title,))
    status, rate = str(row[0] or ""), Decimal(str(row[1] or 0))
    if not rate:
        return NotPriced(f"{code} has status indicator {status} and no OPPS rate of its own.", (title,))
    labor = _OPPS_LABOR if status in _ADJUSTED_STATUSES else None
    return _rate(rate, f"OPPS rate (status indicator {status})", title, labor, wage_index, _OPPS_CITES)


def price_asc(code: Code, shelf: Shelf, on: date, wage_index: Decimal | None = None) -> Payment | NotPriced:
    """Return the rate of an ambulatory surgical center for a service alone; arguments as for `price_hospital`."""
    titles = []
    for source in ("asc-addendum-aa", "asc-addendum-bb"):
        opened = shelf.in_force(source, on)
        if opened is None:
            continue
        titles.append(opened.release.title)
        row = opened.database.one("SELECT payment_indicator, payment_rate FROM services WHERE code = ?", code.value)
        if row is None:
            continue
        rate = Decimal(str(row[1] or 0))
        if not rate:
            return NotPriced(f"{code} has ASC payment indicator {row[0]} and no rate of its own.", (titles[-1],))
        labor = _ASC_LABOR if row[0] in _ADJUSTED_INDICATORS else None
        return _rate(rate, f"ASC rate (payment indicator {row[0]})", titles[-1], labor, wage_index, _ASC_CITES)
    if not titles:
        return NotPriced(f"No ASC addenda for {on} are loaded.", (), "codewell sync asc-addendum-aa")
    return NotPriced(f"{code} is not in {' or '.join(titles)}, as far as they are loaded.", tuple(titles))


def _rate(rate: Decimal, label: str, title: str, labor: Decimal | None, wage_index: Decimal | None, cites: str) -> Payment:
    first = Step(label, "as published", to_cents(rate), title)
    if labor is None:
        return Payment(first.amount, (first,), (title,))
    if wage_index is None:
        return Payment(first.amount, (first,), (title,), (_NO_WAGE_INDEX,))
    local = to_cents(rate * labor * wage_index + rate * (1 - labor))
    formula = f"{rate} x {labor} x {wage_index} + {rate} x {1 - labor}"
    return Payment(local, (first, Step("Wage index", formula, local, cites)), (title,))
