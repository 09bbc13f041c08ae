"""Requests that were refused for want of a right: told in the log, and in the trail where an account is known."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from anyio.to_thread import run_sync
from starlette.types import Scope

from codewell.interfaces.observing.observation import method_of
from codewell.interfaces.outcomes import outcome_of
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.viewer import Viewer
from codewell.kernel.errors import CodewellError, NotAllowedError, StorageError

_LOG = logging.getLogger("codewell.refusals")
MOST_ROWS = 20
"""Of one account in an hour, and lines of everybody in a minute: whoever tries without end fills neither disk nor trail."""
MOST_LINES = 60
_MOST_ACCOUNTS = 10_000


@dataclass(slots=True)
class _Span:
    """What was written since an instant."""

    since: datetime
    count: int = 0
    seen: set[tuple[str, str]] = field(default_factory=set)


class Refusals:
    """Notes what was refused; the same thing of the same account once an hour.

    Args:
        service: gives the trail and the clock.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._of_account: dict[str, _Span] = {}
        self._lines = _Span(service.clock())

    async def note(self, scope: Scope, error: CodewellError, viewer: Viewer) -> None:
        """Note a refusal, where the error is one; a missing sign-in is none, for it is how signing in begins."""
        if not isinstance(error, NotAllowedError):
            return
        route = str(getattr(scope.get("route"), "path", "")) or "before any route"
        account = viewer.account.id if viewer.account is not None and viewer.is_signed_in else ""
        self._say(route, method_of(scope["method"]), error, account)
        if account and self._is_new(account, (route, error.slug)):
            detail = {"slug": error.slug, "method": method_of(scope["method"])}
            trail = self._service.accounts.audit
            try:
                await run_sync(lambda: trail.record(f"account:{account}", "access.refused", route[:160], detail))
            except StorageError as lost:  # what was refused stays refused, and the line above tells of it
                self._of_account[account].seen.discard((route, error.slug))
                _LOG.error("not in the audit trail: %s", lost.slug)

    def _say(self, route: str, method: str, error: CodewellError, account: str) -> None:
        now = self._service.clock()
        if now - self._lines.since >= timedelta(minutes=1):
            self._lines = _Span(now)
        self._lines.count += 1
        if self._lines.count <= MOST_LINES:
            told = {"route": route, "method": method, "status": outcome_of(error).http_status, "slug": error.slug}
            _LOG.warning("refused", extra=told | ({"account": account} if account else {}))

    def _is_new(self, account: str, what: tuple[str, str]) -> bool:
        now = self._service.clock()
        held = self._of_account.get(account)
        if held is None or now - held.since >= timedelta(hours=1):
            if len(self._of_account) >= _MOST_ACCOUNTS:
                self._of_account.clear()
            held = self._of_account[account] = _Span(now)
        if what in held.seen or len(held.seen) >= MOST_ROWS:
            return False
        held.seen.add(what)
        return True
