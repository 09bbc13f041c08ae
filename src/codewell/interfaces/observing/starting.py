"""Begins to observe a served app as its settings say; without them nothing is loaded and nothing is counted."""

from __future__ import annotations

from fastapi import FastAPI

from codewell.interfaces.observing.observation import Watcher
from codewell.interfaces.observing.observer import Observer
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.service import Service
from codewell.kernel.errors import ConfigurationError


def observe(app: FastAPI, desk: Desk, service: Service) -> None:
    """Count and trace what goes by, where the settings ask for it.

    Raises:
        ConfigurationError: the extra is not installed, or the port of the metrics cannot be listened on.
    """
    settings = service.settings
    watchers: list[Watcher] = []
    if settings.metrics_port:
        watchers.append(_metrics(desk, service))
    if settings.traces:
        watchers.append(_traces(settings.traces, settings.traces_ratio))
    if watchers:
        app.add_middleware(Observer, watchers=watchers)


def _metrics(desk: Desk, service: Service) -> Watcher:
    try:
        from codewell.interfaces.observing.metrics import Metrics
    except ModuleNotFoundError:
        raise _lacking("metrics_port", "metrics") from None
    from codewell.interfaces.observing.state import state_of

    metrics = Metrics(lambda: state_of(desk, service))
    metrics.listen(service.settings.metrics_host, service.settings.metrics_port)
    return metrics.note


def _traces(address: str, ratio: float) -> Watcher:
    try:
        from codewell.interfaces.observing.traces import Traces, otlp_exporter

        return Traces(otlp_exporter(address), ratio).note
    except ModuleNotFoundError:
        raise _lacking("traces", "otel") from None


def _lacking(setting: str, extra: str) -> ConfigurationError:
    return ConfigurationError(
        f"The setting {setting} needs packages that are not installed.", next_step=f"pip install 'codewell[{extra}]'"
    )
