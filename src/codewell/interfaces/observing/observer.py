"""Sees each request go by and tells of it when it is answered."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from codewell.interfaces.observing.observation import NO_ROUTE, Observation, Watcher, method_of

_LOG = logging.getLogger(__name__)
_PARENT = re.compile(rb"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_METER = re.compile(rb'"([a-z-]{1,40})";')
_NOT_OBSERVED = ("/healthz", "/readyz", "/static/", "/favicon.ico")
"""Asked by machines every few seconds, or files: they would drown what people do."""
_WENT_AWAY = 499


class Observer:
    """The outermost layer of an observed app.

    Args:
        app: the app.
        watchers: are told of each request.
    """

    def __init__(self, app: ASGIApp, watchers: Sequence[Watcher]) -> None:
        self._app = app
        self._watchers = watchers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"].startswith(_NOT_OBSERVED):
            await self._app(scope, receive, send)
            return
        began_at, began = time.time_ns(), time.perf_counter()
        status, limits = _WENT_AWAY, b""

        async def noting(message: Message) -> None:
            nonlocal status, limits
            if message["type"] == "http.response.start":
                status = message["status"]
                limits = next((value for name, value in message["headers"] if name.lower() == b"ratelimit"), b"")
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            self._tell(_observed(scope, status, limits, began_at, time.perf_counter() - began))

    def _tell(self, observation: Observation) -> None:
        for watcher in self._watchers:
            try:
                watcher(observation)
            except Exception as defect:  # noqa: BLE001 - whoever watches must not keep anybody from his answer
                _LOG.error("not observed: %s", type(defect).__name__)


def _observed(scope: Scope, status: int, limits: bytes, began_at: int, seconds: float) -> Observation:
    route = getattr(scope.get("route"), "path", NO_ROUTE) or NO_ROUTE
    counted = _METER.match(limits)
    parent = next((value for name, value in scope["headers"] if name == b"traceparent"), b"")
    return Observation(
        method_of(scope["method"]),
        route,
        status,
        began_at,
        seconds,
        counted[1].decode() if counted else "",
        bool(counted) and status == 429,
        parent.decode() if _PARENT.fullmatch(parent) else "",
    )
