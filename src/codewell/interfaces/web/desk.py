"""The workplace that answers requests: renewed when a release becomes ready, warmed up beside the first answers."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

from codewell.interfaces.web.viewer import current_viewer
from codewell.kernel.errors import CodewellError
from codewell.tasks.workplace import Workplace

Answer = TypeVar("Answer")
Asked = ParamSpec("Asked")
_LOG = logging.getLogger(__name__)
_SECONDS_BETWEEN_LOOKS = 2.0


class Desk:
    """Holds the current workplace; safe to share between threads.

    Args:
        workplace: what to begin with.
        seconds_between_looks: how long a release that became ready may go unseen.
    """

    def __init__(self, workplace: Workplace, seconds_between_looks: float = _SECONDS_BETWEEN_LOOKS) -> None:
        self._workplace = workplace
        self._seconds_between_looks = seconds_between_looks
        self._key = os.urandom(16)
        self._turn = threading.Lock()
        self._looked = time.monotonic()
        self._search_state = "not opened"

    @property
    def search_state(self) -> str:
        """How far the search index is: "not opened", "opening", "ready" or "not built"."""
        return self._search_state

    def current(self) -> Workplace:
        """Return the workplace over the releases that are ready now, without licensed text for whoever has no licence for it."""
        workplace = self._renewed()
        return workplace if current_viewer().licensed else workplace.unlicensed

    def everything(self) -> Workplace:
        """Return the workplace over all releases that are ready now, whoever asks; only to name them, never to answer from."""
        return self._renewed()

    def _renewed(self) -> Workplace:
        """Return the workplace over the releases that are ready now; looks at the disk at most every two seconds."""
        now = time.monotonic()
        if now - self._looked < self._seconds_between_looks or not self._turn.acquire(blocking=False):
            return self._workplace
        try:
            self._looked = now
            renewed = self._workplace.refreshed()
            if renewed is not self._workplace:
                self._workplace = renewed
                self.warm_up()
        finally:
            self._turn.release()
        return self._workplace

    def tag(self, workplace: Workplace, *asked: object) -> str:
        """Return the entity tag of an answer that follows from the releases and from what was asked, and from nothing else.

        Args:
            workplace: whose releases answer.
            asked: the question; without a day of its own, with the day at the desk.
        """
        state = repr((workplace.shelf.stamp, asked)).encode()
        return f'W/"{hashlib.blake2b(state, key=self._key, digest_size=12).hexdigest()}"'

    async def quickly(self, work: Callable[[], Answer]) -> Answer:
        """Do work of a few milliseconds where the request stands; in a thread while the search index is not open yet.

        Threads that compute take turns, so many short answers come sooner one after the other.
        """
        return await run_in_threadpool(work) if self._search_state in ("not opened", "opening") else work()

    def quick(self, work: Callable[Asked, Answer]) -> Callable[Asked, Coroutine[Any, Any, Answer]]:
        """Return a route that does its work `quickly`; for what reads the releases and asks the index, not for a tool's job."""

        @wraps(work)
        async def route(*asked: Asked.args, **named: Asked.kwargs) -> Answer:
            return await self.quickly(lambda: work(*asked, **named))

        return route

    def warm_up(self, after: float = 0.0) -> None:
        """Open the search index beside the requests.

        Args:
            after: seconds to wait first, so that the first page need not share the processor with it.
        """
        timer = threading.Timer(after, self._open_search)
        timer.daemon = True
        timer.start()

    def _open_search(self) -> None:
        self._search_state = "opening"
        try:
            _ = self._workplace.search
            self._search_state = "ready"
        except CodewellError as refusal:
            self._search_state = "not built"
            _LOG.warning("search is not available: %s", refusal.slug)
        except Exception as defect:  # noqa: BLE001 - a defect of the index must not take the code pages down
            self._search_state = "not built"
            _LOG.error("search could not be opened: %s", type(defect).__name__)
