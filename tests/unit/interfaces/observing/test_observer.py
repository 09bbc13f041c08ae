"""What is counted and traced of a request, and what cannot get there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import generate_latest
from starlette.testclient import TestClient

from codewell.interfaces.observing.metrics import Metrics
from codewell.interfaces.observing.observation import Observation
from codewell.interfaces.observing.observer import Observer
from codewell.interfaces.observing.starting import observe
from codewell.interfaces.observing.state import ReleaseAge, ServiceState, state_of
from codewell.interfaces.observing.traces import AllowedOnly, Traces
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.kernel.errors import ConfigurationError
from codewell.tasks.workplace import Workplace

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
STATE = ServiceState(
    "0.1.0", "ab12", True, 1, (ReleaseAge("icd10cm", "FY2026", 244, 120), ReleaseAge("cpt", "2026", 152, None)), None
)
SEEN = Observation("GET", "/code/{system}/{text}", 200, 1_780_000_000_000_000_000, 0.04)
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def watched(tmp_path, watcher) -> TestClient:
    app = create_app(Workplace(tmp_path, lambda: NOON))
    app.add_middleware(Observer, watchers=[watcher])
    return TestClient(app)


def metrics_of(*seen: Observation) -> str:
    metrics = Metrics(lambda: STATE)
    for one in seen:
        metrics.note(one)
    return generate_latest(metrics.registry).decode()


def test_a_request_is_told_of_by_the_pattern_of_its_route(tmp_path):
    seen: list[Observation] = []
    with watched(tmp_path, seen.append) as client:
        client.get("/code/icd10cm/E11.22?on=2026-06-02", headers={"traceparent": PARENT})
        client.get("/Zyxgarb/Quillfeather")
        client.request("ZYXGARB", "/search")
    assert [(one.method, one.route, one.parent) for one in seen] == [
        ("GET", "/code/{system}/{text}", PARENT),
        ("GET", "none", ""),
        ("other", seen[2].route, ""),
    ]
    assert seen[2].route in ("/search", "none")
    assert seen[1].status == 404
    assert all(one.seconds > 0 for one in seen)


def test_what_machines_ask_every_few_seconds_is_left_out(tmp_path):
    seen: list[Observation] = []
    with watched(tmp_path, seen.append) as client:
        for path in ("/healthz", "/readyz", "/static/codewell.css", "/favicon.ico"):
            client.get(path)
    assert seen == []


def test_a_watcher_that_fails_keeps_nobody_from_his_answer(tmp_path, caplog):
    def broken(seen: Observation) -> None:
        raise ValueError("Zyxgarb")

    with watched(tmp_path, broken) as client:
        assert client.get("/v1/releases").status_code == 200
    assert "ValueError" in caplog.text
    assert "Zyxgarb" not in caplog.text


def test_a_trace_context_that_is_none_is_not_handed_on(tmp_path):
    seen: list[Observation] = []
    with watched(tmp_path, seen.append) as client:
        for sent in ("Zyxgarb", PARENT + "-Zyxgarb", PARENT.upper()):
            client.get("/v1/releases", headers={"traceparent": sent})
    assert [one.parent for one in seen] == ["", "", ""]


def test_counts_times_and_quotas_stand_under_their_labels():
    limited = Observation("GET", "/search", 429, 1, 0.001, "searches", used_up=True)
    told = metrics_of(SEEN, SEEN, limited)
    assert 'codewell_requests_total{method="GET",route="/code/{system}/{text}",status="200"} 2.0' in told
    assert 'codewell_request_seconds_bucket{le="0.05",method="GET",route="/code/{system}/{text}"} 2.0' in told
    assert 'codewell_request_seconds_bucket{le="0.025",method="GET",route="/code/{system}/{text}"} 0.0' in told
    assert 'codewell_quota_answers_total{meter="searches",outcome="used_up"} 1.0' in told


def test_the_state_is_read_at_each_scrape():
    told = metrics_of()
    assert 'codewell_reference{digest="ab12",version="0.1.0"} 1.0' in told
    assert 'codewell_release_age_days{release="FY2026",source="icd10cm"} 244.0' in told
    assert 'codewell_release_left_days{release="FY2026",source="icd10cm"} 120.0' in told
    assert 'left_days{release="2026",source="cpt"}' not in told, "nobody announced its end"
    assert "codewell_release_jobs_running 1.0" in told
    assert "codewell_database_connections" not in told


def test_the_age_of_a_release_counts_from_its_first_day(reference_home):
    app = create_app(Workplace(reference_home, lambda: NOON))
    service = Service(reference_home, lambda: NOON, ServiceSettings())
    (code_list,) = (one for one in state_of(app.state.desk, service).releases if one.source == "icd10cm")
    assert code_list == ReleaseAge("icd10cm", "FY2026", 244, 120), "1 October 2025 to 30 September 2026, seen on 2 June 2026"


@pytest.fixture
def sent() -> InMemorySpanExporter:
    return InMemorySpanExporter()


def test_a_span_goes_on_with_the_trace_it_came_with_and_holds_three_attributes(sent):
    traces = Traces(sent, 1.0)
    traces.note(Observation("POST", "/v1/code-note", 500, 1_000, 2.0, parent=PARENT))
    traces.flush()
    (span,) = sent.get_finished_spans()
    assert span.name == "POST /v1/code-note"
    assert dict(span.attributes) == {
        "http.request.method": "POST",
        "http.route": "/v1/code-note",
        "http.response.status_code": 500,
    }
    assert f"{span.context.trace_id:032x}" == PARENT.split("-")[1]
    assert (span.start_time, span.end_time) == (1_000, 2_000_001_000)
    assert not span.status.is_ok
    assert set(span.resource.attributes) == {"service.name", "service.version"}


def test_what_somebody_adds_to_a_span_does_not_leave(sent):
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(AllowedOnly(sent)))
    with provider.get_tracer("other").start_as_current_span("Zyxgarb") as span:
        span.set_attribute("note", "Zyxgarb")
        span.set_attribute("http.route", "/search")
        span.add_event("Zyxgarb", {"note": "Zyxgarb"})
        span.record_exception(ValueError("Zyxgarb"))
    (left,) = sent.get_finished_spans()
    assert "Zyxgarb" not in left.to_json()
    assert dict(left.attributes) == {"http.route": "/search"}


def test_nothing_is_traced_of_a_ratio_of_none(sent):
    traces = Traces(sent, 0.0)
    traces.note(SEEN)
    traces.flush()
    assert sent.get_finished_spans() == ()


def test_without_settings_nothing_is_observed(tmp_path):
    app = create_app(Workplace(tmp_path, lambda: NOON))
    before = len(app.user_middleware)
    observe(app, app.state.desk, Service(tmp_path, lambda: NOON, ServiceSettings()))
    assert len(app.user_middleware) == before


def test_a_port_that_is_taken_is_told():
    metrics = Metrics(lambda: STATE)
    with pytest.raises(ConfigurationError, match="metrics_port"):
        metrics.listen("192.0.2.1", 9)
