"""Codes for words: the best one is of the list in force, the side decides, and what is missing is asked for."""

from __future__ import annotations

from datetime import date

import pytest
from asked_of_releases import asked, desk, facts, rows, side_of

from codewell.assistant.answer import Outcome
from codewell.assistant.question import Intent

DAY = date(2026, 9, 1)


@pytest.fixture(scope="module")
def workplace(reference_home):
    return desk(reference_home)


@pytest.mark.parametrize(
    ("text", "topic", "code"),
    [
        ("ICD-10 for left knee OA", "left knee OA", "M17.12"),
        ("icd10 osteoarthritis right knee", "osteoarthritis right knee", "M17.11"),
        ("diagnosis code prostate cancer", "prostate cancer", "C61"),
        ("dx code type 2 diabetes with CKD", "type 2 diabetes with CKD", "E11.22"),
        ("icd-10-cm strep throat", "strep throat", "J02.0"),
        ("cpt code for IMRT planning", "IMRT planning", "77301"),
        ("CPT CT abdomen and pelvis with contrast", "CT abdomen and pelvis with contrast", "74177"),
    ],
)
def test_words_lead_to_their_code(workplace, reference_home, text, topic, code):
    answer = asked(workplace, Intent.FIND, text=text, topic=topic, side=side_of(topic), on=DAY)
    assert facts(answer, topic, "code") == [code]
    if "." in code:
        ((descriptor, billable),) = rows(
            reference_home,
            "icd10cm",
            "FY2026",
            "SELECT long_descriptor, billable FROM codes WHERE code = ?",
            code.replace(".", ""),
        )
        assert facts(answer, code, "descriptor") == [descriptor]
        assert facts(answer, code, "billable") == ["yes" if billable else "no"]


def test_a_side_named_outside_the_topic_counts(workplace):
    answer = asked(workplace, Intent.FIND, text="ICD-10 knee OA, left", topic="knee OA", side=side_of("left"), on=DAY)
    assert facts(answer, "left knee OA", "code") == ["M17.12"]


def test_a_missing_side_is_asked_for(workplace):
    answer = asked(workplace, Intent.FIND, text="icd 10 knee osteoarthritis", topic="knee osteoarthritis", on=DAY)
    assert "Which side?" in answer.text
    assert any("left knee osteoarthritis" in question for question in answer.next_questions)


def test_nothing_found_is_said(workplace):
    answer = asked(workplace, Intent.FIND, text="code for zzqx vvkk", topic="zzqx vvkk", on=DAY)
    assert answer.outcome is Outcome.NO_SOURCE
    assert not answer.facts


def test_a_system_that_is_not_loaded_is_said(workplace):
    answer = asked(workplace, Intent.FIND, text="ICD-10-PCS code for appendectomy", topic="appendectomy", on=DAY)
    assert answer.outcome is Outcome.NOT_LOADED


def test_a_code_that_ended_is_not_offered_first(workplace, reference_home):
    answer = asked(workplace, Intent.FIND, text="hcpcs for dexamethasone injection", topic="dexamethasone injection")
    (code,) = facts(answer, "dexamethasone injection", "code")
    assert rows(reference_home, "hcpcs", "2025-Q4", "SELECT terminated FROM codes WHERE code = ?", code) == [(None,)]
    assert code != "J1094"


def test_words_for_nothing_are_asked_back(workplace):
    assert asked(workplace, Intent.FIND, text="find a code", topic="").outcome is Outcome.UNCLEAR
