"""What a code means: the answer's facts against the releases' own rows."""

from __future__ import annotations

import random
from datetime import date

import pytest
from asked_of_releases import asked, desk, facts, rows

from codewell.assistant.answer import Outcome
from codewell.assistant.question import Intent

IN_FY2026 = date(2026, 9, 1)
IN_2025_Q4 = date(2025, 11, 3)


@pytest.fixture(scope="module")
def workplace(reference_home):
    return desk(reference_home)


def _random_diagnoses(home) -> list[tuple]:
    listed = rows(home, "icd10cm", "FY2026", "SELECT code, billable, long_descriptor FROM codes ORDER BY code")
    return random.Random(8).sample(listed, 10)


def _random_supplies(home) -> list[tuple]:
    query = "SELECT code, long_descriptor, coverage, pricing FROM codes WHERE terminated IS NULL ORDER BY code"
    return random.Random(9).sample(rows(home, "hcpcs", "2025-Q4", query), 10)


def test_random_diagnoses_are_told_as_listed(workplace, reference_home):
    for code, billable, descriptor in _random_diagnoses(reference_home):
        shown = f"{code[:3]}.{code[3:]}" if len(code) > 3 else code
        answer = asked(workplace, Intent.MEANING, shown, on=IN_FY2026)
        assert facts(answer, shown, "descriptor") == [descriptor]
        assert facts(answer, shown, "billable") == ["yes" if billable else "no"]
        assert facts(answer, shown, "standing") == ["in_force"]
        assert answer.on == IN_FY2026
        assert descriptor in answer.text


def test_random_supplies_are_told_as_listed(workplace, reference_home):
    for code, descriptor, coverage, pricing in _random_supplies(reference_home):
        answer = asked(workplace, Intent.MEANING, code, on=IN_2025_Q4)
        assert facts(answer, code, "descriptor") == [descriptor]
        assert facts(answer, code, "hcpcs_coverage") == ([coverage] if coverage else [])
        assert facts(answer, code, "pricing") == ([pricing] if pricing else [])
        listed = rows(reference_home, "opps-addendum-b", "2025-Q4", "SELECT status_indicator FROM services WHERE code = ?", code)
        assert facts(answer, code, "status_indicator") == [row[0] for row in listed]


@pytest.mark.parametrize("code", ["E11.22", "C61", "S72.001A"])
def test_named_diagnoses(workplace, reference_home, code):
    stored = code.replace(".", "")
    ((descriptor, short),) = rows(
        reference_home, "icd10cm", "FY2026", "SELECT long_descriptor, short_descriptor FROM codes WHERE code = ?", stored
    )
    answer = asked(workplace, Intent.MEANING, code, on=IN_FY2026)
    assert facts(answer, code, "descriptor") == [descriptor]
    assert facts(answer, code, "short_descriptor") == ([short] if short != descriptor else [])
    assert facts(answer, code, "billable") == ["yes"]


@pytest.mark.parametrize("code", ["77385", "77386", "77407", "99213", "G6015"])
def test_codes_of_the_starter_pack(workplace, reference_home, code):
    ((label, first, last),) = rows(
        reference_home,
        "starter-pack",
        "2026-11-23",
        "SELECT label, period_first_day, period_last_day FROM codes WHERE code = ? ORDER BY period_first_day DESC LIMIT 1",
        code,
    )
    answer = asked(workplace, Intent.MEANING, code)
    assert facts(answer, code, "label") == ([] if code.startswith("G") else [label])
    assert facts(answer, code, "last_day") == ([last] if last else [])
    assert facts(answer, code, "standing") == (["no_longer_in_force"] if last else ["in_force"])
    if code in ("77385", "77386"):
        assert facts(answer, code, "first_day") == [first]


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2014, 12, 31), "not_yet_in_force"),
        (date(2015, 1, 1), "in_force"),
        (date(2025, 12, 31), "in_force"),
        (date(2026, 1, 1), "no_longer_in_force"),
    ],
)
def test_standing_follows_the_day(workplace, day, standing):
    answer = asked(workplace, Intent.MEANING, "77385", on=day)
    assert facts(answer, "77385", "standing") == [standing]
    assert all(fact.on in (None, day) for fact in answer.facts if fact.name == "standing")


def test_no_ama_text_without_a_licence(workplace):
    answer = asked(workplace, Intent.MEANING, "99213")
    assert facts(answer, "99213", "descriptor") == []
    assert any("AMA" in notice for notice in answer.notices)


def test_a_header_lists_what_stands_below(workplace, reference_home):
    answer = asked(workplace, Intent.MEANING, "S72.001", on=IN_FY2026)
    assert facts(answer, "S72.001", "billable") == ["no"]
    below = rows(reference_home, "icd10cm", "FY2026", "SELECT COUNT(*) FROM codes WHERE parent = 'S72001'")
    assert f"{below[0][0]} entries" in answer.text


@pytest.mark.parametrize(("code", "day"), [("C61", date(2099, 1, 1)), ("J1100", date(2099, 1, 1))])
def test_a_day_that_nothing_covers_is_not_loaded(workplace, code, day):
    answer = asked(workplace, Intent.MEANING, code, on=day)
    assert answer.outcome is Outcome.NOT_LOADED
    assert not facts(answer, code, "standing")
    assert not facts(answer, code, "billable")


def test_before_icd10cm_nothing_was_in_force(workplace):
    answer = asked(workplace, Intent.MEANING, "C61", on=date(1990, 1, 1))
    assert facts(answer, "C61", "standing") == ["not_yet_in_force"]


@pytest.mark.parametrize("code", ["Z99.Z9", "E11.99"])
def test_a_code_that_never_existed_gives_suggestions(workplace, code):
    answer = asked(workplace, Intent.MEANING, code)
    assert answer.outcome is Outcome.NO_SOURCE
    assert not answer.facts
    assert answer.next_questions


def test_every_sentence_of_a_fact_is_cited(workplace):
    for code in ("99213", "E11.22", "J1100", "77385"):
        answer = asked(workplace, Intent.MEANING, code)
        assert all(sentence.citations for sentence in answer.sentences)
        assert all(citation.link for citation in answer.citations)


def test_what_the_question_names_is_told_in_a_sentence(workplace):
    answer = asked(workplace, Intent.MEANING, "E11.22", on=IN_FY2026, text="excludes1 notes of E11.22")
    assert "Excludes1: diabetes mellitus due to underlying condition (E08.-)" in answer.text
    answer = asked(workplace, Intent.MEANING, "C61", on=IN_FY2026, text="is C61 POA exempt?")
    assert "Present on admission: not exempt" in answer.text
    answer = asked(workplace, Intent.CROSSWALK, "E11.22", on=IN_FY2026, text="does E11.22 have an HCC")
    assert facts(answer, "E11.22", "hcc_category") == ["HCC 37"]
