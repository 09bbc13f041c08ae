"""Counts and times as Prometheus reads them, on a port of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from codewell.interfaces.observing.observation import Observation
from codewell.interfaces.observing.state import ServiceState
from codewell.kernel.errors import ConfigurationError

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """Counters of this process since it began.

    Labels are patterns of routes, methods, statuses, sources and meters: none is made from what a request holds.

    Args:
        state: tells what is read at each scrape.
    """

    def __init__(self, state: Callable[[], ServiceState]) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.registry.register(_StateCollector(state))
        self._seconds = Histogram(
            "codewell_request_seconds",
            "Time from a request's arrival to the end of its answer.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._answers = Counter("codewell_requests", "Answered requests.", ("method", "route", "status"), registry=self.registry)
        self._quotas = Counter(
            "codewell_quota_answers",
            "Answers that a plan counts, and refusals by one.",
            ("meter", "outcome"),
            registry=self.registry,
        )

    def note(self, seen: Observation) -> None:
        """Count one request."""
        self._seconds.labels(seen.method, seen.route).observe(seen.seconds)
        self._answers.labels(seen.method, seen.route, str(seen.status)).inc()
        if seen.meter:
            self._quotas.labels(seen.meter, "used_up" if seen.used_up else "counted").inc()

    def listen(self, host: str, port: int) -> None:
        """Give them out at `/metrics` of a port, until the process ends.

        Raises:
            ConfigurationError: the port cannot be listened on.
        """
        try:
            start_http_server(port, host, self.registry)
        except OSError as refused:
            raise ConfigurationError(
                f"Metrics could not be given out on {host}, port {port}: {refused.strerror or type(refused).__name__}.",
                next_step="Choose another metrics_port or metrics_host.",
            ) from None


class _StateCollector(Collector):
    """Reads the state of the service anew at each scrape."""

    def __init__(self, state: Callable[[], ServiceState]) -> None:
        self._state = state

    def describe(self) -> Iterable[Metric]:
        """Return nothing: registering must not open what a first request opens."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield what stands now."""
        state = self._state()
        told = GaugeMetricFamily(
            "codewell_reference", "1; replicas that differ here answer differently.", labels=["version", "digest"]
        )
        told.add_metric([state.version, state.reference], 1)
        yield told
        yield GaugeMetricFamily("codewell_search_ready", "Whether the search index is open.", value=float(state.search_ready))
        yield GaugeMetricFamily("codewell_release_jobs_running", "Imports and syncs that run.", value=float(state.jobs_running))
        age = GaugeMetricFamily(
            "codewell_release_age_days", "Days since the release in force began.", labels=["source", "release"]
        )
        left = GaugeMetricFamily(
            "codewell_release_left_days", "Days until it ends; below 0 it has.", labels=["source", "release"]
        )
        for one in state.releases:
            age.add_metric([one.source, one.release], one.age_days)
            if one.left_days is not None:
                left.add_metric([one.source, one.release], one.left_days)
        yield age
        yield left
        if state.connections is not None:
            pool = GaugeMetricFamily("codewell_database_connections", "Of this process to PostgreSQL.", labels=["state"])
            pool.add_metric(["in_use"], state.connections.in_use)
            pool.add_metric(["most"], state.connections.most)
            yield pool
