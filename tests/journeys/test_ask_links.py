"""Every link of an answer about codes opens a page that has the place it names and shows what is stated."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape
from urllib.parse import urlsplit

import pytest

from codewell.interfaces.web.server import create_app
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
)
SHOWN = ("descriptor", "label", "standing", "first_day", "last_day", "replaced_by", "status_indicator", "added", "deleted")


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
    found = {citation.id: _opened(pages, citation.link) for citation in answer.citations if citation.link}
    assert found
    for fact in answer.facts:
        if fact.name in SHOWN and fact.name != "standing" and fact.citation in found:
            assert fact.value in found[fact.citation], (fact.name, fact.value)


def _opened(pages, link: str) -> str:
    address = urlsplit(link)
    page = pages.get(f"{address.path}?{address.query}")
    assert page.status_code == 200, link
    assert not address.fragment or f'id="{address.fragment}"' in page.text, link
    return unescape(page.text)
