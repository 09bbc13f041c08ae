"""Codes for a case: the day decides, denied and family conditions are not proposed, nothing is left unsaid."""

from __future__ import annotations

import json
import statistics
from datetime import UTC, date, datetime

import pytest

from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.search.service_words import service_terms
from codewell.tasks.case.candidate import Answers
from codewell.tasks.case.services import code_of
from codewell.tasks.find_codes_for_case import LONGEST_CASE, CaseAnswer, CaseRequest, find_codes_for_case
from codewell.tasks.wire import to_wire
from codewell.tasks.workplace import Workplace

BREAST = "58-year-old woman, left breast cancer after lumpectomy, adjuvant IMRT with 25 fractions, uses letrozole."


@pytest.fixture(scope="module")
def desk(reference_home) -> Workplace:
    return Workplace(reference_home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC))


def asked(desk: Workplace, text: str, day: str = "2026-06-02") -> CaseAnswer:
    return find_codes_for_case(desk, CaseRequest(ClinicalText(text), date.fromisoformat(day)))


def codes(answer: CaseAnswer, answers: Answers) -> list[str]:
    return [str(one.code) for one in answer.group(answers).candidates]


@pytest.mark.parametrize(
    ("day", "first", "absent"),
    [
        pytest.param("2025-06-02", "77385", "", id="before-2026"),
        pytest.param("2025-12-31", "77385", "", id="last-day"),
        pytest.param("2026-01-01", "77407", "77385", id="day-after"),
        pytest.param("2026-06-02", "77407", "77385", id="in-2026"),
    ],
)
def test_the_day_decides_which_delivery_code_holds(desk, day, first, absent):
    found = codes(asked(desk, BREAST, day), Answers.SERVICES)
    assert found[0] == first
    assert absent not in found


def test_a_case_is_answered_in_every_group(desk):
    answer = asked(desk, BREAST)
    assert [group.answers for group in answer.groups] == list(Answers)
    assert codes(answer, Answers.DIAGNOSES)[0] == "C50.912"
    assert "Z79.811" in codes(answer, Answers.DIAGNOSES)
    assert "not loaded" in answer.group(Answers.INPATIENT_PROCEDURES).notice
    assert answer.group(Answers.DRUGS).notice
    assert "19301" not in codes(answer, Answers.SERVICES)[:1]


def test_evidence_points_into_the_case(desk):
    answer = asked(desk, "Injected 40 mg triamcinolone into the left knee for osteoarthritis.", "2025-11-03")
    drug = answer.group(Answers.DRUGS).candidates[0]
    text = "Injected 40 mg triamcinolone into the left knee for osteoarthritis."
    assert (str(drug.code), drug.units.units if drug.units else 0) == ("J3301", 4)
    assert [text[span.start : span.end] for span in drug.evidence] == ["40 mg", "triamcinolone"]
    assert "40 mg ÷ 10 mg = 4 units" in drug.why
    assert codes(answer, Answers.SERVICES)[0] == "20610"
    assert [one.value for one in answer.modifiers] == ["LT"]


def test_denied_and_family_conditions_are_set_aside_not_proposed(desk):
    answer = asked(desk, "Patient denies chest pain. No diabetes. Mother had breast cancer. Has a cough.")
    proposed = codes(answer, Answers.DIAGNOSES)
    assert not [code for code in proposed if code.startswith(("R07", "E11", "C50"))]
    assert proposed[0].startswith("R05")
    assert {"R07.9", "E11.9"} <= {str(one.code) for one in answer.aside}


def test_words_that_nothing_answers_are_said(desk):
    text = "Cough and frobnication."
    answer = asked(desk, text)
    assert [text[span.start : span.end] for span in answer.not_understood] == ["frobnication"]


def test_nothing_understood_is_no_silence(desk):
    text = "flibbertigibbet"
    answer = asked(desk, text)
    assert answer.not_understood
    assert all(group.notice for group in answer.groups if not group.candidates)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("Seen in the office for 19 minutes, established patient, gout.", "99212", id="minute-before"),
        pytest.param("Seen in the office for 20 minutes, established patient, gout.", "99213", id="first-minute"),
        pytest.param("Seen in the office for 29 minutes, established patient, gout.", "99213", id="last-minute"),
        pytest.param("Seen in clinic for 30 minutes, established patient, gout.", "99214", id="minute-after"),
        pytest.param("New patient, office, 45 minutes, gout.", "99204", id="new-patient"),
    ],
)
def test_the_time_of_a_visit_chooses_its_code(desk, text, first):
    assert codes(asked(desk, text), Answers.SERVICES)[0] == first


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Office visit, established patient, moderate complexity. Knee injection the same day.", "25"),
        ("Trigger finger release, right ring finger.", "F8"),
        ("Screening colonoscopy; polyp removed by snare.", "PT"),
        ("Knee injection on both knees.", "50"),
        ("ECG, interpretation only.", "26"),
        ("Second lesion excised at a separate site, punch biopsy.", "59"),
        ("Chest x-ray two views repeated the same day by the same physician.", "76"),
    ],
)
def test_words_suggest_modifiers(desk, text, wanted):
    assert wanted in [one.value for one in asked(desk, text).modifiers]


@pytest.mark.parametrize(
    ("request_", "slug"),
    [
        (CaseRequest(ClinicalText(" ")), "input.empty-case"),
        (CaseRequest(ClinicalText("x" * (LONGEST_CASE + 1))), "input.case-too-long"),
        (CaseRequest(ClinicalText("cough"), limit=0), "input.limit"),
    ],
)
def test_a_case_that_is_none_is_refused_without_being_quoted(desk, request_, slug):
    with pytest.raises(InputError) as refused:
        find_codes_for_case(desk, request_)
    assert refused.value.slug == slug
    assert "xxx" not in str(refused.value)


def test_the_answer_holds_no_text_of_the_case(desk):
    told = json.dumps(to_wire(asked(desk, "Zebulon Quartermain has a cough and frobnication.")))
    assert "Zebulon" not in told
    assert "frobnication" not in told


def test_every_listed_service_names_a_known_code(desk):
    for term in service_terms():
        for value in term.codes:
            assert desk.book.standing(code_of(value), on=date(2025, 11, 3)).display, (term.phrase, value)


def test_scores_are_shares(desk):
    scores = [one.score for group in asked(desk, BREAST).groups for one in group.candidates]
    assert all(0 <= score <= 1 for score in scores)
    assert statistics.fmean(scores) > 0.3
