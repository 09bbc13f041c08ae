"""Logs of the served app hold what is on the list, and nothing else."""

from __future__ import annotations

import json
import logging

import pytest

from codewell.interfaces.logs import set_up_logs

CANARY = "Zyxgarb Quillfeather"


@pytest.fixture(autouse=True)
def root_as_it_was():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("codewell.requests").setLevel(logging.NOTSET)


def test_a_field_that_is_not_on_the_list_is_dropped(capsys):
    set_up_logs("json", requests=True)
    logging.getLogger("codewell.requests").info(
        "answered", extra={"route": "/code/{system}/{text}", "status": 200, "note": CANARY}
    )
    logging.getLogger("codewell.requests").warning("answered", extra={"patient": CANARY})
    written = capsys.readouterr().err
    first, second = map(json.loads, written.splitlines())
    assert (first["event"], first["route"], first["status"], first["level"]) == ("answered", "/code/{system}/{text}", 200, "info")
    assert second["event"] == "answered"
    assert CANARY not in written


def test_requests_are_logged_only_where_the_owner_asked(capsys):
    set_up_logs("text", requests=False)
    logging.getLogger("codewell.requests").info("answered", extra={"route": "/search"})
    assert capsys.readouterr().err == ""
    logging.getLogger("codewell.interfaces.web.shield").error("defect: %s", "ValueError")
    assert "defect: ValueError" in capsys.readouterr().err
