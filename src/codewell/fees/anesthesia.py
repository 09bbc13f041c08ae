"""Anaesthesia: base units and time units times the locality's factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codewell.fees.payment import NotPriced, Payment, Step, dollars, to_cents
from codewell.kernel.codes import Code
from codewell.kernel.errors import InputError
from codewell.releases.shelf import Shelf

MINUTES_OF_A_UNIT = Decimal(15)
_CITES = "42 CFR 414.46; Medicare Claims Processing Manual, ch. 12, sec. 50"
_SHARES = {
    "AA": (Decimal(100), "personally performed by the anesthesiologist"),
    "QZ": (Decimal(100), "CRNA without medical direction"),
    "QY": (Decimal(50), "medical direction of one CRNA"),
    "QK": (Decimal(50), "medical direction of two to four concurrent procedures"),
    "QX": (Decimal(50), "CRNA with medical direction"),
}
_SUPERVISED_UNITS = Decimal(3)


@dataclass(frozen=True, slots=True)
class Anesthesia:
    """An anaesthesia service.

    Args:
        code: CPT, 00100 to 01999.
        minutes: from preparation to hand-over.
        modifier: AA, AD, QK, QX, QY or QZ.
        mac, locality: where; both empty for the national factor.
    """

    code: Code
    minutes: int
    modifier: str = "AA"
    mac: str = ""
    locality: str = ""


def price_anesthesia(service: Anesthesia, shelf: Shelf, on: date) -> Payment | NotPriced:
    """Return what Medicare allows for an anaesthesia service.

    Base units are CMS's list of the year; where the list in force does not cover the day the newest one is used, with a notice.

    Raises:
        InputError: the modifier is none of anaesthesia, or the minutes are not positive.
    """
    if service.minutes <= 0:
        raise InputError("Anaesthesia time is counted in minutes above zero.", slug="input.minutes")
    if service.modifier not in (*_SHARES, "AD"):
        raise InputError(
            f"Modifier {service.modifier} says nothing of who gave anaesthesia.", next_step="Use AA, AD, QK, QX, QY or QZ."
        )
    units, factors = shelf.nearest("anesthesia-base-units", on), shelf.in_force("anesthesia", on)
    if units is None or factors is None:
        missing = "anesthesia-base-units" if units is None else "anesthesia"
        return NotPriced(f"No release of {missing} for {on} is loaded.", (), f"codewell import {missing} FILE")
    base = units.database.one("SELECT base_units FROM units WHERE code = ?", service.code.value)
    factor = factors.database.one(
        "SELECT conversion_factor FROM factors WHERE mac = ? AND locality = ?", service.mac, service.locality
    )
    releases = (units.release.title, factors.release.title)
    if base is None or factor is None:
        what = f"{service.code} is not in {releases[0]}" if base is None else f"the locality is not in {releases[1]}"
        return NotPriced(f"{what[0].upper()}{what[1:]}.", releases)
    covers = units.release.validity.covers(on)
    notices = () if covers else (f"Base units are those of {releases[0]} ({units.release.validity}); none of {on} is loaded.",)
    return Payment(*_worked(service, Decimal(base[0]), Decimal(factor[0])), releases, notices)


def _worked(service: Anesthesia, base: Decimal, factor: Decimal) -> tuple[Decimal, tuple[Step, ...]]:
    """Return amount and working; with AD three base units and, where the start was attended, one for time."""
    if service.modifier == "AD":
        amount = to_cents(_SUPERVISED_UNITS * factor)
        formula = f"{_SUPERVISED_UNITS} base units x {factor}; one unit more where presence at induction is documented"
        return amount, (Step("Medical supervision of more than four procedures", formula, amount, _CITES),)
    time = (Decimal(service.minutes) / MINUTES_OF_A_UNIT).quantize(Decimal("0.1"))
    full = to_cents((base + time) * factor)
    first = Step("Anaesthesia", f"({base} base + {time} time units) x {factor}", full, _CITES)
    share, title = _SHARES[service.modifier]
    if share == 100:
        return full, (first,)
    paid = to_cents(full * share / 100)
    return paid, (first, Step(f"Modifier {service.modifier}: {title}", f"{share} % of {dollars(full)}", paid, _CITES))
