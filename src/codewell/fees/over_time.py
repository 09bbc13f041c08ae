"""The amounts of a service in every loaded relative value file, earliest first: national, or of one locality."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from codewell.fees.payment import Payment
from codewell.fees.physician import Service, price
from codewell.fees.schedule import NATION, FeeSchedule, Locality, PlaceRate
from codewell.kernel.codes import Code
from codewell.kernel.errors import InputError
from codewell.kernel.validity import Validity
from codewell.releases.shelf import Shelf


@dataclass(frozen=True, slots=True)
class FeePoint:
    """What one relative value file says of a service.

    Args:
        release: title of the file.
        validity: days it answers for.
        nonfacility, facility: US dollars; None where the file sets no amount for that place.
        reason: why there is no amount at all; empty where there is one.
    """

    release: str
    validity: Validity
    nonfacility: Decimal | None
    facility: Decimal | None
    reason: str


def fees_over_time(shelf: Shelf, code: Code, locality: str = "") -> tuple[FeePoint, ...]:
    """Return one point for each relative value file, on its first day; files that leave the code out are passed over.

    A file of which only an excerpt without the code is loaded says nothing of it. Where no file of the time names the
    locality, there is no amount: localities are drawn anew at times.

    Args:
        shelf: the releases.
        code: the procedure.
        locality: contractor and locality, seven digits; empty for amounts before geographic adjustment.
    """
    found = []
    for opened in shelf.all("mpfs"):
        schedule = FeeSchedule(shelf, opened.release.validity.first_day)
        row = schedule.row(code)
        if row is None:
            continue
        place = _locality(schedule, locality)
        if place is None:
            reason = f"no loaded GPCI file of the time names locality {locality}"
            found.append(FeePoint(opened.release.title, opened.release.validity, None, None, reason))
            continue
        amounts: dict[PlaceRate, Decimal | None] = {}
        reasons = []
        for rate in PlaceRate:
            priced = price(Service(code, (), rate), schedule, place)
            paid = isinstance(priced, Payment) and rate not in row.not_applicable
            amounts[rate] = priced.amount if isinstance(priced, Payment) and paid else None
            reasons += [] if isinstance(priced, Payment) else [priced.reason]
        reason = reasons[0] if reasons and not any(amounts.values()) else ""
        point = FeePoint(
            opened.release.title,
            opened.release.validity,
            amounts[PlaceRate.NONFACILITY],
            amounts[PlaceRate.FACILITY],
            reason,
        )
        found.append(point)
    return tuple(found)


def _locality(schedule: FeeSchedule, written: str) -> Locality | None:
    if not written:
        return NATION
    try:
        return schedule.locality(written)
    except InputError:
        return None
