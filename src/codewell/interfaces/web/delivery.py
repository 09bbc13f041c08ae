"""How an answer travels: not at all where the reader's copy is still good, compressed where that is safe."""

from __future__ import annotations

import gzip
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from codewell.interfaces.web.program_paths import is_for_programs
from codewell.interfaces.web.rendering import content_tag

LEVEL = 4
"""Of zlib: pages shrink to a sixth; level 6 takes half as long again for three in a hundred."""
_SMALLEST = 1000
_TEXT = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/fhir+json",
    "application/fhir+xml",
    "image/svg+xml",
)
_REFUSES = re.compile(r"(?:^|,)\s*gzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)")
_KEPT_WITH_304 = frozenset((b"etag", b"cache-control", b"vary", b"set-cookie"))


class Delivery:
    """Sends answers of GET as 304 where `If-None-Match` names their `ETag`, and texts compressed.

    Compressing an answer that holds a secret beside words of the request lets who listens and makes a reader's browser ask
    again and again guess the secret from the length (BREACH). So a request that carries a cookie and that another site caused, as
    `Sec-Fetch-Site` says, is answered uncompressed. Where a browser is too old to say so, `SameSite` cookies and form tokens
    that are masked anew on each page stand in the way. Answers in several pieces pass as they are.

    Args:
        app: the app.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        compresses = accepts_gzip(asked.get("accept-encoding", "")) and not _caused_elsewhere(asked)
        known = asked.get("if-none-match", "") if scope["method"] == "GET" else ""
        tags = scope["method"] == "GET" and is_for_programs(scope["path"])
        start: Message | None = None

        async def deliver(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if start is not None:
                head, start = start, None
                if tags:
                    _tag(head, message)
                message = _shaped(head, message, known, compresses)
                await send(head)
            await send(message)

        await self._app(scope, receive, deliver)


def accepts_gzip(accepted: str) -> bool:
    """Say whether an `Accept-Encoding` names gzip and does not refuse it."""
    return "gzip" in accepted and not _REFUSES.search(accepted)


def same_tag(known: str, tag: str) -> bool:
    """Say whether an `If-None-Match` names a tag; weak comparison, as RFC 9110 asks for here."""
    plain = tag.removeprefix("W/")
    return bool(tag) and any(one.strip().removeprefix("W/") == plain for one in known.split(","))


def _caused_elsewhere(asked: Headers) -> bool:
    return "cookie" in asked and asked.get("sec-fetch-site", "none") not in ("none", "same-origin")


def _tag(head: Message, body: Message) -> None:
    """Name the content of an answer of the API where its route named none and it may be kept."""
    headers = MutableHeaders(raw=head["headers"])
    kept = "no-store" not in headers.get("cache-control", "")
    if head["status"] == 200 and kept and "etag" not in headers and not body.get("more_body"):
        headers["ETag"] = content_tag(body.get("body", b""))
        head["headers"] = headers.raw


def _shaped(head: Message, body: Message, known: str, compresses: bool) -> Message:
    """Turn the answer into a 304 or into its compressed form, where it may be; `head` is changed in place."""
    if body.get("more_body"):
        return body
    headers = Headers(raw=head["headers"])
    if head["status"] == 200 and known and same_tag(known, headers.get("etag", "")):
        head["status"] = 304
        head["headers"] = [(name, value) for name, value in head["headers"] if name.lower() in _KEPT_WITH_304]
        return {**body, "body": b""}
    if not headers.get("content-type", "").startswith(_TEXT):
        return body
    changed = MutableHeaders(raw=head["headers"])
    changed.add_vary_header("Accept-Encoding")
    content: bytes = body.get("body", b"")
    if compresses and len(content) >= _SMALLEST and "content-encoding" not in headers:
        content = gzip.compress(content, LEVEL, mtime=0)
        changed["Content-Encoding"] = "gzip"
        changed["Content-Length"] = str(len(content))
    head["headers"] = changed.raw
    return {**body, "body": content}
