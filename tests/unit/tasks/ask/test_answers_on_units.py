"""Answers on medically unlikely edits; expected values are read from the release files by SQL, or from CMS's file as noted."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from asked_made import check_citations, facts, on_day, rows, understood

from codewell.assistant.answer import Outcome
from codewell.assistant.question import Intent, RateSetting
from codewell.tasks.ask.answering.mue import answer
from codewell.tasks.workplace import Workplace

QUARTER = date(2024, 8, 1)
TABLES = {
    RateSetting.PHYSICIAN: "ncci-mue-practitioner-2024-Q3",
    RateSetting.HOSPITAL: "ncci-mue-outpatient-2024-Q3",
    RateSetting.SUPPLIER: "ncci-mue-dme-2024-Q3",
}


@pytest.fixture(scope="module")
def desk(reference_home):
    return Workplace(reference_home, lambda: datetime(2026, 11, 30, 12, tzinfo=UTC))


@pytest.mark.parametrize("setting", TABLES)
@pytest.mark.parametrize("code", ["J1100", "96372", "99213", "77385", "77300", "A4253", "64493", "J9035"])
def test_limit_of_a_setting_is_the_row_of_its_table(desk, reference_home, setting, code):
    row = rows(reference_home, TABLES[setting], "SELECT mue_value, mai, rationale FROM limits WHERE code = ?", code)
    told = answer(desk, on_day(Intent.MUE, QUARTER, code, setting=setting), QUARTER)
    check_citations(told)
    if not row:
        assert (told.outcome, told.facts) == (Outcome.NOT_LOADED, ())
        assert "excerpt" in told.text or "part of" in told.text
        return
    value, mai, rationale = row[0]
    assert facts(told, "mue_value") == [str(value)]
    assert facts(told, "mai") == [str(mai)]
    assert facts(told, "rationale") == [rationale]
    assert told.citations[0].title == TABLES[setting].replace("-2024-Q3", " 2024-Q3")


def test_without_a_setting_all_tables_are_shown(desk):
    told = answer(desk, on_day(Intent.MUE, QUARTER, "J1100"), QUARTER)
    # CMS, MUE tables of July 2024: practitioner 120, hospital 120, DME supplier 0, MAI 3 each
    assert [row[1:4] for row in told.tables[0].rows] == [
        ("practitioner", "120", "3"),
        ("outpatient hospital", "120", "3"),
        ("DME supplier", "0", "3"),
    ]
    assert "not payable" in told.text


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        pytest.param(date(2024, 6, 30), Outcome.NOT_LOADED, id="day-before-the-quarter"),
        pytest.param(date(2024, 7, 1), Outcome.ANSWERED, id="first-day"),
        pytest.param(date(2024, 9, 30), Outcome.ANSWERED, id="last-day"),
        pytest.param(date(2024, 10, 1), Outcome.NOT_LOADED, id="day-after"),
        pytest.param(date(1990, 1, 1), Outcome.NOT_LOADED, id="long-before"),
        pytest.param(date(2099, 1, 1), Outcome.NOT_LOADED, id="long-after"),
    ],
)
def test_named_day_is_never_moved(desk, day, outcome):
    told = answer(desk, on_day(Intent.MUE, day, "J1100", setting=RateSetting.PHYSICIAN), day)
    assert (told.outcome, told.on) == (outcome, day)
    if outcome is Outcome.NOT_LOADED:
        assert "codewell sync ncci-mue-practitioner" in told.text
        assert not told.facts


def test_question_without_a_day_is_answered_from_the_nearest_release_and_says_so(desk):
    told = answer(desk, understood(Intent.MUE, "MUE of J1100 in a hospital?", "J1100", setting=RateSetting.HOSPITAL), desk.today)
    assert (told.on, facts(told, "mue_value")) == (date(2024, 9, 30), ["120"])
    assert "2026-11-30" in told.notices[0]


def test_year_alone_is_answered_within_the_year_or_not_at_all(desk):
    of_2024 = answer(desk, understood(Intent.MUE, "mue 99213 2024", "99213", years=(2024,)), date(2024, 1, 1))
    of_2025 = answer(desk, understood(Intent.MUE, "mue 99213 2025", "99213", years=(2025,)), date(2025, 1, 1))
    assert (of_2024.outcome, of_2024.on) == (Outcome.ANSWERED, date(2024, 7, 1))
    assert of_2025.outcome is Outcome.NOT_LOADED


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("can I bill 3 units of 77385", "3 units of 77385 on a day exceed the practitioner limit of 1"),
        ("is 1 unit of 77385 ok", "1 unit of 77385 on a day stay within the practitioner limit of 1"),
    ],
)
def test_units_of_the_question_are_compared(desk, text, words):
    told = answer(desk, on_day(Intent.MUE, QUARTER, "77385", text=text, setting=RateSetting.PHYSICIAN), QUARTER)
    assert words in told.text


def test_code_that_ended_is_said_first(desk):
    told = answer(desk, understood(Intent.MUE, "mue of 77385", "77385"), desk.today)
    assert told.sentences[0].text.startswith("77385 is not in force on 2026-11-30: its last day was 2025-12-31.")


def test_code_that_never_existed_has_no_limit(desk):
    told = answer(desk, on_day(Intent.MUE, QUARTER, "V9999"), QUARTER)
    assert (told.outcome, told.facts) == (Outcome.NO_SOURCE, ())


@pytest.mark.parametrize("codes", [(), ("E11.22",)])
def test_without_a_procedure_code_one_is_asked_for(desk, codes):
    assert answer(desk, on_day(Intent.MUE, QUARTER, *codes), QUARTER).outcome is Outcome.UNCLEAR
