"""Answers from passages: the right section in the first three, quoted as stored, of the day; silence where none speaks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from codewell.assistant.answer import Answer, Outcome
from codewell.assistant.passage import PassageSource
from codewell.assistant.question import CodeMention, Entities, Intent, Understood
from codewell.kernel.codes import CodeSystem
from codewell.tasks.ask.answering import compliance, guideline, how_to
from codewell.tasks.ask.answering.guideline import section_named
from codewell.tasks.ask.passages import index_of, passages_of, retrieve, section_of
from codewell.tasks.ask.pieces import LONGEST, pieces
from codewell.tasks.workplace import Workplace

QUESTIONS: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "spec/assistant/guideline_questions.yaml").read_text(encoding="utf-8")
)
ANSWERS = {Intent.GUIDELINE: guideline.guideline, Intent.COMPLIANCE: compliance.compliance, Intent.HOW_TO: how_to.how_to}


@pytest.fixture(scope="module")
def workplace(reference_home: Path) -> Workplace:
    return Workplace(reference_home, lambda: datetime(2026, 3, 2, 12, tzinfo=UTC))


def asked(
    workplace: Workplace, intent: Intent, text: str, *, on: date | None = None, codes: tuple[CodeMention, ...] = ()
) -> Answer:
    understood = Understood(text, intent, Entities(codes=codes, days=(on,) if on else ()), 0.9)
    return ANSWERS[intent](workplace, understood, on or workplace.today)


def test_the_right_section_is_among_the_first_three(workplace: Workplace) -> None:
    missed = []
    for question in QUESTIONS["questions"]:
        found = retrieve(workplace, question["ask"], QUESTIONS["day"], (), (PassageSource.GUIDELINES,), 3)
        if not {section_of(one.passage) for one in found} & set(question["sections"]):
            missed.append(question["ask"])
    assert len(missed) <= 0.05 * len(QUESTIONS["questions"]), missed


def test_every_question_names_sections_that_exist(workplace: Workplace) -> None:
    known = {section_of(one) for one in index_of(workplace).passages if one.id.startswith("guidelines/FY2026/")}
    named = {section for question in QUESTIONS["questions"] for section in question["sections"]}
    assert named <= known
    assert len(QUESTIONS["questions"]) >= 120


def test_passages_have_one_id_each_and_are_short(workplace: Workplace) -> None:
    passages = list(passages_of(workplace))
    assert len({one.id for one in passages}) == len(passages)
    assert max(len(one.text) for one in passages) <= LONGEST
    assert {one.source for one in passages} >= {
        *(PassageSource.GUIDELINES, PassageSource.WRITTEN_PAGE, PassageSource.RULE, PassageSource.MEANING, PassageSource.HELP),
        PassageSource.GLOSSARY,
    }


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("What does section I.C.4.a say?", "I.C.4.a"),
        ("I.C.4.a(3)", "I.C.4.a.3"),
        ("guideline iv.h", "IV.H"),
        ("section II", "II"),
        ("Appendix I", "Appendix I"),
        ("appendix 1 please", "Appendix I"),
        ("diabetes, i.e. type 2", ""),
        ("do I code it?", ""),
    ],
)
def test_a_section_is_read_in_every_spelling(text: str, section: str) -> None:
    assert section_named(text) == section


@pytest.mark.parametrize(
    ("on", "release", "page"),
    [
        pytest.param(date(2026, 3, 2), "FY2026", "114", id="in-force"),
        pytest.param(date(2027, 1, 4), "FY2026", "114", id="after-the-last"),
    ],
)
def test_a_quoted_section_is_that_of_the_day(workplace: Workplace, on: date, release: str, page: str) -> None:
    answer = asked(workplace, Intent.GUIDELINE, "can we code probable pneumonia in the clinic", on=on)
    assert answer.outcome is Outcome.ANSWERED
    assert ("IV.H", "section", "IV.H") in {(one.subject, one.name, one.value) for one in answer.facts}
    cited = next(one for one in answer.citations if one.place == f"section IV.H, page {page}")
    assert (cited.title, cited.link) == (f"ICD-10-CM Official Guidelines {release}", f"/guidelines/IV.H?on={on}")
    assert cited.quote.startswith("Do not code diagnoses documented as “probable”")
    assert any(release in notice for notice in answer.notices) is (on.year == 2027)


def test_every_quote_stands_in_its_passage(workplace: Workplace) -> None:
    texts = {one.place: "" for one in index_of(workplace).passages}
    for one in index_of(workplace).passages:
        if one.holds_on(workplace.today):
            texts[one.place] += " ".join(one.text.split()) + " "
    for question in QUESTIONS["questions"][:25]:
        for cited in asked(workplace, Intent.GUIDELINE, question["ask"]).citations:
            assert cited.quote.removesuffix(" …") in texts[cited.place]


def test_a_section_that_does_not_exist_is_said_so(workplace: Workplace) -> None:
    answer = asked(workplace, Intent.GUIDELINE, "what does I.C.99.z say")
    assert (answer.outcome, answer.facts) == (Outcome.NO_SOURCE, ())


@pytest.mark.parametrize("text", ["Guidelines for E/M services", "em guidelines", "mdm guideline", "office visit guidelines"])
def test_guidelines_of_cpt_are_said_not_to_be_loaded(workplace: Workplace, text: str) -> None:
    answer = asked(workplace, Intent.GUIDELINE, text)
    assert "American Medical Association" in answer.sentences[0].text
    assert any(one.link.startswith("/code/cpt/99202") for one in answer.citations)
    assert any(row[0] == "99213" for table in answer.tables for row in table.rows)


@pytest.mark.parametrize("text", ["acupuncture guideline", "guideline on parking spaces", "telehealth modifier guidelines"])
def test_what_the_guidelines_do_not_say_is_not_answered(workplace: Workplace, text: str) -> None:
    assert asked(workplace, Intent.GUIDELINE, text).outcome is Outcome.NO_SOURCE


def test_a_service_code_is_answered_from_our_page(workplace: Workplace) -> None:
    code = CodeMention("99213", (CodeSystem.CPT,), 0, 5)
    answer = asked(workplace, Intent.GUIDELINE, "guidelines for 99213", codes=(code,))
    assert any("Office and other outpatient visits" in one.title for one in answer.citations)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("may a nurse document the pressure ulcer stage?", "section I.B.14"),
        ("timely filing limit", "rule dates.filed-too-late"),
    ],
)
def test_duties_are_told_from_passages(workplace: Workplace, text: str, place: str) -> None:
    answer = asked(workplace, Intent.COMPLIANCE, text)
    assert any(one.place.startswith(place) for one in answer.citations)


@pytest.mark.parametrize("text", ["who must sign the note", "how long must records be kept", "stark law", ""])
def test_duties_that_no_passage_states_are_not_told(workplace: Workplace, text: str) -> None:
    answer = asked(workplace, Intent.COMPLIANCE, text)
    assert (answer.outcome, answer.facts) == (Outcome.NO_SOURCE, ())


@pytest.mark.parametrize(
    ("text", "link", "command"),
    [
        ("how do I import a fee schedule", "/releases", "codewell import SOURCE FILE"),
        ("keyboard shortcuts", "/keys", ""),
        ("do you keep my notes", "/redact", ""),
        ("how do i update the codes", "/releases", "codewell sync SOURCE"),
        ("where are my files stored", "/releases", "codewell --home DIR"),
        ("how to check a claim", "/claims", "codewell claim check FILE"),
        ("add a user", "/admin", "codewell account add EMAIL --role ROLE"),
        ("what is loaded?", "/releases", "codewell releases"),
    ],
)
def test_the_app_explains_itself(workplace: Workplace, text: str, link: str, command: str) -> None:
    answer = asked(workplace, Intent.HOW_TO, text)
    assert answer.citations[0].link == link
    assert command in ("", answer.facts[0].value)


def test_what_is_loaded_is_told_with_its_days(workplace: Workplace) -> None:
    answer = asked(workplace, Intent.HOW_TO, "which releases are loaded")
    assert ("icd10cm", "FY2026", "2025-10-01 to 2026-09-30") in answer.tables[0].rows


@pytest.mark.parametrize("text", ["a" * 4000, "First. " * 900, "One.\n\nTwo.", ""])
def test_pieces_lose_nothing_and_stay_short(text: str) -> None:
    cut = pieces(text)
    assert "".join("".join(cut).split()) == "".join(text.split())
    assert all(0 < len(one) <= LONGEST for one in cut)


def test_a_written_passage_opens_its_section_of_the_codes_page(workplace: Workplace) -> None:
    links = {one.link for one in index_of(workplace).passages if one.publication.startswith("Office and other outpatient")}
    assert {"/code/cpt/99202#words", "/code/cpt/99202#coding-notes", "/code/cpt/99202#post-procedure"} <= links
