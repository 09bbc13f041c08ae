"""Fees worked out by hand from the figures of RVU25D (October 2025, factor 32.3465) and the published cap file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from codewell.fees.anesthesia import Anesthesia, price_anesthesia
from codewell.fees.facility import price_hospital
from codewell.fees.payment import NotPriced, Payment
from codewell.fees.physician import Service, base_amount, cap_amount, price
from codewell.fees.same_day import price_day
from codewell.fees.schedule import FeeSchedule, PlaceRate
from codewell.kernel.codes import CptCode
from codewell.kernel.errors import InputError
from codewell.releases.shelf import Shelf
from codewell.tasks.price_service import procedure_code

DAY = date(2025, 11, 3)


@pytest.fixture(scope="module")
def shelf(reference_home):
    return Shelf(reference_home)


@pytest.fixture(scope="module")
def schedule(shelf):
    return FeeSchedule(shelf, DAY)


def paid(told):
    assert isinstance(told, Payment), told
    return told.amount


def service(code, *modifiers, place=PlaceRate.NONFACILITY, units=1):
    return Service(CptCode(code), modifiers, place, Decimal(units))


@pytest.mark.parametrize(
    ("asked", "amount"),
    [
        # 27447: 19.60 + 15.30 + 3.98 = 38.88 RVU; bilateral 1, assistant 2, co-surgeon 1; 10 / 69 / 21 % of the package
        pytest.param(service("27447"), "1257.63", id="whole"),
        pytest.param(service("27447", "RT"), "1257.63", id="a-side-changes-nothing"),
        pytest.param(service("27447", "50"), "1886.45", id="bilateral-150"),
        pytest.param(service("27447", "62"), "786.02", id="two-surgeons-62.5"),
        pytest.param(service("27447", "80"), "201.22", id="assistant-16"),
        pytest.param(service("27447", "AS"), "171.04", id="physician-assistant-13.6"),
        pytest.param(service("27447", "54"), "993.53", id="surgery-only-79"),
        pytest.param(service("27447", "55"), "264.10", id="aftercare-only-21"),
        pytest.param(service("27447", "78"), "867.76", id="return-to-operating-room-69"),
        # 99213: 1.30 + 1.35 + 0.10, in a facility 1.30 + 0.57 + 0.10
        pytest.param(service("99213"), "88.95", id="office"),
        pytest.param(service("99213", place=PlaceRate.FACILITY), "63.72", id="facility"),
        pytest.param(service("99213", units=3), "266.85", id="three-units"),
        # 45378-53 has a row of its own: 1.63 + 3.22 + 0.22
        pytest.param(service("45378", "53"), "164.00", id="discontinued-has-its-own-row"),
        # 71046: 1.01 RVU; TC 0.70; FX takes a fifth of the technical 32.67 - 10.03
        pytest.param(service("71046", "TC", "FX"), "18.11", id="film-technical"),
        pytest.param(service("71046", "26", "FX"), "10.03", id="film-professional-untouched"),
    ],
)
def test_national_amounts(schedule, asked, amount):
    assert paid(price(asked, schedule)) == Decimal(amount)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        pytest.param(service("36415"), "status X", id="excluded"),
        pytest.param(service("99213", "26"), "PC/TC indicator", id="no-professional-part"),
        pytest.param(service("45378", "80"), "assistant indicator is 1", id="no-assistant"),
        pytest.param(service("45378", "62"), "co-surgeon indicator is 0", id="no-co-surgeon"),
        pytest.param(service("27447", "22"), "by the report|from the report", id="by-report"),
        pytest.param(service("11111"), "not in the part of mpfs RVU25D that is loaded", id="not-loaded-is-not-unpaid"),
    ],
)
def test_what_is_not_priced_says_why(schedule, asked, says):
    told = price(asked, schedule)
    assert isinstance(told, NotPriced)
    assert any(part in told.reason for part in says.split("|"))


def test_a_day_without_a_release_has_no_amount(shelf):
    told = price(service("99213"), FeeSchedule(shelf, date(2019, 1, 1)))
    assert isinstance(told, NotPriced)
    assert told.next_step == "codewell sync mpfs"


def test_every_step_cites_its_source(schedule):
    told = price(service("27447", "50", units=2), schedule)
    assert isinstance(told, Payment)
    assert [step.amount for step in told.steps] == [Decimal("1257.63"), Decimal("1886.45"), Decimal("3772.90")]
    assert all(step.cites and step.formula for step in told.steps)
    assert told.releases == ("mpfs RVU25D",)


def test_the_published_prices_of_capped_imaging_are_met_to_the_cent(shelf, schedule):
    """OPPSCAP of October 2025 prints prices by locality after the cap."""
    opened = shelf.in_force("opps-cap", DAY)
    assert opened is not None
    places = {(one.mac, one.number): one for one in schedule.localities()}
    compared = 0
    for code, modifier, status, mac, number, facility, nonfacility in opened.database.all("SELECT * FROM caps"):
        if (mac, number) not in places:  # southern California stands under the other contractor there
            continue
        at, written = places[mac, number], procedure_code(code)
        row = schedule.row(written, modifier)
        assert row is not None
        for place, published in ((PlaceRate.FACILITY, facility), (PlaceRate.NONFACILITY, nonfacility)):
            if status == "C":
                worked = cap_amount(row, None if modifier else schedule.row(written, "26"), place, at)
            else:
                worked = base_amount(row, Service(written, (modifier,) if modifier else (), place), schedule, at)
            assert worked == Decimal(published), (code, modifier, mac, number)
            compared += 1
    assert compared > 1000


@pytest.mark.parametrize(
    ("services", "amounts"),
    [
        # each other endoscopy of the family adds what it exceeds the base 45378 (327.67)
        pytest.param([service("45385"), service("45380")], ["435.38", "87.01"], id="one-endoscopic-family"),
        pytest.param([service("45380"), service("45385")], ["87.01", "435.38"], id="order-does-not-matter"),
        pytest.param([service("45385"), service("45380"), service("11042")], ["435.38", "87.01", "62.59"], id="family-is-one"),
        pytest.param([service("27447"), service("11042")], ["1257.63", "62.59"], id="second-procedure-half"),
        # the highest practice expense unit (13.91) is paid in full, every other unit half of its own
        pytest.param([service("97110", units=2), service("97140")], ["50.62", "20.70"], id="therapy"),
        # 70551: 193.43 less half of the technical 126.15 and 5 % of the professional 67.28
        pytest.param([service("70551"), service("70553")], ["126.99", "314.08"], id="imaging"),
        # 93306: 187.93 less a quarter of the technical 122.59; 93880 has the higher technical part
        pytest.param([service("93306"), service("93880")], ["157.28", "181.79"], id="cardiovascular"),
        pytest.param([service("99213"), service("99213")], ["88.95", "88.95"], id="visits-are-not-reduced"),
    ],
)
def test_services_of_one_day(schedule, services, amounts):
    assert [paid(told) for told in price_day(services, schedule)] == [Decimal(amount) for amount in amounts]


def test_a_locality_is_named_by_seven_digits(schedule):
    assert schedule.locality("13202-01").name == "MANHATTAN"
    for written in ("1320", "9999999", "Manhattan"):
        with pytest.raises(InputError) as refused:
            schedule.locality(written)
        assert refused.value.slug == "input.locality"


def test_hospital_rate_and_wage_index(shelf):
    code = CptCode("77334")
    national = price_hospital(code, shelf, DAY)
    local = price_hospital(code, shelf, DAY, Decimal("1.2"))
    assert paid(national) == Decimal("366.07")
    assert paid(local) == Decimal("410.00")  # 366.07 x 0.6 x 1.2 + 366.07 x 0.4
    assert isinstance(national, Payment)
    assert national.notices


def test_anesthesia_without_its_files_is_said(shelf):
    told = price_anesthesia(Anesthesia(CptCode("00790"), 95), shelf, DAY)
    assert isinstance(told, NotPriced)
    assert told.next_step == "codewell import anesthesia-base-units FILE"
    with pytest.raises(InputError):
        price_anesthesia(Anesthesia(CptCode("00790"), 0), shelf, DAY)
