"""What Medicare pays for a service on a day: the physician fee schedule, the hospital's and the surgical center's rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codewell.fees.facility import price_asc, price_hospital
from codewell.fees.payment import NotPriced, Payment
from codewell.fees.physician import Service, price
from codewell.fees.schedule import NATION, FeeSchedule, Locality, PlaceRate, Track
from codewell.kernel.codes import Code, CptCode, HcpcsCode, possible_codes
from codewell.kernel.errors import InputError
from codewell.tasks.asked_day import AnsweredDay, nearest_covered
from codewell.tasks.workplace import Workplace


@dataclass(frozen=True, slots=True)
class FeeRequest:
    """A service to price.

    Args:
        code: as the person wrote it.
        on: date of service; None where none was named.
        modifiers: two characters each.
        locality: contractor and locality, seven digits; empty for the amount before geographic adjustment.
        place: which practice expense; None shows both.
        units: of the line.
        track: which conversion factor from 2026.
        wage_index: of the hospital's or center's area; None for national rates.
    """

    code: str
    on: date | None = None
    modifiers: tuple[str, ...] = ()
    locality: str = ""
    place: PlaceRate | None = None
    units: Decimal = Decimal(1)
    track: Track = Track.NON_QPP
    wage_index: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PlacePrice:
    """The physician fee schedule amount at one kind of place.

    Args:
        place: facility or not.
        price: the amount with its working, or why there is none.
    """

    place: PlaceRate
    price: Payment | NotPriced


@dataclass(frozen=True, slots=True)
class FeeAnswer:
    """What is paid for a service.

    Args:
        code: priced.
        on: the day it holds for.
        modifiers: applied.
        locality: where; the nation's has no name of its own.
        physician: by place.
        hospital: OPPS rate.
        surgical_center: ASC rate.
        notices: about the day.
    """

    code: Code
    on: date
    modifiers: tuple[str, ...]
    locality: Locality
    physician: tuple[PlacePrice, ...]
    hospital: Payment | NotPriced
    surgical_center: Payment | NotPriced
    notices: tuple[str, ...] = ()


def price_service(workplace: Workplace, request: FeeRequest) -> FeeAnswer:
    """Return the amounts of a service on a day, each with its working; one that cannot be told says why.

    A question without a day is answered for today, or for the nearest day that a relative value file covers, with a notice.

    Raises:
        InputError: the code is no procedure code, a modifier is malformed, units are not positive, or there is no such locality.
    """
    code = procedure_code(request.code)
    modifiers = tuple(one.strip().upper() for one in request.modifiers)
    if any(len(one) != 2 or not one.isalnum() for one in modifiers):
        raise InputError("A modifier has two characters, letters or digits.", slug="input.modifier")
    if request.units <= 0:
        raise InputError("Units must be above zero.", slug="input.units")
    answered = _answered(workplace, request.on)
    schedule = FeeSchedule(workplace.shelf, answered.day, request.track)
    locality = schedule.locality(request.locality) if request.locality else NATION
    places = (request.place,) if request.place else tuple(PlaceRate)
    prices = tuple(
        PlacePrice(place, price(Service(code, modifiers, place, request.units), schedule, locality)) for place in places
    )
    notices = (answered.notice,) if answered.notice else ()
    hospital = price_hospital(code, workplace.shelf, answered.day, request.wage_index)
    center = price_asc(code, workplace.shelf, answered.day, request.wage_index)
    return FeeAnswer(code, answered.day, modifiers, locality, prices, hospital, center, notices)


def localities(workplace: Workplace, on: date | None) -> list[Locality]:
    """Return the Medicare localities of a day, by state and name; empty where no GPCI file covers it."""
    return FeeSchedule(workplace.shelf, _answered(workplace, on).day).localities()


def procedure_code(text: str) -> Code:
    """Return the CPT or HCPCS code that a person wrote.

    Raises:
        InputError: it has neither's shape.
    """
    found = next((code for code in possible_codes(text) if isinstance(code, CptCode | HcpcsCode)), None)
    if found is None:
        raise InputError(
            f"{text[:20]!r} is no procedure code.",
            next_step="Write a CPT or HCPCS code, as in 77407 or G6015.",
            slug="input.malformed-code",
        )
    return found


def _answered(workplace: Workplace, asked: date | None) -> AnsweredDay:
    day = asked or workplace.today
    opened = workplace.shelf.nearest("mpfs", day)
    if asked or opened is None:
        return AnsweredDay(day)
    return nearest_covered(day, opened.release.release, opened.release.validity)
