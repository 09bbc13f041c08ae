"""The conversation page and its API: what is shown, carried in the form, exported, kept and judged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest
from sqlalchemy import select

from asking_made import ANSWERED, ONE, TWO, UNDERSTOOD
from codewell.accounts.schema.asking import answer_feedback, kept_conversations
from codewell.assistant.answer import Citation, SourceKind
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.asking.events import events_of
from codewell.interfaces.web.asking.sealed import opened, sealed
from codewell.interfaces.web.asking.turns import MOST_TURNS, before_of, before_token, turn_token, turns_of
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.kernel.errors import InputError
from codewell.tasks.ask.conversation import Asked
from codewell.tasks.workplace import Workplace
from signed_in import SignedIn, sign_in
from web_client import WebClient

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    made = Service(
        tmp_path_factory.mktemp("asking"), lambda: NOON, ServiceSettings(requests_per_minute=100_000), serves_only_itself=False
    )
    yield made
    made.close()


@pytest.fixture(scope="module")
def app(service: Service, tmp_path_factory: pytest.TempPathFactory):
    return create_app(Workplace(tmp_path_factory.mktemp("empty-home"), lambda: NOON), service=service)


@pytest.fixture(scope="module")
def visitor(app) -> WebClient:
    return WebClient(app, follow_redirects=False, base_url="http://localhost")


@pytest.fixture(scope="module")
def ann(app, service: Service) -> SignedIn:
    return sign_in(app, service, "Ann")


def carried(service: Service, *turns: Asked) -> dict[str, object]:
    """Return the fields with which a form carries a conversation."""
    return {"turn": [turn_token(service.keyring, one) for one in turns], "place": str(len(turns))}


def test_the_empty_page_offers_examples_and_asks_in_the_body(visitor):
    page = visitor.get("/ask").text
    assert 'name="next" value="What is CPT code 99213?"' in page
    assert 'action="/ask" method="post"' in page
    assert "no-store" in visitor.get("/ask").headers["cache-control"]
    assert '<a href="/ask" aria-current="page">Ask</a>' in page
    assert 'href="/ask"' in visitor.get("/").text


def test_a_carried_conversation_is_shown_with_marks_that_name_their_source(visitor, service):
    page = unescape(visitor.post("/ask", data=carried(service, ONE, TWO)).text)
    assert page.count("data-asked>") == 3
    for mark in set(re.findall(r'href="#(t\d-\d-s\d+)"', page)):
        assert page.count(f'id="{mark}"') == 1
    assert 'href="/code/cpt/77385?on=2025-06-02#mue"' in page
    assert "NCCI Policy Manual 2025" in page
    assert "Declined" in page
    assert "MUE by table" in page
    assert 'name="next" value="And in a hospital?"' in page
    assert page.count('form="ask-form" name="turn"') == 2


def test_what_was_changed_or_made_elsewhere_is_refused(visitor, service):
    token = turn_token(service.keyring, ONE)
    middle = len(token) // 2
    for wrong in (token[:-4], token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :], "x", "%%%", "é"):
        answer = visitor.post("/ask", data={"turn": [wrong]})
        assert answer.status_code == 422, wrong[-8:]


def test_a_token_of_one_kind_is_none_of_another(service):
    before = before_token(service.keyring, ONE)
    with pytest.raises(InputError):
        turns_of(service.keyring, [before])
    assert before_of(service.keyring, before) == replace(UNDERSTOOD, text="")
    assert before_of(service.keyring, "") is None
    assert opened(service.keyring, "x", sealed(service.keyring, "x", "ä")) == "ä"


def test_of_a_long_conversation_the_newest_turns_are_carried(service):
    tokens = [turn_token(service.keyring, ONE)] * MOST_TURNS
    assert turns_of(service.keyring, [turn_token(service.keyring, TWO), *tokens]) == (ONE,) * MOST_TURNS


def test_words_and_links_of_an_answer_cannot_leave_the_page(visitor, service):
    attack = "<script>alert(1)</script><img src=//evil.example/x>"
    links = ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
    cited = tuple(Citation(str(n), SourceKind.ROW, attack, attack, link, quote=attack) for n, link in enumerate(links, 1))
    answer = replace(ANSWERED, question=attack, citations=cited, notices=(attack,), next_questions=('"><b>', attack))
    page = visitor.post("/ask", data=carried(service, replace(ONE, answers=(answer,)))).text
    assert "<script>alert" not in page
    assert "<img src=//" not in page
    assert not re.search(r'(href|src|action)="(?!/|#)', page)
    assert not re.search(r'(href|src)="(//|/\\)', page)


def test_a_question_that_cannot_be_read_gets_a_useful_sentence(visitor):
    told = visitor.post("/v1/ask", json={"question": "  "}).json()
    assert told["answers"][0]["outcome"] == "unclear"
    assert told["answers"][0]["facts"] == []
    assert told["before"]
    assert visitor.post("/v1/ask", json={"question": "x", "before": "y"}).status_code == 422
    assert visitor.post("/v1/ask", json={"question": "x", "locality": "Ohio"}).status_code == 422
    assert visitor.post("/v1/ask", json={}).status_code == 422
    page = visitor.post("/ask", data={"question": "x" * 200_000})
    assert page.status_code == 200
    assert "200000 characters" in page.text


def test_the_stream_ends_with_done_and_the_pages_own_with_the_piece_of_the_page(visitor):
    streamed = visitor.post("/v1/ask/stream", json={"question": ""})
    events = [json.loads(line) for line in streamed.text.splitlines()]
    assert streamed.headers["content-type"].startswith("application/x-ndjson")
    assert [one["event"] for one in events][:2] == ["answer", "sentence"]
    assert events[-1]["event"] == "done"
    assert events[-1]["before"]
    piece = json.loads(visitor.post("/ask/stream", data={"question": "", "place": "7"}).text.splitlines()[-1])
    assert 'id="t7"' in piece["html"]
    assert "<html" not in piece["html"]


def test_a_source_is_told_before_the_sentence_that_names_it():
    told: dict[int, set[str]] = {}
    kinds = []
    for event in json.loads(json.dumps(list(events_of(TWO)))):
        kinds.append((event["answer"], event["event"]))
        if event["event"] == "citation":
            told.setdefault(event["answer"], set()).add(event["id"])
        if event["event"] == "sentence":
            assert set(event["citations"]) <= told.get(event["answer"], set())
    assert kinds.count((1, "citation")) == 2
    assert kinds[-1] == (1, "next")
    assert [number for number, _ in kinds] == sorted(number for number, _ in kinds)


def test_an_export_holds_every_sentence_with_its_sources(visitor, service):
    sent = carried(service, ONE, TWO)
    markdown = visitor.post("/ask/export", data={**sent, "format": "markdown"})
    assert markdown.headers["content-disposition"] == 'attachment; filename="conversation.md"'
    assert markdown.text.count("## ") == 3
    assert "The practitioner MUE of 77385 is 1 on June 2, 2025. [1]" in markdown.text
    assert "| Practitioner | 1 | 3 | [1] |" in markdown.text
    assert "- [2] NCCI Policy Manual 2025, chapter I, section V, page I-20, 2025-01-01 to 2025-12-31: " in markdown.text
    told = json.loads(visitor.post("/ask/export", data={**sent, "format": "json"}).text)
    assert [len(one["answers"]) for one in told["conversation"]] == [1, 2]
    assert visitor.post("/ask/export", data={**sent, "format": "exe"}).status_code == 422


def rows(service: Service, table) -> list[object]:
    with service.accounts.database.reading() as connection:
        return list(connection.execute(select(table)).all())


def test_nothing_is_kept_until_somebody_keeps_it(ann, service):
    ann.post("/ask", data=carried(service, ONE))
    ann.post("/ask/export", data={**carried(service, ONE), "format": "json"})
    assert rows(service, kept_conversations) == rows(service, answer_feedback) == []


def test_a_conversation_is_kept_shown_gone_on_with_and_deleted(ann, service):
    kept = ann.post("/ask/keep", data=carried(service, ONE, TWO))
    assert kept.status_code == 303
    address = kept.headers["location"]
    page = ann.get(address).text
    assert page.count("data-asked>") == 3
    assert page.count('form="ask-form" name="turn"') == 2
    listed = ann.get("/ask/kept").text
    assert "MUE of 77385?" in listed
    assert "2 questions" in listed
    assert not any(b"77385" in bytes(row.content) for row in rows(service, kept_conversations))
    assert ann.post(f"{address}/delete").status_code == 303
    assert ann.get(address).status_code == 404
    ann.post("/ask/keep", data=carried(service, ONE))
    ann.post("/ask/kept", data={"do": "delete-all"})
    assert rows(service, kept_conversations) == []
    assert ann.post("/ask/keep", data={}).status_code == 422


def test_a_visitor_keeps_nothing(visitor, service):
    for path in ("/ask/keep", "/ask/feedback"):
        sent = visitor.post(path, data={**carried(service, ONE), "helped": "yes"})
        assert sent.status_code in (303, 401, 403)
    page = visitor.post("/ask", data=carried(service, ONE)).text
    assert "/ask/keep" not in page
    assert "/ask/feedback" not in page
    assert rows(service, kept_conversations) == rows(service, answer_feedback) == []


def test_feedback_keeps_what_kind_of_question_and_its_words_only_when_sent(ann, service):
    sent = carried(service, TWO)
    assert ann.post("/ask/feedback", data={**sent, "answer": "1", "helped": "yes"}).status_code == 200
    assert ann.post("/ask/feedback", data={**sent, "answer": "0", "helped": "no", "with_question": "yes"}).status_code == 200
    held = sorted((row.intent, row.outcome, row.helped, row.question is None) for row in rows(service, answer_feedback))
    assert held == [("mue", "answered", 1, True), ("unsafe", "declined", 0, False)]
    questions = {one.question for one in service.accounts.answer_feedback.entries()}
    assert questions == {"", "Which code pays more for the same visit?"}
    for wrong in ({"answer": "2", "helped": "yes"}, {"answer": "0", "helped": "maybe"}, {"answer": "-1", "helped": "yes"}):
        assert ann.post("/ask/feedback", data={**sent, **wrong}).status_code == 422
