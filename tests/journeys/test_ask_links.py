"""Every link of every kind of answer opens a page that has the place it names and shows what is stated."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import urlsplit

import pytest

from codewell.assistant.answer import SourceKind
from codewell.interfaces.web.server import create_app
from codewell.tasks.ask.answerers import ANSWERERS
from codewell.tasks.ask.ask import ask
from codewell.tasks.ask.conversation import AskRequest
from codewell.tasks.workplace import Workplace
from web_client import WebClient

QUESTIONS = (
    "What is CPT code 99213?",
    "what does 77385 mean",
    "J1100 on 2025-11-03",
    "E11.22",
    "S72.001",
    "G6015 on 2025-06-01",
    "Which code replaced 77385 and when?",
    "history of 77407",
    "when was U07.1 added?",
    "ICD-10 for left knee OA",
    "difference between 99213 and 99214",
    "compare E11.22 and E11.21",
    "ICD-9 250.40 to ICD-10",
    "crosswalk of C61",
    "Does Medicare cover IMRT for breast in Florida?",
    "What does Medicare pay for 99213 on 2025-06-02?",
    "What does Medicare pay for 77386 in a hospital on 2025-06-02?",
    "MUE of J1100 in a hospital?",
    "MUE of 77301 on 2024-07-02",
    "Can 77301 and 77014 be billed together on 2024-07-02?",
    "77427 with 77431 on 2025-03-03",
    "What are the PTP edits of 77014?",
    "add-on codes of 99215",
    "When do I use modifier 25?",
    "What does modifier LT mean?",
    "What does modifier 59 mean?",
    "What do the guidelines say about uncertain diagnoses in the outpatient setting?",
    "Section I.C.4.a",
    "Guidelines for E/M services",
    "NCCI policy manual on modifier 59",
    "what is the false claims act",
    "Check a claim: 77385 and 77387 on 2025-06-02 with C61",
    "Check a claim: 77301 and 77014 on 2024-07-02 with C61",
    "Code this note: 65-year-old with type 2 diabetes with chronic kidney disease stage 3a and hypertension.",
    "What does status indicator N mean?",
    "What are the values of OPPS status indicator?",
    "MAI 3",
    "What is a global period?",
    "place of service 22",
    "How do I check a claim?",
    "What is loaded?",
    "hello",
    "Which code pays more for the same visit?",
    "What dose of metformin should I take?",
    "Who won the world cup?",
)
SHOWN = frozenset(
    (
        *("descriptor", "label", "first_day", "last_day", "replaced_by", "status_indicator", "added", "deleted"),
        *("mue_value", "mai", "column_1", "column_2", "modifier_indicator", "section", "meaning", "published_meaning"),
        *("definition", "work_rvu", "rate", "apc", "addon", "primary", "code", "use_additional_code", "excludes1", "code_first"),
    )
)
"""Facts whose value is written in a page as it is in the answer; others are worked out or told in other words there."""


@pytest.fixture(scope="module")
def workplace(reference_home):
    return Workplace(reference_home, lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))


@pytest.fixture(scope="module")
def pages(workplace):
    with WebClient(create_app(workplace)) as client:
        yield client


@pytest.mark.parametrize("question", QUESTIONS)
def test_links_open_what_they_cite(workplace, pages, question):
    (answer,) = ask(workplace, AskRequest(question)).answers
    found = {citation.id: _opened(pages, citation.link) for citation in answer.citations}
    assert all(one.link for one in answer.citations), "a source without a link"
    for fact in answer.facts:
        if fact.name in SHOWN:
            assert _plain(fact.value) in found[fact.citation], (fact.name, fact.value)
    for one in answer.citations:
        if one.kind in (SourceKind.RULE, SourceKind.POLICY) and one.quote and len(one.quote) < 400:
            assert all(_plain(sentence) in found[one.id] for sentence in re.split(r"(?<=\.)\s", one.quote)), one.place


def test_every_intent_is_asked(workplace):
    asked = {ask(workplace, AskRequest(question)).answers[0].intent for question in QUESTIONS}
    assert set(ANSWERERS) - asked == set()


def _opened(pages, link: str) -> str:
    """Return the text of the place that a link names: the whole page where it names none."""
    address = urlsplit(link)
    page = pages.get(f"{address.path}?{address.query}")
    assert page.status_code == 200, link
    assert not address.fragment or f'id="{address.fragment}"' in page.text, link
    return _plain(unescape(re.sub(r"<[^>]+>", "", page.text)))


def _plain(text: str) -> str:
    return "".join(text.split())
