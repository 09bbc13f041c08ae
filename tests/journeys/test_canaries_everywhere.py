"""A name and a record number, sent to every route that takes words: they are kept nowhere and told nobody else."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codewell.interfaces.web.access import guarded_routes
from codewell.interfaces.web.program_paths import is_for_programs
from codewell.interfaces.web.server import create_app
from codewell.tasks.workplace import Workplace
from served_app import linked_home
from web_client import WebClient

NAME, RECORD = "Zyxgarb Quillfeather", "MRN 77-31-904-Q"
NOTE = f"Patient: {NAME}\n{RECORD}\nASSESSMENT\n1. Type 2 diabetes mellitus with neuropathy.\n2. Hypertension.\n"
CANARIES = (b"Zyxgarb", b"Quillfeather", b"77-31-904-Q")
FIELDS = ("text", "note", "q", "code", "content", "email", "name", "password", "patient_id", "claim_id", "diagnoses", "next")
KEPT_WHEN_ASKED = ("/worklists", "/v1/worklists", "/account", "/register", "/sign-in", "/reset", "/verify", "/admin", "/teams")
"""Where a person writes what is to be kept, or who he is."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, reference_home: Path) -> Path:
    """A home of its own with the releases linked in, so that whatever is written shows."""
    return linked_home(tmp_path_factory.mktemp("canary-home"), reference_home)


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[WebClient]:
    workplace = Workplace(home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC))
    with WebClient(create_app(workplace), follow_redirects=False, raise_server_exceptions=False) as made:
        yield made


def routes(client: WebClient) -> list[tuple[str, str]]:
    """Return method and path of each route that takes words not meant to be kept."""
    return sorted(
        (method, route.path)
        for route in guarded_routes(client.app)
        if not route.path.startswith(KEPT_WHEN_ASKED)
        for method in route.methods
    )


def bodies(method: str, path: str) -> list[dict[str, object]]:
    """Return the requests of a route: as a form, as a file, as JSON, or as a query."""
    words = dict.fromkeys(FIELDS, NOTE)
    if method in ("GET", "HEAD", "DELETE"):
        return [{"params": {"q": NAME, "code": NAME, "on": "2026-06-02"}}]
    if is_for_programs(path):
        return [{"json": {"text": NOTE, "on": "2026-06-02"}}, {"json": words}, {"content": NOTE}]
    return [{"data": words}, {"data": {"on": "2026-06-02"}, "files": {"document": ("Zyxgarb.txt", NOTE.encode())}}]


def files_with_canaries(*folders: Path) -> list[Path]:
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink() and any(one in path.read_bytes() for one in CANARIES):
                found.append(path)
    return found


def test_no_route_keeps_a_name_or_a_record_number(client, home, monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    asked = routes(client)
    assert ("POST", "/code-note") in asked
    assert ("POST", "/redact") in asked
    statuses = set()
    for method, path in asked:
        filled = path.replace("{system}", "icd10cm").replace("{code}", "E11.22").replace("{text}", "E11.22")
        address = "/".join(NAME if part.startswith("{") else part for part in filled.split("/"))
        for body in bodies(method, path):
            answer = client.request(method, address, **body)
            statuses.add(answer.status_code)
            assert answer.status_code != 500, (method, path)
            assert "Traceback" not in answer.text
            assert "Quillfeather" not in answer.headers.get("set-cookie", "")
            if method == "POST":
                assert "Quillfeather" not in str(answer.headers.get("location", "")), (method, path)
                assert answer.headers["cache-control"] == "no-store", (method, path)
    assert {200, 404, 422} <= statuses
    assert files_with_canaries(home, tmp_path) == []
    ours = "\n".join(one.getMessage() for one in caplog.records if not one.name.startswith("http"))  # httpx is the client's
    assert "answered" in ours
    assert not any(one.decode() in ours for one in CANARIES)


def test_a_defect_tells_nobody_what_was_sent(client, home, tmp_path, caplog, monkeypatch):
    """A defect that quotes the note in its own words must not reach reader or log."""

    class Defective:
        def code(self, text, **rest):
            raise RuntimeError(text.reveal())

    workplace = Workplace(home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC), coder=Defective())
    with WebClient(create_app(workplace), raise_server_exceptions=False) as broken:
        page = broken.post("/code-note", data={"text": NOTE, "on": "2026-06-02"})
        told = broken.post("/v1/code-note", json={"text": NOTE, "on": "2026-06-02"})
    for answer in (page, told):
        assert answer.status_code == 500
        assert not any(one in answer.content for one in CANARIES)
    assert not any(one.decode() in caplog.text for one in CANARIES)
    assert "RuntimeError" in caplog.text
