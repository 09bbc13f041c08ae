"""The part of a code's page about its amounts: of the day in a locality, and over the loaded files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from codewell.fees.over_time import FeePoint
from codewell.fees.payment import NotPriced, Payment, dollars
from codewell.fees.schedule import Locality, PlaceRate
from codewell.interfaces.web.views.fee_chart import FeeChart, fee_chart
from codewell.kernel.codes import Code
from codewell.kernel.errors import InputError
from codewell.tasks.fee_history import fee_history
from codewell.tasks.price_service import FeeAnswer, FeeRequest, localities, price_service
from codewell.tasks.workplace import Workplace

_PLACES = {PlaceRate.NONFACILITY: "Office and other non-facility places", PlaceRate.FACILITY: "Hospital and other facilities"}


@dataclass(frozen=True, slots=True)
class PlaceAmount:
    """What is allowed at one kind of place.

    Args:
        title: the place.
        amount: in dollars; empty where there is none.
        reason: why there is none; empty where there is one.
        remedy: a command that mends that; empty where nothing does.
        formula: how the amount came about, in one line.
    """

    title: str
    amount: str
    reason: str
    remedy: str
    formula: str


@dataclass(frozen=True, slots=True)
class FeeSection:
    """The part of a code's page about its amounts.

    Args:
        amounts: of the day, by place.
        locality: whose they are; None before geographic adjustment.
        localities: to choose from; empty where no GPCI file covers the day.
        problem: what is wrong with the locality asked for; empty where nothing is.
        points: newest first, for the table.
        chart: None where fewer than two files set an amount.
    """

    amounts: tuple[PlaceAmount, ...]
    locality: Locality | None
    localities: Sequence[Locality]
    problem: str
    points: tuple[FeePoint, ...]
    chart: FeeChart | None

    @property
    def has_amounts(self) -> bool:
        """Say whether any relative value file sets an amount."""
        return any(one.nonfacility is not None or one.facility is not None for one in self.points)


def fee_section(workplace: Workplace, code: Code, on: date, locality: str) -> FeeSection | None:
    """Return the section for a procedure; None where neither the day nor any file sets an amount.

    Args:
        workplace: its releases.
        code: the procedure.
        on: day of the page.
        locality: as the address has it, seven digits; one that the day does not know is said, and national amounts stand.
    """
    problem = ""
    try:
        answer = price_service(workplace, FeeRequest(code.value, on, locality=locality))
    except InputError as refused:
        problem, locality = str(refused), ""
        answer = price_service(workplace, FeeRequest(code.value, on))
    amounts = _amounts(answer)
    points = fee_history(workplace, code.value, locality).points
    if not any(one.amount for one in amounts) and not any(one.nonfacility or one.facility for one in points):
        return None
    return FeeSection(
        amounts,
        answer.locality if locality else None,
        localities(workplace, on),
        problem,
        points[::-1],
        fee_chart(points),
    )


def _amounts(answer: FeeAnswer) -> tuple[PlaceAmount, ...]:
    prices = (
        *((_PLACES[one.place], one.price) for one in answer.physician),
        ("Hospital outpatient department (OPPS)", answer.hospital),
        ("Surgical center (ASC)", answer.surgical_center),
    )
    return tuple(_amount(title, price) for title, price in prices)


def _amount(title: str, price: Payment | NotPriced) -> PlaceAmount:
    if isinstance(price, NotPriced):
        return PlaceAmount(title, "", price.reason, price.next_step, "")
    return PlaceAmount(title, dollars(price.amount), "", "", price.steps[-1].formula)
