"""What stands before every route: security headers, a cap on what is read, and no traceback at a reader."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG = logging.getLogger(__name__)

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
MOST_BYTES = 4_500_000
"""Of a request body: a million characters of a note as a form may encode them."""
LARGEST_UPLOAD = 50_000_000
"""Bytes of a document that is dropped on the page of redaction."""
LARGEST_UPLOAD_BODY = 75_000_000
"""Of such a request: the result sends the document again in Base64, as a form encodes it."""
_UPLOADS = ("/redact", "/redact/download")

Answer = Callable[[Scope, Receive, Send], Awaitable[None]]
"""A response, as Starlette's responses are: called with the three ends of a request."""


class Shield:
    """Wraps the app; the outermost layer.

    Args:
        app: the app.
        too_large: makes the answer to a body past the cap.
        failed: makes the answer to a defect of the program.
    """

    def __init__(self, app: ASGIApp, too_large: Callable[[str], Answer], failed: Callable[[str], Answer]) -> None:
        self._app = app
        self._too_large = too_large
        self._failed = failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        try:
            body = await _whole_body(scope, receive)
            if body is None:
                await self._too_large(scope["path"])(scope, receive, send_with_headers)
                return
            await self._app(scope, _replayed(body, receive), send_with_headers)
        except Exception as defect:  # noqa: BLE001 - an error's words may hold a note, so neither reader nor log gets them
            _LOG.error("defect: %s at %s", type(defect).__name__, _place(defect))
            if started:
                raise ConnectionError("the answer broke off") from None
            await self._failed(scope["path"])(scope, receive, send_with_headers)


async def _whole_body(scope: Scope, receive: Receive) -> bytes | None:
    """Return the body of a request, or None as soon as it goes past the cap, announced or not."""
    most = LARGEST_UPLOAD_BODY if scope["path"] in _UPLOADS else MOST_BYTES
    announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    if announced.isdigit() and int(announced) > most:
        return None
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            break
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            return None
    return bytes(body)


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
