"""Answers the first readers while the routes of the tools are still being loaded."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

_LOG = logging.getLogger(__name__)


class Opening:
    """Completes an app by routes that are loaded when a request needs one of them, or soon after the start.

    What reads a code's page would else wait for the note coder, the redactor and the claim editor.

    Args:
        app: has the routes that are asked for first.
        load: loads the others, in a thread, and returns what adds them to the app.
    """

    def __init__(self, app: FastAPI, load: Callable[[], Callable[[], None]]) -> None:
        self._first = tuple(route for route in app.routes if getattr(route, "path", "") != app.openapi_url)
        self._load = load
        self._turn = asyncio.Lock()
        self._answered = asyncio.Event()
        self.is_complete = False

    def knows(self, scope: Scope) -> bool:
        """Say whether one of the first routes answers a request."""
        return any(route.matches(dict(scope))[0] is Match.FULL for route in self._first)

    async def complete(self) -> None:
        """Return once the app has all its routes."""
        async with self._turn:
            if not self.is_complete:
                add = await run_in_threadpool(self._load)
                add()
                self.is_complete = True

    def note_answer(self) -> None:
        """Note that somebody was answered."""
        self._answered.set()

    async def first_answer(self, at_most: float) -> None:
        """Return after the first answer, or in a while where nobody asks, so that the first page has the processor alone."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._answered.wait(), at_most)

    async def complete_quietly(self) -> None:
        """Complete the app beside the requests."""
        try:
            await self.complete()
        except Exception as defect:  # noqa: BLE001 - the next request that needs a tool tries again and tells
            _LOG.error("the tools could not be loaded: %s", type(defect).__name__)


class Doorkeeper:
    """Lets a request wait for the app's other routes where none of the first ones answers it.

    Args:
        app: the app.
        opening: completes it.
    """

    def __init__(self, app: ASGIApp, opening: Opening) -> None:
        self._app = app
        self._opening = opening

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and not self._opening.is_complete and not self._opening.knows(scope):
            await self._opening.complete()
        await self._app(scope, receive, send)
        self._opening.note_answer()
