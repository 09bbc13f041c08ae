"""The JSON API gives what the tasks give, and tells errors as problem+json."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.interfaces.web.server import THIS_MACHINE, create_app
from codewell.interfaces.web.shield import MOST_BYTES
from codewell.kernel.clock import system_clock
from codewell.tasks.workplace import Workplace
from web_client import WebClient


def test_a_code_has_the_form_of_the_command_line(client) -> None:
    found = client.get("/v1/codes/icd10cm/E11.22?on=2026-06-02").json()
    entry = found["entries"][0]
    assert (found["text"], entry["system"], entry["code"], entry["on"]) == ("E11.22", "icd10cm", "E11.22", "2026-06-02")
    assert entry["standing"] == "in_force"
    assert entry["notes"][1]["stands_at"] == "E11"


def test_a_code_without_system_gives_every_reading(client) -> None:
    found = client.get("/v1/codes/J1100").json()
    assert [entry["system"] for entry in found["entries"]] == ["hcpcs", "icd10cm"]


def test_search_passes_query_day_and_limit(client, index) -> None:
    found = client.get("/v1/search?q=sugar&on=2026-01-05&limit=7").json()
    assert index.asked[-1] == ("sugar", date(2026, 1, 5), 7)
    assert [result["code"] for result in found["results"]] == ["E11.22", "77407"]


def test_a_note_gives_codes_and_offsets_but_never_its_text(client) -> None:
    answer = client.post("/v1/code", json={"text": "has diabetes", "on": "2026-06-02"})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["codes"][0]["evidence"] == [[4, 12]]
    assert "has diabetes" not in answer.text


def test_releases_are_listed(client) -> None:
    assert client.get("/v1/releases").json()["releases"] == []


@pytest.mark.parametrize(
    ("address", "status", "slug"),
    [
        pytest.param("/v1/codes/icd10cm/E99.99", 404, "input.unknown-code", id="unknown-code"),
        pytest.param("/v1/codes/nowhere/E11.22", 422, "input.unknown-system", id="unknown-system"),
        pytest.param("/v1/search?q=", 422, "input.empty-query", id="empty-query"),
        pytest.param("/v1/search?q=a&limit=0", 422, "input.limit", id="limit-too-small"),
        pytest.param("/v1/search?q=a&limit=ten", 422, "input.limit", id="limit-in-words"),
        pytest.param("/v1/search?q=a&on=2026-02-30", 422, "input.malformed-day", id="no-such-day"),
        pytest.param("/v1/nothing", 404, "input.no-such-address", id="no-such-address"),
        pytest.param("/v1/search?q=defect", 500, "codewell.defect", id="defect"),
    ],
)
def test_errors_are_problem_documents(client, address: str, status: int, slug: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["slug"], body["type"]) == (status, slug, f"urn:codewell:{slug}")
    assert "the words of the request" not in answer.text


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"text": ["Quillfeather"]}', id="wrong-type"),
        pytest.param(b'{"txt": "Quillfeather"}', id="wrong-name"),
        pytest.param(b'{"text": "Quillfeather"', id="broken"),
        pytest.param(b'{"text": "a", "on": "Quillfeather"}', id="wrong-day"),
    ],
)
def test_a_malformed_note_is_refused_without_repeating_it(client, body: bytes) -> None:
    answer = client.post("/v1/code", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Quillfeather" not in answer.text


def test_a_body_past_the_cap_is_refused_whether_announced_or_not(client) -> None:
    def pieces():
        for _ in range(MOST_BYTES // 100_000 + 1):
            yield b"x" * 100_000

    for content in (b"x" * (MOST_BYTES + 1), pieces()):
        answer = client.post("/v1/code", content=content, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["slug"]) == (413, "input.too-large")


@pytest.mark.parametrize(
    "address", ["/", "/v1/releases", "/code/icd10cm/E11.22", "/none", "/static/codewell.css", "/v1/search?q=defect"]
)
def test_every_answer_carries_the_security_headers(client, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers


def test_the_api_describes_itself(client) -> None:
    paths = client.get("/v1/openapi.json").json()["paths"]
    assert set(paths) >= {"/v1/codes/{system}/{code}", "/v1/codes/{code}", "/v1/search", "/v1/releases", "/v1/code"}


@pytest.mark.parametrize(
    ("host", "status"),
    [
        pytest.param("localhost:8000", 200, id="by-name"),
        pytest.param("127.0.0.1:8000", 200, id="by-number"),
        pytest.param("[::1]:8000", 200, id="by-number-version-six"),
        pytest.param("elsewhere.example", 400, id="another-name-for-this-machine"),
    ],
)
def test_a_server_for_this_machine_answers_to_its_own_names_only(tmp_path, host: str, status: int) -> None:
    app = create_app(Workplace(tmp_path, system_clock), hosts=THIS_MACHINE)
    with WebClient(app) as client:
        assert client.get("/healthz", headers={"Host": host}).status_code == status
