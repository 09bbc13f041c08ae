"""What stands before every route: security headers, a cap on what is read, and no traceback at a reader."""

from __future__ import annotations

import logging
import time
from asyncio import timeout
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from codewell.interfaces.observing.observation import method_of
from codewell.interfaces.web.streamed_paths import STREAMED, counted

_LOG = logging.getLogger(__name__)
_REQUESTS = logging.getLogger("codewell.requests")

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
TLS_HEADERS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
MOST_BYTES = 4_500_000
"""Of a request body: a million characters of a note as a form may encode them."""
LARGEST_UPLOAD = 50_000_000
"""Bytes of a document that is dropped on the page of redaction."""
LARGEST_UPLOAD_BODY = 75_000_000
"""Of such a request: the result sends the document again in Base64, as a form encodes it."""
LARGEST_EPISODE = 200_000_000
"""Bytes of an archive that is dropped on the page of radiation oncology."""
MOST_BYTES_AT_ONCE = 400_000_000
"""Of all bodies that are being read or answered; whoever comes then is told to come again."""
SECONDS_FOR_A_BODY = 120.0
"""In which a body has to arrive, so that slow senders do not hold what others need."""
_MOST_OF = {
    "/redact": LARGEST_UPLOAD_BODY,
    "/redact/download": LARGEST_UPLOAD_BODY,
    "/radonc": LARGEST_EPISODE + MOST_BYTES,
    "/v1/rt/facts": LARGEST_EPISODE + MOST_BYTES,
    "/v1/rt/code": LARGEST_EPISODE + MOST_BYTES,
}
"""Bytes of a body at paths that take files."""

Answer = Callable[[Scope, Receive, Send], Awaitable[None]]
"""A response, as Starlette's responses are: called with the three ends of a request."""


class Shield:
    """Wraps the app; the outermost layer.

    Args:
        app: the app.
        too_large: makes the answer to a body past the cap.
        failed: makes the answer to a defect of the program.
        busy: makes the answer while too much is being read.
        tls: True where browsers reach it by TLS, and are told to stay with it.
        most_at_once: bytes of all bodies under way.
        seconds: in which a body has to arrive.
    """

    def __init__(
        self,
        app: ASGIApp,
        too_large: Callable[[str], Answer],
        failed: Callable[[str], Answer],
        busy: Callable[[str], Answer],
        *,
        tls: bool = False,
        most_at_once: int = MOST_BYTES_AT_ONCE,
        seconds: float = SECONDS_FOR_A_BODY,
    ) -> None:
        self._app = app
        self._too_large = too_large
        self._failed = failed
        self._busy = busy
        self._headers = {**HEADERS, **(TLS_HEADERS if tls else {})}
        self._most_at_once = most_at_once
        self._seconds = seconds
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, began = False, time.perf_counter()

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _note(scope, message["status"], began)
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                is_good_answer = scope["method"] in ("GET", "HEAD") and message["status"] < 400
                headers.setdefault("Cache-Control", "no-cache" if is_good_answer else "no-store")
            await send(message)

        body = _Body(most=_MOST_OF.get(scope["path"], MOST_BYTES))
        try:
            if scope["path"] in STREAMED:
                await self._app(scope, counted(receive), send_with_headers)
                return
            refused = await self._read(body, scope, receive)
            if refused is not None:
                await refused(scope["path"])(scope, receive, send_with_headers)
                return
            await self._app(scope, _replayed(bytes(body.content), receive), send_with_headers)
        except Exception as defect:  # noqa: BLE001 - an error's words may hold a note, so neither reader nor log gets them
            _LOG.error("defect: %s at %s", type(defect).__name__, _place(defect))
            if started:
                raise ConnectionError("the answer broke off") from None
            await self._failed(scope["path"])(scope, receive, send_with_headers)
        finally:
            self._under_way -= len(body.content)

    async def _read(self, body: _Body, scope: Scope, receive: Receive) -> Callable[[str], Answer] | None:
        """Read a body piece by piece; return what tells that it cannot be taken, as soon as that shows."""
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if announced.isdigit() and int(announced) > body.most:
            return self._too_large
        try:
            async with timeout(self._seconds):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        return None
                    piece = message.get("body", b"")
                    body.content += piece
                    self._under_way += len(piece)
                    if len(body.content) > body.most:
                        return self._too_large
                    if self._under_way > self._most_at_once:
                        return self._busy
                    if not message.get("more_body", False):
                        return None
        except TimeoutError:
            return self._busy


@dataclass(slots=True)
class _Body:
    """What was read of a body.

    Args:
        most: bytes it may have.
        content: its bytes so far.
    """

    most: int
    content: bytearray = field(default_factory=bytearray)


def _note(scope: Scope, status: int, began: float) -> None:
    """Log a request by the pattern of its route: its address may hold what somebody searched for."""
    if _REQUESTS.isEnabledFor(logging.INFO):
        route = getattr(scope.get("route"), "path", "none")
        milliseconds = round((time.perf_counter() - began) * 1000, 1)
        _REQUESTS.info(
            "answered",
            extra={"method": method_of(scope["method"]), "route": route, "status": status, "milliseconds": milliseconds},
        )


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Give the body that was read, then whatever the client sends after it."""
    pending = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return pending.pop() if pending else await receive()

    return receive_again


def _place(defect: BaseException) -> str:
    """Return file and line where a defect arose; frames hold no text of a request."""
    trace = defect.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
