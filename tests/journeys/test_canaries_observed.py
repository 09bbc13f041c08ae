"""A name, a note and an account's address, sent to an observed service: metrics, traces and logs hold none of them."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import generate_latest

from account_site import AccountSite
from codewell.interfaces.logs import set_up_logs
from codewell.interfaces.observing.metrics import Metrics
from codewell.interfaces.observing.observer import Observer
from codewell.interfaces.observing.state import state_of
from codewell.interfaces.observing.traces import Traces
from codewell.interfaces.web.access import guarded_routes

NAME, EMAIL = "Zyxgarb Quillfeather", "zyxgarb@quillfeather.example"
NOTE = f"Patient: {NAME}, MRN 77-31-904-Q. ASSESSMENT: type 2 diabetes mellitus."
CANARIES = ("zyxgarb", "quillfeather", "77-31-904", "diabetes mellitus.")
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture
def logs_as_they_were():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("codewell.requests").setLevel(logging.NOTSET)


def test_metrics_traces_and_logs_hold_no_word_of_anybody(tmp_path: Path, clock, capsys, logs_as_they_were):
    set_up_logs("json", requests=True)
    site = AccountSite(tmp_path, f"sqlite:///{tmp_path / 'accounts.sqlite'}", clock, metering="on")
    sent = InMemorySpanExporter()
    metrics, traces = Metrics(lambda: state_of(site.app.state.desk, site.service)), Traces(sent, 1.0)
    site.app.add_middleware(Observer, watchers=[metrics.note, traces.note])
    site.add(EMAIL)
    browser = site.signed_in(EMAIL)
    headers = {"traceparent": PARENT, "tracestate": "zyxgarb=quillfeather", "baggage": "note=quillfeather", "User-Agent": NAME}
    paths = sorted({(method, route.path) for route in guarded_routes(site.app) for method in route.methods})
    assert len(paths) > 100
    token = browser.form_token()
    for method, path in paths:
        if path.startswith(("/sign-out", "/account")):
            continue
        address = "/".join(NAME if part.startswith("{") else part for part in path.split("/"))
        body = (
            {"json": {"text": NOTE, "q": NAME}}
            if path.startswith("/v1/")
            else {"data": {"text": NOTE, "q": NAME, "email": EMAIL}}
        )
        body = {} if method in ("GET", "HEAD") else body
        browser.request(method, address, params={"q": NAME, "code": NAME}, headers={**headers, "X-Form-Token": token}, **body)
    browser.request("ZYXGARB", "/search", headers=headers)
    browser.get(f"/{NAME}", headers=headers)
    traces.flush()
    told = {
        "metrics": generate_latest(metrics.registry).decode(),
        "traces": "\n".join(span.to_json() for span in sent.get_finished_spans()),
        "logs": capsys.readouterr().err,
    }
    assert 'route="/v1/code-note"' in told["metrics"]
    assert '"http.route": "/search"' in told["traces"]
    assert '"event": "answered"' in told["logs"]
    found = {(kind, one) for kind, text in told.items() for one in CANARIES if one in text.lower()}
    assert found == set()
    site.service.close()
