"""What Medicare allows for the lines of a course: the physician fee schedule, or the hospital's outpatient rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codewell.fees.facility import price_hospital
from codewell.fees.payment import NotPriced, Payment, to_cents
from codewell.fees.physician import Service, price
from codewell.fees.schedule import NATION, FeeSchedule, Locality, PlaceRate, Track
from codewell.kernel.codes import Code, CptCode, HcpcsCode
from codewell.radonc.coding.lines import Component, RtLine, RtSetting
from codewell.tasks.workplace import Workplace

_PRICED_MODIFIERS = ("26", "TC")
"""Others (59, 76, XS) tell services apart and leave the amount of a line alone as it is."""


@dataclass(frozen=True, slots=True)
class LineMoney:
    """What is allowed for a line.

    Args:
        amount: US dollars for all units; None where no amount can be told.
        schedule: `physician, facility`, `physician, nonfacility` or `hospital outpatient`.
        reason: why there is no amount; empty where there is one.
        releases: titles that the amount comes from.
    """

    amount: Decimal | None
    schedule: str
    reason: str
    releases: tuple[str, ...]


class LinePrices:
    """Prices lines; remembers the schedule of each day.

    Args:
        workplace: the desk.
        setting: where the technical part is furnished.
        locality: contractor and locality, seven digits; empty for the nation.
    """

    def __init__(self, workplace: Workplace, setting: RtSetting, locality: str) -> None:
        self._workplace = workplace
        self._setting = setting
        self._locality = locality
        self._schedules: dict[date, tuple[FeeSchedule, Locality]] = {}
        self._known: dict[tuple[str, tuple[str, ...], Component, date], Payment | NotPriced] = {}

    def of(self, line: RtLine) -> LineMoney:
        """Return what is allowed for a coded line.

        Raises:
            InputError: there is no such locality on the day.
        """
        return self.allowed(line.code, line.modifiers, line.component, line.date_of_service, Decimal(line.units))

    def allowed(self, code: str, modifiers: tuple[str, ...], component: Component, day: date, units: Decimal) -> LineMoney:
        """Return what is allowed for units of a code.

        Args:
            code: CPT or HCPCS.
            modifiers: as on the line.
            component: the technical part of a hospital is paid by the outpatient system, all else by the fee schedule.
            day: date of service.
            units: of the line.
        """
        key = (code, tuple(m for m in modifiers if m in _PRICED_MODIFIERS), component, day)
        if key not in self._known:
            self._known[key] = self._one_unit(*key)
        found = self._known[key]
        schedule = self._schedule_words(component)
        if isinstance(found, NotPriced):
            return LineMoney(None, schedule, found.reason, found.releases)
        return LineMoney(to_cents(found.amount * units), schedule, "", found.releases)

    def _one_unit(self, code: str, modifiers: tuple[str, ...], component: Component, day: date) -> Payment | NotPriced:
        shaped = _code(code)
        if shaped is None:
            return NotPriced(f"{code[:10]} is no procedure code.")
        if self._is_hospital_part(component):
            return price_hospital(shaped, self._workplace.shelf, day)
        schedule, locality = self._schedule(day)
        return price(Service(shaped, modifiers, self._place), schedule, locality)

    def _schedule(self, day: date) -> tuple[FeeSchedule, Locality]:
        if day not in self._schedules:
            schedule = FeeSchedule(self._workplace.shelf, day, Track.NON_QPP)
            locality = schedule.locality(self._locality) if self._locality and schedule.release else NATION
            self._schedules[day] = schedule, locality
        return self._schedules[day]

    def _is_hospital_part(self, component: Component) -> bool:
        return self._setting is RtSetting.HOSPITAL and component is not Component.PROFESSIONAL

    @property
    def _place(self) -> PlaceRate:
        return PlaceRate.FACILITY if self._setting is RtSetting.HOSPITAL else PlaceRate.NONFACILITY

    def _schedule_words(self, component: Component) -> str:
        return "hospital outpatient" if self._is_hospital_part(component) else f"physician, {self._place.value}"


def total(money: Iterable[LineMoney]) -> Decimal:
    """Return the sum of the amounts that can be told."""
    return sum((one.amount for one in money if one.amount is not None), Decimal(0))


def _code(text: str) -> Code | None:
    return next((kind(text) for kind in (CptCode, HcpcsCode) if kind.shape.fullmatch(text)), None)
