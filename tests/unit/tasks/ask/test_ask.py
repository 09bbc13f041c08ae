"""Identifiers leave a question, codes and days of service stay; errors become answers."""

from __future__ import annotations

from datetime import date

import pytest
from asked_of_releases import desk

from codewell.assistant.answer import Outcome, SourceKind
from codewell.assistant.question import Entities, Intent, Understood
from codewell.kernel.errors import NotLoadedError
from codewell.tasks.ask.ask import REDACTED, ask
from codewell.tasks.ask.conversation import AskRequest
from codewell.tasks.ask.redacting import question_redacted


@pytest.mark.parametrize(
    "text",
    [
        "What is CPT code 99213?",
        "MUE of J1100 in a hospital on 3/4/2024?",
        "can 77385 and 77387 be billed together on 2025-06-01",
        "icd-10 for left knee OA",
        "payment for 99213 in Manhattan",
        "Does Medicare cover IMRT for breast in Florida?",
        "jan 5 2026 99214 miami",
        "E1122 vs E11.21 on October 1, 2025",
        "keytruda dosage code J9271",
        "codigo E11.9",
        "apc group of 92567?",
    ],
)
def test_codes_drugs_and_days_of_service_stay(text):
    assert question_redacted(text) == (text, False)


@pytest.mark.parametrize(
    ("text", "gone", "stays"),
    [
        ("Patient John Smith DOB 01/02/1950, what is E11.22?", ("John", "Smith", "1950"), ("E11.22",)),
        ("MRN 1234567: can 77385 be billed on 2025-06-01?", ("1234567",), ("77385", "2025-06-01")),
        ("Mrs. Miller of Boston had J1100 on 3/4/2024", ("Miller",), ("J1100", "3/4/2024")),
        ("email john.doe@example.com about C61", ("john.doe@example.com",), ("C61",)),
        ("SSN 123-45-6789 code for knee OA", ("123-45-6789",), ("knee OA",)),
    ],
)
def test_identifiers_go(text, gone, stays):
    redacted, taken = question_redacted(text)
    assert taken
    assert not [one for one in gone if one in redacted]
    assert all(one in redacted for one in stays)


def test_what_was_taken_out_is_never_seen_and_said(reference_home):
    seen = []

    def understands(text, before):
        seen.append(text)
        return (Understood(text, Intent.UNCLEAR, Entities(), 0.1),)

    asked = ask(desk(reference_home), AskRequest("John Smith, SSN 123-45-6789, what is C61?"), understands=understands)
    assert asked.redacted
    assert "Smith" not in seen[0]
    assert asked.answers[0].notices[0] == REDACTED


@pytest.mark.parametrize("text", ["", "   ", "x" * 1_000_000])
def test_what_is_no_question_is_answered_without_reading(reference_home, text):
    def understands(text, before):
        raise AssertionError("read")

    answer = ask(desk(reference_home), AskRequest(text), understands=understands).answers[0]
    assert answer.outcome is Outcome.UNCLEAR
    assert answer.next_questions


def test_two_questions_have_two_answers(reference_home):
    def understands(text, before):
        return tuple(Understood(one, Intent.UNCLEAR, Entities(), 0.1) for one in ("a", "b"))

    asked = ask(desk(reference_home), AskRequest("a? b?"), understands=understands)
    assert [answer.question for answer in asked.answers] == ["a", "b"]
    assert asked.understood.text == "b"


def test_an_error_is_an_honest_answer():
    from codewell.tasks.ask.composing import Draft
    from codewell.tasks.ask.failing import failed

    draft = Draft(Understood("?", Intent.MEANING, Entities(), 1.0), None)
    answer = failed(draft, NotLoadedError("Nothing is loaded.", next_step="Load it."))
    assert answer.outcome is Outcome.NOT_LOADED
    assert answer.text == "Nothing is loaded. Load it."


@pytest.mark.parametrize("text", ["What is 99213 on 2099-01-01?", "MUE of 77300 on 2098-05-05", "fee of 20610 on 2099-04-01"])
def test_a_day_that_no_release_reaches_has_no_facts(reference_home, text):
    (told,) = ask(desk(reference_home), AskRequest(text)).answers
    assert told.outcome is Outcome.NOT_LOADED
    assert not told.facts


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("How do I code urosepsis?", "section I.C.1.d.1.a.ii"),
        ("Can an external cause code be principal?", "section I.C.20.a.6"),
        ("How is dementia severity selected?", "section I.C.5.d"),
        ("What does an Excludes2 note allow?", "section I.A.12.b"),
    ],
)
def test_guidelines_stand_beside_codes_and_terms(reference_home, text, section):
    (told,) = ask(desk(reference_home), AskRequest(text, date(2026, 3, 2))).answers
    cited = [one.place.partition(",")[0] for one in told.citations if one.kind is SourceKind.PASSAGE]
    assert section in cited[:3]


@pytest.mark.parametrize(
    "text",
    [
        "What does Humana pay for 20610?",
        "cash price of 70551",
        "SNOMED code for asthma",
        "exact AMA wording of 77427",
        "ambulance fee A0429 in Denver",
        "What does CPT Assistant say about 77014?",
    ],
)
def test_what_others_publish_or_pay_is_not_loaded(reference_home, text):
    (told,) = ask(desk(reference_home), AskRequest(text, date(2025, 11, 3))).answers
    assert told.outcome is Outcome.NOT_LOADED
    assert not [fact for fact in told.facts if fact.name.endswith(("amount", "rate", "descriptor"))]
