"""Tools that are loaded beside the first answers: nobody misses one, and no reader of a code waits for them."""

from __future__ import annotations

import subprocess
import sys

from fastapi import FastAPI
from fastapi.testclient import TestClient

from codewell.interfaces.web.access import guarded_routes
from codewell.interfaces.web.opening import Doorkeeper, Opening
from codewell.interfaces.web.server import create_app

HEAVY = (
    "sqlalchemy",
    "numpy",
    "codewell.search.index",
    "codewell.clinical.coder",
    "codewell.phi.finding",
    "codewell.edits.registry",
    "codewell.claims",
    "argon2",
    "authlib",
)


def test_what_a_code_s_page_needs_loads_none_of_the_tools() -> None:
    asked = f"import sys, codewell.interfaces.web.server; print([name for name in {HEAVY!r} if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", asked], text=True).strip() == "[]"


def test_a_tool_that_is_asked_for_at_once_is_there(workplace) -> None:
    client = TestClient(create_app(workplace, tools_later=True), base_url="http://localhost")
    assert client.get("/code/icd10cm/E11.22").status_code == 200
    assert client.get("/claims").status_code == 200
    assert client.get("/v1/openapi.json").json()["paths"]["/v1/code"]
    assert client.get("/no/such/page").status_code == 404


def test_loading_the_tools_later_gives_the_same_routes_in_the_same_order(workplace) -> None:
    later = create_app(workplace, tools_later=True)
    assert len(guarded_routes(later)) < len(guarded_routes(create_app(workplace)))
    TestClient(later, base_url="http://localhost").get("/claims")
    assert guarded_routes(later) == guarded_routes(create_app(workplace))


def test_the_first_routes_wait_for_nothing_and_the_others_load_once() -> None:
    app, loads = FastAPI(), []

    @app.get("/first")
    def first() -> str:
        return "first"

    def load():
        loads.append(1)
        return lambda: app.add_api_route("/further", lambda: "further")

    app.add_middleware(Doorkeeper, opening=Opening(app, load))
    client = TestClient(app)
    assert client.get("/first").json() == "first"
    assert loads == []
    for _ in range(2):
        assert client.get("/further").json() == "further"
    assert loads == [1]


def test_a_tool_that_cannot_be_loaded_is_tried_again() -> None:
    app, tries = FastAPI(), iter([True, False])

    def load():
        if next(tries):
            raise MemoryError
        return lambda: app.add_api_route("/further", lambda: "further")

    app.add_middleware(Doorkeeper, opening=Opening(app, load))
    client = TestClient(app, raise_server_exceptions=False)
    assert [client.get("/further").status_code for _ in range(2)] == [500, 200]
