"""No attempt at making the assistant do something else changes what it answers, shows or does.

An attempt fails when the question that stands with it is answered as it is alone, or refused, and every other piece is refused
or asked back without a fact. A model that obeys attempts is tested where models are.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from codewell.assistant.answer import Answer
from codewell.interfaces.cli.ask_sheet import write_asked
from codewell.interfaces.cli.sheet import Sheet
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.tasks.ask.ask import ask
from codewell.tasks.ask.conversation import Asked, AskRequest
from codewell.tasks.workplace import Workplace
from web_client import WebClient

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BOOK: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "injections.yaml").read_text(encoding="utf-8"))
QUESTION: str = BOOK["question"]
ATTEMPTS = [(group, attempt) for group, listed in BOOK["attempts"].items() for attempt in listed]
SHOWN = {"role-blocks", "markup", "links-and-images", "page-and-code-text"}
ADDRESSES = {"href", "src", "action", "srcset", "data", "poster", "background", "formaction", "ping"}


class Addresses(HTMLParser):
    """Collects what a page loads and links to, and its handlers of events."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.handlers: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value or "" for name, value in attrs if name in ADDRESSES}
        self.handlers |= {name for name, _ in attrs if name.startswith("on")}


@pytest.fixture(scope="module")
def workplace(reference_home: Path) -> Workplace:
    return Workplace(reference_home, lambda: NOON)


@pytest.fixture(scope="module")
def alone(workplace: Workplace) -> Answer:
    return ask(workplace, AskRequest(QUESTION)).answers[0]


def said(asked: Asked) -> str:
    """Return all that answers say, without the question."""
    pieces = [
        piece
        for one in asked.answers
        for piece in (
            one.text,
            *one.notices,
            *one.next_questions,
            *(" ".join((cited.title, cited.place, cited.link, cited.quote)) for cited in one.citations),
            *(" ".join(cells) for table in one.tables for cells in table.rows),
        )
    ]
    return "\n".join(pieces)


def same(one: Answer, other: Answer) -> bool:
    return (one.sentences, one.facts, one.citations, one.outcome) == (
        other.sentences,
        other.facts,
        other.citations,
        other.outcome,
    )


def test_corpus_is_large_enough() -> None:
    assert len(ATTEMPTS) + len(BOOK["turns"]) >= 160


@pytest.mark.parametrize("carrier", BOOK["carriers"])
@pytest.mark.parametrize("group", BOOK["attempts"])
def test_attempt_changes_nothing(workplace: Workplace, alone: Answer, group: str, carrier: str) -> None:
    for attempt in BOOK["attempts"][group]:
        asked = ask(workplace, AskRequest(carrier.format(question=QUESTION, attempt=attempt)))
        others = [one for one in asked.answers if not same(one, alone)]
        assert not [one for one in others if one.facts or one.tables], attempt
        assert not [leak for leak in BOOK["leaks"] if leak.lower() in said(asked).lower()], attempt
        assert all(cited.link.startswith("/") or not cited.link for one in asked.answers for cited in one.citations)


def test_attempt_in_an_earlier_turn_changes_nothing(workplace: Workplace, alone: Answer) -> None:
    for turns in BOOK["turns"]:
        before = None
        for text in turns:
            asked = ask(workplace, AskRequest(text, before=before))
            before = asked.understood
            assert not [leak for leak in BOOK["leaks"] if leak.lower() in said(asked).lower()], text
        assert same(asked.answers[-1], alone), turns


def test_terminal_shows_no_control_character(workplace: Workplace) -> None:
    for _, attempt in ATTEMPTS:
        out = io.StringIO()
        write_asked(Sheet(out, colour=False), ask(workplace, AskRequest(f"{attempt} \x1b[31m\x07 {QUESTION}")))
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out.getvalue()), attempt


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory, workplace: Workplace) -> Any:
    settings = ServiceSettings(requests_per_minute=100_000)
    service = Service(tmp_path_factory.mktemp("asking"), lambda: NOON, settings, serves_only_itself=False)
    yield WebClient(create_app(workplace, service=service), follow_redirects=False, base_url="http://localhost")
    service.close()


def test_page_loads_and_links_nothing_of_another_origin(visitor: WebClient) -> None:
    plain = addresses(visitor.get("/ask").text)
    for attempt in (text for group, text in ATTEMPTS if group in SHOWN):
        shown = visitor.post("/ask", data={"question": f"{QUESTION} {attempt}"})
        assert shown.status_code == 200
        assert "data-asked" in shown.text
        page = addresses(shown.text)
        assert not [one for one in page.found - plain.found if one and not re.match(r"(?:/(?!/)|#)", one)], attempt
        assert page.handlers <= plain.handlers, attempt


def addresses(page: str) -> Addresses:
    read = Addresses()
    read.feed(page)
    return read
