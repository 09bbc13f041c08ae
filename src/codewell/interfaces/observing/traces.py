"""Traces of requests by OpenTelemetry, off unless the settings name where they go; only what is on a list leaves the process."""

from __future__ import annotations

from collections.abc import Sequence

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

import codewell
from codewell.interfaces.observing.observation import Observation

METHOD, ROUTE, STATUS = "http.request.method", "http.route", "http.response.status_code"
ALLOWED = frozenset({METHOD, ROUTE, STATUS})
"""Attributes that a span may have; any other is dropped with every event, so that no new call can carry a note into a trace."""


class AllowedOnly(SpanExporter):
    """Hands on spans without anything that is not on the list.

    Args:
        exporter: sends them.
    """

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send what may be sent of each span."""
        return self._exporter.export([_stripped(span) for span in spans])

    def shutdown(self) -> None:
        """Send no more."""
        self._exporter.shutdown()


class Traces:
    """One span a request, its parent taken from `traceparent`; `tracestate` and baggage, which hold free words, are not read.

    Args:
        exporter: sends spans.
        ratio: of the requests without a parent that are traced.
    """

    def __init__(self, exporter: SpanExporter, ratio: float) -> None:
        resource = Resource({"service.name": "codewell", "service.version": codewell.__version__})
        self._provider = TracerProvider(ParentBased(TraceIdRatioBased(ratio)), resource, shutdown_on_exit=True)
        self._provider.add_span_processor(BatchSpanProcessor(AllowedOnly(exporter)))
        self._tracer = self._provider.get_tracer("codewell")
        self._parents = TraceContextTextMapPropagator()

    def note(self, seen: Observation) -> None:
        """Make the span of one request."""
        span = self._tracer.start_span(
            f"{seen.method} {seen.route}",
            context=self._parents.extract({"traceparent": seen.parent}) if seen.parent else None,
            kind=SpanKind.SERVER,
            attributes={METHOD: seen.method, ROUTE: seen.route, STATUS: seen.status},
            start_time=seen.began_at,
        )
        if seen.status >= 500:
            span.set_status(Status(StatusCode.ERROR))
        span.end(seen.began_at + int(seen.seconds * 1e9))

    def flush(self) -> None:
        """Send what waits."""
        self._provider.force_flush()


def otlp_exporter(address: str) -> SpanExporter:
    """Return what sends spans to a collector that speaks OTLP over HTTP."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter(endpoint=address, timeout=5)


def _stripped(span: ReadableSpan) -> ReadableSpan:
    """Return the span with its allowed attributes, without events, links, or words of its status."""
    attributes = {name: value for name, value in (span.attributes or {}).items() if name in ALLOWED}
    return ReadableSpan(
        name=f"{attributes.get(METHOD, '')} {attributes.get(ROUTE, '')}".strip() or "request",
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=attributes,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
