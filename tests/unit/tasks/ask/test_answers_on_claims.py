"""Answers on modifiers, claims and notes; expected values are read from the release files by SQL or reasoned from the rules."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from asked_made import check_citations, facts, on_day, rows, understood

from codewell.assistant.answer import Outcome
from codewell.assistant.question import Intent, RateSetting
from codewell.tasks.ask.answering import claim_check, modifier, note_coding
from codewell.tasks.workplace import Workplace

SPRING = date(2025, 3, 1)
QUARTER = date(2024, 8, 2)


@pytest.fixture(scope="module")
def desk(reference_home):
    return Workplace(reference_home, lambda: datetime(2026, 11, 30, 12, tzinfo=UTC))


@pytest.mark.parametrize("code", ["77301", "77385", "27447", "99213", "64493"])
def test_indicators_of_a_code(desk, reference_home, code):
    columns = "pctc, bilateral, multiple_procedure, assistant, co_surgeon, team, global_days"
    (row,) = rows(reference_home, "mpfs-RVU25A", f"SELECT {columns} FROM fees WHERE code = ? AND modifier = ''", code)
    told = modifier.answer(desk, on_day(Intent.MODIFIER, SPRING, code), SPRING)
    check_citations(told)
    assert [facts(told, name, code)[0] for name in columns.split(", ")] == list(row)
    assert ("26" in facts(told, "modifier", code)) is (row[0] == "1")
    assert ("50" in facts(told, "modifier", code)) is (row[1] in ("1", "3"))


@pytest.mark.parametrize(
    ("code", "asked", "applies"),
    [
        ("77301", "26", "yes"),
        ("77301", "TC", "yes"),
        ("77385", "26", "no"),
        ("77385", "TC", "no"),
        ("27447", "50", "yes"),
        ("99213", "50", "no"),
    ],
)
def test_modifier_on_a_code(desk, code, asked, applies):
    # CMS, PPRRVU25A: PC/TC 77301 1, 77385 3; bilateral 27447 1, 99213 0
    told = modifier.answer(desk, on_day(Intent.MODIFIER, SPRING, code, modifiers=(asked,)), SPRING)
    assert facts(told, "applies", f"{code}-{asked}") == [applies]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("modifier for two lesions", "XS"),
        ("what modifier for 2 lesions removed", "59"),
        ("modifier for bilateral", "50"),
        ("which modifier when both knees are done", "50"),
        ("modifier for assistant surgeon", "80"),
        ("modifier for staged procedure", "58"),
        ("modifier unplanned return to the operating room", "78"),
        ("same test repeated by another doctor modifier", "77"),
        ("modifier for drug wastage", "JW"),
        ("professional component modifier", "26"),
        ("modifier for co-surgeons", "62"),
        ("modifier decision for surgery", "57"),
        ("visit and minor procedure on the same day", "25"),
        ("discontinued procedure modifier", "53"),
    ],
)
def test_rule_is_found_by_its_words(desk, text, wanted):
    told = modifier.answer(desk, understood(Intent.MODIFIER, text), desk.today)
    check_citations(told)
    assert told.outcome is Outcome.ANSWERED
    assert wanted in facts(told, "modifier")


def test_two_modifiers_are_told_apart(desk):
    told = modifier.answer(desk, understood(Intent.MODIFIER, "when to use 25 vs 57", modifiers=("25", "57")), desk.today)
    assert {fact.subject for fact in told.facts if fact.name == "meaning"} == {"25", "57"}
    assert "90 global days" in told.text
    assert "0 or 10 global days" in told.text


@pytest.mark.parametrize("asked", ["LT", "XS", "KX", "GA"])
def test_hcpcs_modifier_is_the_row_of_its_list(desk, reference_home, asked):
    (row,) = rows(reference_home, "hcpcs-modifiers-2025-Q4", "SELECT long_descriptor FROM modifiers WHERE modifier = ?", asked)
    told = modifier.answer(desk, understood(Intent.MODIFIER, f"what is modifier {asked}", modifiers=(asked,)), desk.today)
    assert facts(told, "meaning", asked) == [row[0]]


def test_modifier_that_nobody_published(desk):
    told = modifier.answer(desk, understood(Intent.MODIFIER, "modifier ZZ", modifiers=("ZZ",)), desk.today)
    assert (told.outcome, told.facts) == (Outcome.NO_SOURCE, ())


def test_pair_without_modifier_fails_and_with_it_is_released(desk):
    # CMS, PTP edits of July 2024, practitioner: 11055/99213, indicator 1
    bare = on_day(Intent.CLAIM_CHECK, QUARTER, "99213", "11055", "E11.9", text="check 99213 with 11055 and E11.9 on 2024-08-02")
    with_25 = on_day(Intent.CLAIM_CHECK, QUARTER, "99213", "11055", "E11.9", text="check 99213-25 with 11055, E11.9, 2024-08-02")
    denied, released = claim_check.answer(desk, bare, QUARTER), claim_check.answer(desk, with_25, QUARTER)
    check_citations(denied)
    assert "ptp.column-two-not-payable" in facts(denied, "fail")
    assert "ptp.column-two-not-payable" not in facts(released, "fail")
    assert "ptp.column-two-not-payable" in facts(released, "bypassed")


@pytest.mark.parametrize(("text", "fires"), [("77385 x 3", True), ("77385 x 2", False), ("77385", False)])
def test_units_beyond_the_limit_fail(desk, text, fires):
    # CMS, MUE table of July 2024, hospital: 77385 2 units, MAI 3
    asked = on_day(Intent.CLAIM_CHECK, QUARTER, "77385", text=f"is {text} ok", setting=RateSetting.HOSPITAL)
    told = claim_check.answer(desk, asked, QUARTER)
    assert any(edit.startswith("mue.") for edit in facts(told, "fail")) is fires


@pytest.mark.parametrize(("day", "fires"), [(date(2025, 12, 31), False), (date(2026, 1, 1), True)])
def test_code_that_ended_fails_from_the_day_after(desk, day, fires):
    told = claim_check.answer(desk, on_day(Intent.CLAIM_CHECK, day, "77385", "C61", text="77385 with C61"), day)
    assert any(edit.startswith("procedure.") for edit in facts(told, "fail")) is fires


def test_what_a_question_does_not_state_is_no_finding(desk):
    text = "is 99213 with E11.22 and 96372 on 2025-03-01 ok?"
    told = claim_check.answer(desk, on_day(Intent.CLAIM_CHECK, SPRING, "99213", "E11.22", "96372", text=text), SPRING)
    assert not {"places.missing", "units.charge-missing"} & set(facts(told, "fail"))
    assert "not loaded" in " ".join(told.notices)


def test_claim_without_codes_is_asked_back(desk):
    assert claim_check.answer(desk, on_day(Intent.CLAIM_CHECK, SPRING, text="check my claim"), SPRING).outcome is Outcome.UNCLEAR


def test_note_is_coded_with_the_words_that_support_it(desk):
    note = "code this note: Type 2 diabetes with diabetic chronic kidney disease stage 3b. Hypertension. No chest pain."
    told = note_coding.answer(desk, understood(Intent.NOTE_CODING, note), desk.today)
    check_citations(told)
    # ICD-10-CM index: diabetes, type 2, with, chronic kidney disease; guideline I.C.9.a.2
    assert {"E11.22", "N18.32", "I12.9"} <= set(facts(told, "code"))
    assert "R07.9" not in facts(told, "code")


@pytest.mark.parametrize("text", ["code this note", "code a note please", "Code this note:"])
def test_without_a_note_one_is_asked_for(desk, text):
    told = note_coding.answer(desk, understood(Intent.NOTE_CODING, text), desk.today)
    assert (told.outcome, told.citations[0].link) == (Outcome.UNCLEAR, "/code-note")
