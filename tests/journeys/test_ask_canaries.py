"""Identifiers planted in a question are masked before anything holds them: page, address, cookie, log, file, database, export."""

from __future__ import annotations

import base64
import logging
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select

from codewell.accounts.schema.asking import answer_feedback, kept_conversations
from codewell.interfaces.cli.main import main
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.tasks.ask.ask import REDACTED
from codewell.tasks.workplace import Workplace
from signed_in import SignedIn, sign_in
from web_client import WebClient

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
CANARIES = ("Quillfeather", "84419207", "1952", "867-5309")
PATIENT = "Patient Zebulon Quillfeather, DOB 03/14/1952, MRN 84419207, phone 212-867-5309"
QUESTION = f"{PATIENT}, has type 2 diabetes with neuropathy. Which code?"


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("asking-canaries")


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[Service]:
    made = Service(home, lambda: NOON, ServiceSettings(requests_per_minute=100_000), serves_only_itself=False)
    yield made
    made.close()


@pytest.fixture(scope="module")
def app(service: Service, reference_home: Path):
    return create_app(Workplace(reference_home, lambda: NOON), service=service)


@pytest.fixture(scope="module")
def ann(app, service: Service) -> SignedIn:
    client = sign_in(app, service, "Ann")
    client.form_page = "/ask"
    return client


@pytest.fixture(scope="module")
def visitor(app) -> WebClient:
    client = WebClient(app, follow_redirects=False, base_url="http://localhost")
    client.form_page = "/ask"
    return client


def planted_in(text: str) -> list[str]:
    return [one for one in CANARIES if one.lower() in text.lower()]


def carried_by(page: str) -> list[str]:
    """Return the fields that carry the conversation, and fail where what they hold, unpacked, has an identifier."""
    tokens = re.findall(r'name="turn" value="([^"]+)"', page)
    for token in tokens:
        held = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        assert planted_in(zlib.decompress(held[32:]).decode()) == []
    return tokens


def test_the_page_shows_the_question_masked_and_says_so(ann, caplog):
    with caplog.at_level(logging.DEBUG):
        answered = ann.post("/ask", data={"question": QUESTION})
    page = unescape(answered.text)
    assert answered.status_code == 200
    assert REDACTED in page
    assert "diabetes with neuropathy" in page
    assert planted_in(page) == []
    assert carried_by(answered.text)
    assert planted_in(str(answered.headers) + str(answered.url) + caplog.text) == []
    assert answered.headers["cache-control"] == "no-store"
    assert not any(planted_in(str(value)) for value in ann.cookies.values())


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/ask/stream", {"data": {"question": QUESTION}}),
        ("/v1/ask", {"json": {"question": QUESTION}}),
        ("/v1/ask/stream", {"json": {"question": QUESTION}}),
    ],
)
def test_what_programs_get_is_masked(visitor, caplog, path, sent):
    with caplog.at_level(logging.DEBUG):
        answered = visitor.post(path, **sent)
    assert answered.status_code == 200
    assert "neuropathy" in answered.text
    assert planted_in(answered.text + str(answered.headers) + caplog.text) == []


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/v1/ask", {"json": {"question": [QUESTION]}}),
        ("/v1/ask", {"json": {"question": QUESTION, "before": QUESTION}}),
        ("/v1/ask", {"json": {"question": QUESTION, "locality": QUESTION}}),
        ("/v1/ask", {"json": {QUESTION: "x"}}),
        ("/v1/ask", {"content": QUESTION.encode()}),
        ("/ask", {"data": {"question": QUESTION, "on": QUESTION}}),
        ("/ask", {"data": {"question": QUESTION, "turn": QUESTION}}),
        ("/ask/export", {"data": {"question": QUESTION, "format": QUESTION}}),
        ("/ask/feedback", {"data": {"question": QUESTION, "helped": QUESTION}}),
    ],
)
def test_a_refusal_repeats_nothing(ann, visitor, caplog, path, sent):
    with caplog.at_level(logging.DEBUG):
        refused = (visitor if path.startswith("/v1") else ann).post(path, **sent)
    assert refused.status_code in (400, 422)
    assert planted_in(unescape(refused.text) + str(refused.headers) + caplog.text) == []


def test_a_question_that_is_too_long_is_not_repeated(ann):
    page = ann.post("/ask", data={"question": QUESTION * 40}).text
    assert "at most" in page
    assert planted_in(unescape(page)) == []


def test_exports_and_what_is_kept_hold_the_masked_form_and_encrypted(ann, service, home):
    tokens = carried_by(ann.post("/ask", data={"question": QUESTION}).text)
    assert files_with_canaries(home) == []
    with service.accounts.database.reading() as connection:
        assert connection.execute(select(kept_conversations)).all() == []
    for form in ("markdown", "json"):
        exported = ann.post("/ask/export", data={"turn": tokens, "format": form}).text
        assert "neuropathy" in exported
        assert planted_in(exported) == []
    kept = ann.post("/ask/keep", data={"turn": tokens})
    assert planted_in(kept.headers["location"]) == []
    assert planted_in(unescape(ann.get("/ask/kept").text + ann.get(kept.headers["location"]).text)) == []
    ann.post("/ask/feedback", data={"turn": tokens, "answer": "0", "helped": "yes", "with_question": "yes"})
    with service.accounts.database.reading() as connection:
        contents = [bytes(row.content) for row in connection.execute(select(kept_conversations)).all()]
        contents += [bytes(row.question) for row in connection.execute(select(answer_feedback)).all()]
    assert len(contents) == 2
    assert not any(b"neuropathy" in one for one in contents)
    assert files_with_canaries(home) == []


def files_with_canaries(folder: Path) -> list[Path]:
    planted = [one.encode() for one in CANARIES if one != "1952"]  # four digits stand in many a file by chance
    return [one for one in folder.rglob("*") if one.is_file() and any(canary in one.read_bytes() for canary in planted)]


def test_the_command_prints_the_masked_form(reference_home, caplog, capsys):
    with caplog.at_level(logging.DEBUG):
        for options in ((), ("--json",)):
            assert main(["--home", str(reference_home), "ask", QUESTION, *options]) == 0
    told = capsys.readouterr()
    assert told.out.count("neuropathy") > 1
    assert planted_in(told.out + told.err + caplog.text) == []
