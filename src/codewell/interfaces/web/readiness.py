"""Whether this replica may be asked, and which releases it answers from: `/readyz`, for whoever shares requests out."""

from __future__ import annotations

import time

from anyio.to_thread import run_sync

import codewell
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.service import Service
from codewell.kernel.errors import CodewellError
from codewell.releases.mirroring.digest import reference_digest

_SECONDS_BETWEEN_LOOKS = 1.0


class Readiness:
    """Tells whether the search index is open and the accounts database answers; safe to share between requests.

    Args:
        desk: opens releases and index.
        service: opens the accounts.
    """

    def __init__(self, desk: Desk, service: Service) -> None:
        self._desk = desk
        self._service = service
        self._accounts = ""
        self._looked = float("-inf")

    async def state(self) -> tuple[bool, dict[str, object]]:
        """Return whether requests may come, and what is told of it; anybody may ask, so it names no address and no file."""
        accounts = await self._accounts_state()
        search = self._desk.search_state
        releases = tuple(self._desk.everything().shelf)
        is_ready = search == "ready" and accounts in ("ready", "not needed")
        return is_ready, {
            "status": "ready" if is_ready else "not ready",
            "version": codewell.__version__,
            "search": search,
            "accounts": accounts,
            "reference": reference_digest(releases),
            "releases": {release.title: release.sha256[:12] for release in releases},
        }

    async def _accounts_state(self) -> str:
        """Ask the database at most once a second, however many ask us."""
        if not self._service.is_open and not self._service.settings.database:
            return "not needed"
        if time.monotonic() - self._looked > _SECONDS_BETWEEN_LOOKS:
            self._looked = time.monotonic()
            self._accounts = await run_sync(self._asked)
        return self._accounts or "not opened"

    def _asked(self) -> str:
        try:
            self._service.open().database.answers()
        except CodewellError as refused:
            return refused.slug
        return "ready"
