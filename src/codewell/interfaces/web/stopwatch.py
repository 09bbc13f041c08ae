"""Says with each page how long the server took for it."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Stopwatch:
    """Adds `Server-Timing: app;dur=MILLISECONDS` to answers of GET; the outermost layer.

    The time runs from the request's arrival in the app to the beginning of its answer. Other methods are left out: how long a
    password was looked at is nobody's business.

    Args:
        app: the app.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def send_with_time(message: Message) -> None:
            if message["type"] == "http.response.start":
                taken = 1000 * (time.perf_counter() - began)
                message["headers"] = [*message["headers"], (b"server-timing", f"app;dur={taken:.2f}".encode())]
            await send(message)

        await self._app(scope, receive, send_with_time)
