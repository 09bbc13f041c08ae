"""Answers on pairs and add-ons; expected values are read from the release files by SQL, or from CMS's file as noted."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from asked_made import check_citations, facts, on_day, rows, understood

from codewell.assistant.answer import Outcome
from codewell.assistant.question import Intent, RateSetting
from codewell.tasks.ask.answering import add_on, ptp
from codewell.tasks.workplace import Workplace

QUARTER = date(2024, 8, 2)
TABLES = {RateSetting.PHYSICIAN: "ncci-ptp-practitioner-2024-Q3", RateSetting.HOSPITAL: "ncci-ptp-outpatient-2024-Q3"}
LIVE = "modifier_indicator <> 9 AND (effective IS NULL OR effective <= ?3) AND (deleted IS NULL OR deleted >= ?3)"


@pytest.fixture(scope="module")
def desk(reference_home):
    return Workplace(reference_home, lambda: datetime(2026, 11, 30, 12, tzinfo=UTC))


@pytest.mark.parametrize("setting", TABLES)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("77385", "77387"),
        ("77301", "77280"),
        ("77280", "77301"),
        ("99213", "11055"),
        ("99213", "36591"),
        ("77385", "77401"),
        ("77338", "77334"),
        ("96372", "99213"),
        ("77385", "G6003"),
        ("J1100", "99213"),
    ],
)
def test_pair_is_the_row_of_its_table(desk, reference_home, setting, one, other):
    question = f"SELECT column_1, column_2, modifier_indicator FROM edits WHERE column_1 = ?1 AND column_2 = ?2 AND {LIVE}"
    held = [
        row
        for pair in ((one, other), (other, one))
        for row in rows(reference_home, TABLES[setting], question, *pair, "2024-08-02")
    ]
    told = ptp.answer(desk, on_day(Intent.PTP, QUARTER, one, other, setting=setting), QUARTER)
    check_citations(told)
    published = {one.id for one in told.citations if one.title.startswith("ncci-ptp")}
    stated = {(f.name, f.value) for f in told.facts if f.citation in published}
    for column_1, column_2, indicator in held:
        assert {("column_1", column_1), ("column_2", column_2), ("modifier_indicator", str(indicator))} <= stated
        assert told.outcome is Outcome.ANSWERED
    if not held and not stated:
        assert "proves nothing" in told.text


def test_no_setting_asks_both_tables(desk):
    told = ptp.answer(desk, on_day(Intent.PTP, QUARTER, "77385", "77387"), QUARTER)
    # CMS, PTP edits of July 2024: hospital table 77385/77387, indicator 0; none among the practitioner rows at hand
    assert [row[:4] for row in told.tables[0].rows] == [("outpatient hospital", "77385", "77387", "0")]
    assert "no modifier releases the pair" in told.text
    assert "absence proves nothing" in told.text
    assert told.citations[0].link == "/ptp?codes=77385+77387&on=2024-08-02&setting=outpatient#pair-77385-77387"


@pytest.mark.parametrize(
    ("day", "answered"),
    [
        pytest.param(date(2024, 6, 30), False, id="day-before-the-quarter"),
        pytest.param(date(2024, 7, 1), True, id="first-day"),
        pytest.param(date(2024, 9, 30), True, id="last-day"),
        pytest.param(date(2024, 10, 1), False, id="day-after"),
    ],
)
def test_named_day_is_never_moved(desk, day, answered):
    told = ptp.answer(desk, on_day(Intent.PTP, day, "11055", "99213", setting=RateSetting.PHYSICIAN), day)
    assert (told.outcome is Outcome.ANSWERED, told.on) == (answered, day)
    assert answered or "codewell sync ncci-ptp-practitioner" in told.text


def test_code_that_ended_is_said_first_with_what_took_its_place(desk):
    day = date(2026, 2, 1)
    told = ptp.answer(desk, on_day(Intent.PTP, day, "77385", "77387"), day)
    assert told.sentences[0].text.startswith("77385 is not in force on 2026-02-01: its last day was 2025-12-31.")
    assert facts(told, "replaced_by", "77385") == ["77407", "77412"]
    assert facts(told, "last_day", "77385") == ["2025-12-31"]


@pytest.mark.parametrize(
    ("day", "rule", "bundled"),
    [
        pytest.param(date(2025, 12, 31), "rt.guidance.technical-in-imrt", False, id="last-day-of-the-old-codes"),
        pytest.param(date(2026, 1, 1), "rt.guidance.technical-bundled", True, id="first-day-of-the-new-codes"),
    ],
)
def test_dated_rule_of_radiation_oncology_is_cited(desk, day, rule, bundled):
    told = ptp.answer(desk, on_day(Intent.PTP, day, "77385", "77387"), day)
    assert f"rule {rule}" in {one.place for one in told.citations}
    assert ("technical part of 77387 is bundled" in told.text) is bundled


def test_stated_pair_answers_where_no_release_is_loaded(desk):
    day = date(2026, 3, 1)
    told = ptp.answer(desk, on_day(Intent.PTP, day, "77301", "77280"), day)
    assert told.outcome is Outcome.ANSWERED
    assert facts(told, "modifier_indicator", "77301+77280") == ["0"]


def test_partners_of_one_code_are_counted(desk, reference_home):
    told = ptp.answer(desk, on_day(Intent.PTP, QUARTER, "77385"), QUARTER)
    question = f"SELECT COUNT(*) FROM edits WHERE (column_1 = ?1 OR column_2 = ?2) AND {LIVE}"
    counted = sum(rows(reference_home, table, question, "77385", "77385", "2024-08-02")[0][0] for table in TABLES.values())
    assert f"hold {counted} edits with 77385" in told.text


def test_pair_with_a_code_that_never_existed(desk):
    told = ptp.answer(desk, on_day(Intent.PTP, QUARTER, "99213", "V9999"), QUARTER)
    assert (told.outcome, told.facts) == (Outcome.NO_SOURCE, ())


@pytest.mark.parametrize("code", ["22853", "11103", "17003", "64494", "29826", "90833"])
def test_primary_codes_of_an_add_on(desk, reference_home, code):
    question = "SELECT primary_code, type FROM addons WHERE addon_code = ? AND primary_code <> 'CCCCC' ORDER BY 1"
    held = rows(reference_home, "ncci-addon-2024-Q3", question, code)
    told = add_on.answer(desk, on_day(Intent.ADD_ON, QUARTER, code), QUARTER)
    check_citations(told)
    assert facts(told, "add_on_of", code) == [primary for primary, _ in held]
    assert held


@pytest.mark.parametrize("code", ["99213", "64493", "22551"])
def test_add_ons_of_a_primary_code(desk, reference_home, code):
    question = "SELECT addon_code FROM addons WHERE primary_code = ? ORDER BY 1"
    held = [row[0] for row in rows(reference_home, "ncci-addon-2024-Q3", question, code)]
    assert facts(add_on.answer(desk, on_day(Intent.ADD_ON, QUARTER, code), QUARTER), "has_add_on", code) == held


def test_global_days_tell_an_add_on_where_the_table_is_not_loaded(desk):
    day = date(2025, 2, 1)
    told = add_on.answer(desk, on_day(Intent.ADD_ON, day, "77293"), day)
    # CMS, RVU25A: 77293 has global days ZZZ
    assert facts(told, "global_days") == ["ZZZ"]
    assert "codewell import ncci-addon FILE" in told.text


def test_question_without_a_day_moves_into_the_loaded_quarter(desk):
    told = add_on.answer(desk, understood(Intent.ADD_ON, "primary codes of 22853", "22853"), desk.today)
    assert told.on == date(2024, 9, 30)
    assert told.notices
