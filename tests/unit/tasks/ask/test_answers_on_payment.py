"""Answers on payment; amounts are worked out here from rows of the release files read by SQL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from asked_made import check_citations, facts, on_day, rows, understood

from codewell.assistant.answer import Outcome
from codewell.assistant.question import Intent, RateSetting
from codewell.tasks.ask.answering.payment import answer
from codewell.tasks.workplace import Workplace

COLUMNS = "work_rvu, nonfacility_pe_rvu, facility_pe_rvu, mp_rvu, conversion_factor, global_days, pctc, status"
NATION = ("1", "1", "1")


@pytest.fixture(scope="module")
def desk(reference_home):
    return Workplace(reference_home, lambda: datetime(2026, 11, 30, 12, tzinfo=UTC))


def worked_out(row: tuple, indices: tuple, pe: int) -> str:
    work, mp, factor = Decimal(row[0]), Decimal(row[3]), Decimal(row[4])
    by = [Decimal(one) for one in indices]
    total = (work * by[0] + Decimal(row[pe]) * by[1] + mp * by[2]) * factor
    return str(total.quantize(Decimal("0.01"), ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("release", "day"),
    [
        pytest.param("mpfs-RVU24A", date(2024, 3, 8), id="last-day-of-the-first-factor-of-2024"),
        pytest.param("mpfs-RVU24AR", date(2024, 3, 9), id="first-day-of-the-second"),
        pytest.param("mpfs-RVU24C", date(2024, 8, 1), id="2024-08"),
        pytest.param("mpfs-RVU25A", date(2025, 1, 1), id="2025-01"),
        pytest.param("mpfs-RVU25D", date(2025, 12, 31), id="2025-12"),
    ],
)
@pytest.mark.parametrize("code", ["99213", "20610", "64493", "99214"])
def test_national_amounts_follow_the_formula(desk, reference_home, release, day, code):
    (row,) = rows(reference_home, release, f"SELECT {COLUMNS} FROM fees WHERE code = ? AND modifier = ''", code)
    told = answer(desk, on_day(Intent.PAYMENT, day, code), day)
    check_citations(told)
    assert facts(told, "nonfacility_amount", code) == [worked_out(row, NATION, 1)]
    assert facts(told, "facility_amount", code) == [worked_out(row, NATION, 2)]
    assert facts(told, "work_rvu", code) == [row[0]]
    assert facts(told, "conversion_factor", code) == [row[4]]
    assert told.citations[0].title == release.replace("mpfs-", "mpfs ")


@pytest.mark.parametrize(
    ("entities", "number"),
    [
        ({"locality": "manhattan"}, ("13202", "01")),
        ({"locality": "Manhattan", "state": "NY"}, ("13202", "01")),
        ({"locality": "1320201"}, ("13202", "01")),
        ({"locality": "los angeles"}, ("01182", "18")),
        ({"locality": "miami", "state": "FL"}, ("09102", "04")),
        ({"locality": "brooklyn"}, ("13202", "02")),
        ({"locality": "harris county", "state": "TX"}, ("04412", "18")),
        ({"state": "OH"}, ("15202", "00")),
        ({"locality": "rest of texas"}, ("04412", "99")),
        ({"text": "how much for 99213 in queens"}, ("13292", "04")),
        ({"text": "99213 in Brooklyn pls"}, ("13202", "02")),
    ],
)
def test_locality_in_words(desk, reference_home, entities, number):
    day = date(2025, 3, 1)
    told = answer(desk, on_day(Intent.PAYMENT, day, "99213", **entities), day)
    (row,) = rows(reference_home, "mpfs-RVU25A", f"SELECT {COLUMNS} FROM fees WHERE code = '99213' AND modifier = ''")
    question = "SELECT work_gpci, pe_gpci, mp_gpci FROM localities WHERE mac = ? AND locality = ?"
    (indices,) = rows(reference_home, "gpci-CY2025", question, *number)
    assert facts(told, "locality") == ["".join(number)]
    assert facts(told, "nonfacility_amount") == [worked_out(row, indices, 1)]
    assert facts(told, "facility_amount") == [worked_out(row, indices, 2)]


def test_state_of_several_localities_is_a_table_of_them(desk, reference_home):
    day = date(2025, 3, 1)
    told = answer(desk, on_day(Intent.PAYMENT, day, "99213", state="FL"), day)
    held = rows(reference_home, "gpci-CY2025", "SELECT mac || locality FROM localities WHERE state = 'FL'")
    assert sorted(facts(told, "locality")) == sorted(row[0] for row in held)
    assert len(told.tables[0].rows) == 3


@pytest.mark.parametrize(
    ("entities", "place"),
    [
        ({"place_of_service": "11"}, 1),
        ({"place_of_service": "22"}, 2),
        ({"text": "99213 in the office"}, 1),
        ({"text": "facility rate of 99213"}, 2),
    ],
)
def test_place_decides_the_amount(desk, reference_home, entities, place):
    day = date(2025, 3, 1)
    (row,) = rows(reference_home, "mpfs-RVU25A", f"SELECT {COLUMNS} FROM fees WHERE code = '99213' AND modifier = ''")
    told = answer(desk, on_day(Intent.PAYMENT, day, "99213", **entities), day)
    assert facts(told, "amount") == [worked_out(row, NATION, place)]


@pytest.mark.parametrize("modifier", ["26", "TC"])
def test_component_has_its_own_row(desk, reference_home, modifier):
    day = date(2025, 3, 1)
    question = f"SELECT {COLUMNS} FROM fees WHERE code = '77301' AND modifier = ?"
    (row,) = rows(reference_home, "mpfs-RVU25A", question, modifier)
    told = answer(desk, on_day(Intent.PAYMENT, day, "77301", modifiers=(modifier,)), day)
    assert facts(told, "nonfacility_amount") == [worked_out(row, NATION, 1)]
    assert facts(told, "work_rvu", f"77301-{modifier}") == [row[0]]


@pytest.mark.parametrize(
    ("text", "name", "column"),
    [("rvu of 27447", "work_rvu", 0), ("global days 27447", "global_days", 5), ("pc/tc indicator of 27447?", "pctc", 6)],
)
def test_field_of_the_fee_schedule(desk, reference_home, text, name, column):
    day = date(2025, 3, 1)
    (row,) = rows(reference_home, "mpfs-RVU25A", f"SELECT {COLUMNS} FROM fees WHERE code = '27447' AND modifier = ''")
    told = answer(desk, on_day(Intent.PAYMENT, day, "27447", text=text), day)
    assert facts(told, name) == [row[column]]
    assert row[column] in told.text


@pytest.mark.parametrize(
    ("release", "day"),
    [
        ("opps-addendum-b-2024-Q3", date(2024, 8, 1)),
        ("opps-addendum-b-2025-Q4", date(2025, 11, 1)),
        ("opps-addendum-b-2026-Q1", date(2026, 2, 1)),
    ],
)
@pytest.mark.parametrize("code", ["77301", "77385", "64493", "J1100", "99213"])
def test_hospital_rate_and_status(desk, reference_home, release, day, code):
    held = rows(reference_home, release, "SELECT status_indicator, apc, payment_rate FROM services WHERE code = ?", code)
    told = answer(desk, on_day(Intent.PAYMENT, day, code, setting=RateSetting.HOSPITAL), day)
    check_citations(told)
    for status, apc, rate in held:
        assert facts(told, "status_indicator") == [status]
        assert not apc or facts(told, "apc") == [apc]
        assert [Decimal(one) for one in facts(told, "rate")] == ([Decimal(rate)] if rate else [])
    if not held:
        assert not facts(told, "status_indicator")


def test_year_alone_is_its_first_day_and_no_day_the_nearest(desk):
    year = answer(desk, understood(Intent.PAYMENT, "fee for 99213 2025", "99213", years=(2025,)), desk.today)
    unnamed = answer(desk, understood(Intent.PAYMENT, "fee for 99213", "99213"), desk.today)
    assert (year.on, unnamed.on) == (date(2025, 1, 1), date(2025, 12, 31))
    assert unnamed.notices


@pytest.mark.parametrize("day", [date(1990, 1, 1), date(2023, 12, 31), date(2024, 12, 1), date(2099, 1, 1)])
def test_day_that_no_release_covers(desk, day):
    told = answer(desk, on_day(Intent.PAYMENT, day, "99213", setting=RateSetting.PHYSICIAN), day)
    assert not facts(told, "nonfacility_amount")
    assert "codewell sync mpfs" in told.text


def test_code_that_ended_has_no_amount_but_successors(desk):
    day = date(2026, 2, 1)
    told = answer(desk, on_day(Intent.PAYMENT, day, "77385"), day)
    assert told.sentences[0].text.startswith("77385 is not in force on 2026-02-01")
    assert facts(told, "replaced_by") == ["77407", "77412"]
    assert not facts(told, "amount")


def test_code_that_never_existed(desk):
    day = date(2025, 3, 1)
    assert answer(desk, on_day(Intent.PAYMENT, day, "V9999"), day).outcome is Outcome.NO_SOURCE


@pytest.mark.parametrize(("year", "factor"), [(2024, "32.7442"), (2025, "32.3465")])
def test_conversion_factor_needs_no_code(desk, year, factor):
    # CMS, PPRRVU24A and PPRRVU25A: the conversion factor of every row
    told = answer(desk, understood(Intent.PAYMENT, f"conversion factor {year}", years=(year,)), desk.today)
    assert facts(told, "conversion_factor") == [factor]


@pytest.mark.parametrize("code", ["77301", "64493", "77385"])
def test_apc_that_a_quarter_leaves_out_is_the_years(desk, reference_home, code):
    day = date(2025, 3, 1)
    question = "SELECT apc FROM services WHERE code = ?"
    assert not rows(reference_home, "opps-addendum-b-2025-Q1", question, code)[0][0]
    told = answer(desk, on_day(Intent.PAYMENT, day, code, text=f"apc of {code}", setting=RateSetting.HOSPITAL), day)
    assert facts(told, "apc") == [rows(reference_home, "opps-addendum-b-CY2025", question, code)[0][0]]
    check_citations(told)


@pytest.mark.parametrize("code", ["45378", "77301"])
def test_an_apc_of_another_year_is_told_with_its_day(desk, reference_home, code):
    day = date(2026, 5, 1)
    (held,) = rows(reference_home, "opps-addendum-b-CY2025", "SELECT apc FROM services WHERE code = ?", code)
    assert rows(reference_home, "opps-addendum-b-2026-Q2", "SELECT apc FROM services WHERE code = ?", code)[0][0] in ("", None)
    told = answer(desk, on_day(Intent.PAYMENT, day, code, text=f"apc of {code}", setting=RateSetting.HOSPITAL), day)
    assert not facts(told, "apc")
    assert f"up to 2025-12-31, puts it in APC {held[0]}" in told.text
