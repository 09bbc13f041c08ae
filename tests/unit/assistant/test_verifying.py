"""A language model beside the engine: it sees redacted text only, doubts or keeps, adds nothing, and may fail."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from codewell.assistant.endpoint import Breaker, Endpoint, ModelUnavailableError
from codewell.assistant.verdict import Stance, Verification
from codewell.assistant.verifying import LONGEST_NOTE, ModelVerifier
from codewell.clinical.coder import Assignment
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import PhiBoundaryError
from codewell.kernel.text import ClinicalText, TextSpan
from codewell.phi.redaction import RedactedText, redact

NOTE = "Patient: John Quillfeather, MRN 12345678. Asthma, stable on albuterol. Denies chest pain."
ASTHMA = Assignment(Icd10CmCode("J45909"), "Unspecified asthma, uncomplicated", (TextSpan(42, 48),), ())
PAIN = Assignment(Icd10CmCode("R079"), "Chest pain, unspecified", (TextSpan(77, 87),), ())
KEEPS = {"number": 1, "verdict": "keep", "quote": "Asthma, stable"}
DOUBTS = {"number": 2, "verdict": "doubt", "quote": "denies  chest pain"}


class Script:
    """What a fake endpoint answers, call by call, and what it was sent.

    Attributes:
        answers: status and body of each call in turn; the last one is repeated.
        sent: bodies received.
    """

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes, float]] = []
        self.sent: list[bytes] = []
        self.authorised: list[str | None] = []

    def says(self, content: object, *, status: int = 200, after: float = 0.0) -> None:
        text = content if isinstance(content, str) else json.dumps(content)
        body = json.dumps({"choices": [{"message": {"content": text}}]}).encode()
        self.answers.append((status, body, after))


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def address(script: Script) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            script.sent.append(self.rfile.read(int(self.headers["Content-Length"])))
            script.authorised.append(self.headers.get("Authorization"))
            status, body, after = script.answers[min(len(script.sent), len(script.answers)) - 1]
            time.sleep(after)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:  # the client has given up, as the test wants
                return

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def endpoint(address: str, *, breaker: Breaker | None = None, seconds: float = 5.0) -> Endpoint:
    return Endpoint(address, "small", breaker or Breaker(lambda: 0.0), lambda _: None, "secret-key", seconds)


def verified(address: str, note: str = NOTE, seconds: float = 5.0) -> Verification:
    return ModelVerifier(endpoint(address, seconds=seconds)).verify(redact(ClinicalText(note)), (ASTHMA, PAIN))


def test_verdicts_stand_beside_the_codes_with_places_in_the_note_as_received(script, address):
    script.says({"verdicts": [KEEPS, DOUBTS]})
    answer = verified(address)
    assert answer.verified_by == "small"
    assert [(str(one.code), one.stance) for one in answer.verdicts] == [("J45.909", Stance.KEEP), ("R07.9", Stance.DOUBT)]
    quotes = [NOTE[one.quote.start : one.quote.end] for one in answer.verdicts if one.quote]
    assert quotes == ["Asthma, stable", "Denies chest pain"]
    assert answer.notices == ()


def test_only_redacted_text_leaves(script, address):
    script.says({"verdicts": [KEEPS, DOUBTS]})
    verified(address)
    assert b"Quillfeather" not in script.sent[0]
    assert b"12345678" not in script.sent[0]
    assert b"Asthma" in script.sent[0]
    assert script.authorised == ["Bearer secret-key"]


def test_nobody_else_can_make_redacted_text():
    with pytest.raises(PhiBoundaryError):
        RedactedText(NOTE, "tags", (), (), mint=object())


def test_a_model_adds_no_code(script, address):
    script.says({"verdicts": [KEEPS, DOUBTS, {"number": 3, "verdict": "keep", "quote": "Asthma"}, {"code": "E11.9"}]})
    answer = verified(address)
    assert [str(one.code) for one in answer.verdicts] == ["J45.909", "R07.9"]
    assert "otherwise than asked" in answer.notices[0]


def test_a_quote_that_the_note_does_not_hold_is_no_verdict(script, address):
    script.says({"verdicts": [{"number": 1, "verdict": "doubt", "quote": "no asthma at all"}]})
    answer = verified(address)
    assert [one.stance for one in answer.verdicts] == [Stance.UNDECIDED, Stance.UNDECIDED]
    assert "does not hold for 1" in answer.notices[0]


@pytest.mark.parametrize("content", ["no JSON", "[]", '{"verdicts": 3}', "null", '"keep"'])
def test_an_answer_of_another_form_leaves_the_engine_alone(script, address, content):
    script.says(content)
    answer = verified(address)
    assert all(one.stance is Stance.UNDECIDED for one in answer.verdicts)
    assert answer.notices


def test_a_busy_endpoint_is_tried_again(script, address):
    script.says("", status=503)
    script.says({"verdicts": [KEEPS, DOUBTS]})
    assert verified(address).notices == ()
    assert len(script.sent) == 2


@pytest.mark.parametrize(("status", "tries"), [(503, 3), (429, 3), (401, 1), (400, 1), (302, 1)])
def test_a_failing_endpoint_is_told_and_the_codes_stand(script, address, status, tries):
    script.says("", status=status)
    answer = verified(address)
    assert answer.verdicts == ()
    assert "engine's alone" in answer.notices[0]
    assert str(status) in answer.notices[0]
    assert len(script.sent) == tries


def test_a_slow_endpoint_is_given_up_in_time(script, address):
    script.says({"verdicts": []}, after=0.6)
    answer = verified(address, seconds=0.1)
    assert "did not answer in 0.1 seconds" in answer.notices[0]


def test_nobody_listening_is_told():
    answer = verified("http://127.0.0.1:9/v1")
    assert "engine's alone" in answer.notices[0]


def test_a_breaker_leaves_a_failing_endpoint_alone_and_tries_again_later(script, address):
    now = [0.0]
    asked = endpoint(address, breaker=Breaker(lambda: now[0], after=2, rest=60))
    script.says("", status=400)
    for _ in range(4):
        with pytest.raises(ModelUnavailableError):
            asked.ask("", redact(ClinicalText(NOTE)), "", {})
    assert len(script.sent) == 2
    now[0] = 61.0
    with pytest.raises(ModelUnavailableError):
        asked.ask("", redact(ClinicalText(NOTE)), "", {})
    assert len(script.sent) == 3


def test_a_note_too_long_for_a_model_is_not_cut(script, address):
    answer = verified(address, note="Asthma. " * (LONGEST_NOTE // 8 + 2))
    assert "longer" in answer.notices[0]
    assert script.sent == []


def test_a_key_is_never_shown(address):
    assert "secret-key" not in repr(endpoint(address))
