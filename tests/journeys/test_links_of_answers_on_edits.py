"""Every link of an answer on payment, edits and modifiers opens its page, and the place on the page exists."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from codewell.interfaces.web.server import create_app
from codewell.tasks.ask.ask import ask
from codewell.tasks.ask.conversation import AskRequest
from codewell.tasks.workplace import Workplace
from web_client import WebClient

QUESTIONS = (
    "fee for 99213 in Manhattan 2025",
    "APC of 77301 on 2025-03-01",
    "MUE of J1100",
    "Can 77385 and 77387 be billed together?",
    "add-on codes for 64493",
    "does modifier 26 apply to 77385 in 2025",
    "what is modifier LT",
    "check claim 99213 11055 E11.9 on 2024-08-02",
    "ptp edits for 77385 in august 2024",
)


@pytest.fixture(scope="module")
def desk(reference_home):
    return Workplace(reference_home, lambda: datetime(2026, 11, 30, 12, tzinfo=UTC))


@pytest.fixture(scope="module")
def client(desk):
    with WebClient(create_app(desk), base_url="http://localhost") as made:
        yield made


@pytest.mark.parametrize("question", QUESTIONS)
def test_links_open(desk, client, question):
    links = {one.link for answer in ask(desk, AskRequest(question)).answers for one in answer.citations if one.link}
    assert links
    for link in links:
        path, _, anchor = link.partition("#")
        page = client.get(path)
        assert page.status_code == 200, link
        assert not anchor or f'id="{anchor}"' in page.text, link
