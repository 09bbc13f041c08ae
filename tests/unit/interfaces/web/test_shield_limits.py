"""What the shield refuses while a body arrives: too much of it, too slowly, too many at once."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import PlainTextResponse

from codewell.interfaces.web.shield import LARGEST_UPLOAD_BODY, MOST_BYTES, Shield


async def length(scope, receive, send):
    """An app that answers with the length of what it was sent."""
    message = await receive()
    await PlainTextResponse(str(len(message["body"])))(scope, receive, send)


def shield(**limits) -> Shield:
    def told(words: str):
        return lambda path: PlainTextResponse(words, 500)

    return Shield(length, told("too large"), told("failed"), told("busy"), **limits)


async def asked(app: Shield, pieces: list[bytes], *, path: str = "/case", pause: float = 0.0) -> str:
    """Send a body piece by piece and return the words of the answer."""
    waiting = [
        {"type": "http.request", "body": piece, "more_body": number < len(pieces) - 1} for number, piece in enumerate(pieces)
    ]
    said: list[bytes] = []

    async def receive():
        await asyncio.sleep(pause)
        return waiting.pop(0)

    async def send(message):
        said.append(message.get("body", b""))

    await app({"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b""}, receive, send)
    return b"".join(said).decode()


@pytest.mark.parametrize(("path", "most"), [("/case", MOST_BYTES), ("/redact", LARGEST_UPLOAD_BODY)])
def test_a_body_is_refused_at_the_byte_that_is_too_much(path, most):
    assert asyncio.run(asked(shield(), [b"x" * (most - 1), b"y"], path=path)) == str(most)
    assert asyncio.run(asked(shield(), [b"x" * most, b"y", b"never read"], path=path)) == "too large"


def test_a_body_that_trickles_is_given_up():
    assert asyncio.run(asked(shield(seconds=0.05), [b"x"] * 50, pause=0.02)) == "busy"


def test_bodies_under_way_are_counted_together_and_forgotten_when_answered():
    async def three() -> list[str]:
        app = shield(most_at_once=250)
        slow = [asyncio.create_task(asked(app, [b"x" * 50, b"x" * 50], pause=0.05)) for _ in range(2)]
        await asyncio.sleep(0.08)
        turned_away = await asked(app, [b"x" * 100, b"x" * 100])
        answers = [*await asyncio.gather(*slow), turned_away]
        return [*answers, await asked(app, [b"x" * 200])]

    assert asyncio.run(three()) == ["100", "100", "busy", "200"]
