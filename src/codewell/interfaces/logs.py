"""Logs of the served app: what happened and where, as text or JSON; never words of a request."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

_SHOWN = frozenset(
    {"event", "level", "logger", "timestamp", "method", "route", "status", "milliseconds", "request", "slug", "account"}
)
"""Fields that a line may have; any other is dropped, so that no new call can carry a note into a log."""


def set_up_logs(form: Literal["text", "json"], *, requests: bool) -> None:
    """Send logs to standard error.

    Args:
        form: lines for a person, or JSON for a collector.
        requests: also one line a request, with the route's pattern in place of its address.
    """
    import structlog

    steps: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        only_what_may_be_shown,
    ]
    line: Any = (
        structlog.processors.JSONRenderer(sort_keys=True)
        if form == "json"
        else structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"], drop_missing=True)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=steps, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, line]
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("codewell.requests").setLevel(logging.INFO if requests else logging.WARNING)


def only_what_may_be_shown(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not on the list; the formatter's own fields go with it to the next step."""
    for name in list(event):
        if name not in _SHOWN and not name.startswith("_"):
            del event[name]
    return event
