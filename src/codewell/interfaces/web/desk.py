"""The workplace that answers requests: renewed when a release becomes ready, warmed up beside the first answers."""

from __future__ import annotations

import logging
import threading
import time

from codewell.kernel.errors import CodewellError
from codewell.tasks.workplace import Workplace

_LOG = logging.getLogger(__name__)
_SECONDS_BETWEEN_LOOKS = 2.0


class Desk:
    """Holds the current workplace; safe to share between threads.

    Args:
        workplace: what to begin with.
    """

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._turn = threading.Lock()
        self._looked = time.monotonic()
        self._search_state = "not opened"

    @property
    def search_state(self) -> str:
        """How far the search index is: "not opened", "opening", "ready" or "not built"."""
        return self._search_state

    def current(self) -> Workplace:
        """Return the workplace over the releases that are ready now; looks at the disk at most every two seconds."""
        now = time.monotonic()
        if now - self._looked < _SECONDS_BETWEEN_LOOKS or not self._turn.acquire(blocking=False):
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
