"""What Medicare pays and refuses, as a Python program asks for it: amounts, PTP edits, units of service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from codewell.codebook.published import Fact
from codewell.fees.schedule import PlaceRate, Track
from codewell.interfaces.python_desk import desk, one_of
from codewell.kernel.claims import Setting
from codewell.kernel.codes import Code
from codewell.tasks.check_claim import PtpAnswer, look_up_ptp
from codewell.tasks.fee_history import FeeHistory
from codewell.tasks.fee_history import fee_history as _fee_history
from codewell.tasks.look_up_code import LookUpRequest, look_up_code
from codewell.tasks.price_service import FeeAnswer, FeeRequest, price_service, procedure_code

_SETTINGS = {one.value: one.value for one in (Setting.PROFESSIONAL, Setting.OUTPATIENT)}
_MUE_SETTINGS = ("practitioner", "outpatient", "dme")
_PLACES = {one.value: one.value for one in PlaceRate}


@dataclass(frozen=True, slots=True)
class UnitLimits:
    """The medically unlikely edits of a code on a day.

    Args:
        code: the procedure.
        on: the day.
        limits: one for each setting whose table lists the code: `.value` is the units, `.detail` the setting.
        unanswered: settings for which no whole table of the day is loaded; that the code is not listed there proves nothing.
    """

    code: Code
    on: date
    limits: tuple[Fact, ...]
    unanswered: tuple[str, ...]


def price(
    code: str,
    *,
    on: date | None = None,
    modifiers: Iterable[str] = (),
    locality: str = "",
    place: str | None = None,
    units: int | Decimal = 1,
    qpp: bool = False,
    wage_index: Decimal | None = None,
    home: str | Path | None = None,
) -> FeeAnswer:
    """Return what Medicare allows for a service, with the working: fee schedule, hospital outpatient, surgical center.

    Args:
        code: a CPT or HCPCS code.
        on: day of service; None for today, or for the nearest day that a file covers, with a notice.
        modifiers: of the line.
        locality: contractor and locality, seven digits; empty for amounts before geographic adjustment.
        place: "facility" or "nonfacility"; None for both.
        units: of the line.
        qpp: the conversion factor of qualifying APM participants, from 2026.
        wage_index: of the hospital's or center's area.
        home: folder of the releases; None for the default.

    Raises:
        InputError: the code is no procedure code, or an argument has no such value.
    """
    where = PlaceRate(one_of(_PLACES, place, "place")) if place else None
    track = Track.QPP if qpp else Track.NON_QPP
    asked = FeeRequest(code, on, tuple(modifiers), locality, where, Decimal(units), track, wage_index)
    return price_service(desk(home), asked)


def fee_history(code: str, *, locality: str = "", home: str | Path | None = None) -> FeeHistory:
    """Return what Medicare has paid for a service over all loaded relative value files.

    Args:
        code: a CPT or HCPCS code.
        locality: seven digits; empty for amounts before geographic adjustment.
        home: folder of the releases; None for the default.

    Raises:
        InputError: the text is no procedure code.
    """
    return _fee_history(desk(home), code, locality)


def ptp(
    first: str, second: str, *, on: date | None = None, setting: str = "professional", home: str | Path | None = None
) -> PtpAnswer:
    """Return the NCCI PTP edits between two codes, whichever is column 1.

    Args:
        first: a CPT or HCPCS code.
        second: another.
        on: day of service; None for today.
        setting: "professional" or "outpatient": whose table answers.
        home: folder of the releases; None for the default.

    Returns:
        `.edits` that hold on the day. None is a pass only where `.whole` is true and `.missing` is empty.

    Raises:
        InputError: a text is no procedure code, or there is no such setting.

    Examples:
        >>> from datetime import date
        >>> (edit,) = ptp("77301", "77014", on=date(2024, 7, 2)).edits
        >>> edit.column_1, edit.column_2, edit.modifier_indicator
        ('77301', '77014', 0)
    """
    at = desk(home)
    pair = procedure_code(first).value, procedure_code(second).value
    return look_up_ptp(at, *pair, on or at.today, Setting(one_of(_SETTINGS, setting, "setting")))


def mue(code: str, *, on: date | None = None, home: str | Path | None = None) -> UnitLimits:
    """Return the most units of a service that Medicare expects of a patient on a day, for each setting.

    Args:
        code: a CPT or HCPCS code.
        on: day of service; None for today, or for the nearest day that a release of the code covers.
        home: folder of the releases; None for the default.

    Raises:
        InputError: the text is no procedure code.
        UnknownCodeError: no loaded release holds it.

    Examples:
        >>> from datetime import date
        >>> [(limit.detail, limit.value) for limit in mue("99213", on=date(2024, 7, 2)).limits]
        [('practitioner', '2'), ('outpatient hospital', '2')]
        >>> mue("99213", on=date(2025, 11, 3)).unanswered
        ('practitioner', 'outpatient', 'dme')
    """
    at, known = desk(home), procedure_code(code)
    page = look_up_code(at, LookUpRequest(known.value, on, known.system)).likeliest
    limits = tuple(fact for fact in page.facts if fact.id.startswith("mue.") and fact.holds_on_day)
    tables = {setting: at.shelf.in_force(f"ncci-mue-{setting}", page.on) for setting in _MUE_SETTINGS}
    open_settings = (setting for setting, table in tables.items() if table is None or table.release.excerpt)
    listed = {fact.id.removeprefix("mue.") for fact in limits}
    return UnitLimits(known, page.on, limits, tuple(one for one in open_settings if one not in listed))
