"""Counts what a plan gives: before an answer is made, and given back where nothing came of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from anyio.to_thread import run_sync
from fastapi import Depends, FastAPI, Request
from fastapi.routing import iter_route_contexts
from starlette.datastructures import MutableHeaders
from starlette.types import Message

from codewell.accounts.allowances import ACCOUNT, Allowance, Reader
from codewell.accounts.plans import Meter, Plans
from codewell.accounts.roles import Permission
from codewell.interfaces.web.addresses import network_of
from codewell.interfaces.web.problems import quota_headers
from codewell.interfaces.web.viewer import Viewer, current_viewer
from codewell.kernel.errors import StorageError

if TYPE_CHECKING:
    from codewell.accounts.installation import Accounts
    from codewell.accounts.quotas import Quotas

_SERVED = frozenset({200, 304})
"""What counts: a page, and the word that the reader's copy of it is still good."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A dependency of a route whose answers a plan counts.

    Args:
        meter: what one answer is.
        given: name of the query field without which the answer is an empty form, which nobody counts; empty for always.
    """

    meter: Meter
    given: str = ""

    async def __call__(self, request: Request) -> None:
        """Count the answer before it is made.

        Raises:
            QuotaUsedUpError: the plan gives no more.
        """
        viewer = current_viewer()
        if viewer.reader is None or viewer.count is None:
            return
        if self.given and not request.query_params.get(self.given, "").strip():
            return
        viewer.was_counted = self.meter is Meter.CODE_PAGES
        if viewer.reader.gives(self.meter) is None:
            return
        viewer.allowance = await run_sync(viewer.count, viewer.reader, self.meter)


def counts(meter: Meter, *, given: str = "") -> Any:
    """Return the dependency that counts the answers of a route."""
    return Depends(Counted(meter, given))


def counted_paths(app: FastAPI) -> dict[str, Counted]:
    """Return the patterns of the routes whose answers are counted, and how."""
    asked = [(one.path, getattr(one, "dependant", None)) for one in iter_route_contexts(app.routes)]
    calls = [(path, one.call) for path, dependant in asked if dependant for one in dependant.dependencies]
    return {str(path): call for path, call in calls if isinstance(call, Counted)}


def meter_viewer(viewer: Viewer, plans: Plans, accounts: Accounts) -> None:
    """Say under which plan a viewer reads and what counts it.

    Args:
        viewer: who sent the request, with his account where he signed in.
        plans: of the installation.
        accounts: with the counters.
    """
    quotas = accounts.quotas
    viewer.tally = accounts.tally
    reader = reader_of(viewer, plans, quotas)
    if reader.waits or not reader.plan.tools:
        viewer.permissions -= {Permission.USE_TOOLS}
    elif reader.is_guest and Permission.READ in viewer.permissions:
        viewer.permissions |= {Permission.USE_TOOLS}
    viewer.reader = reader
    viewer.plans = plans
    viewer.count = lambda reader, meter: quotas.use(reader, meter, plans.period)
    viewer.give_back = quotas.give_back


def reader_of(viewer: Viewer, plans: Plans, quotas: Quotas) -> Reader:
    """Return who is counted: the account where one signed in, else the network that the address belongs to."""
    if viewer.account is not None:
        return Reader(ACCOUNT + viewer.account.id, plans.of(viewer.account.plan), waits=viewer.account.verified_at is None)
    return quotas.guest(network_of(viewer.address), plans.of_guest(viewer.address))


async def settle(viewer: Viewer, message: Message | None) -> None:
    """Say on an answer what is left; give back what was counted for one that shows no page: a redirect, a refusal, a defect.

    Args:
        viewer: who sent the request.
        message: the beginning of the answer; None where none could be made.
    """
    allowance: Allowance | None = viewer.allowance
    served = message is not None and message["status"] in _SERVED
    read = served and viewer.was_counted
    if read and viewer.account is not None and viewer.tally is not None and viewer.tally.note(viewer.account.id):
        with suppress(StorageError):  # the page is made; the tally keeps what it noted for the next time
            await run_sync(viewer.tally.write)
    if allowance is None:
        return
    if message is not None and served:
        MutableHeaders(scope=message).update(quota_headers(allowance))
        return
    viewer.allowance = None
    assert viewer.give_back is not None
    with suppress(StorageError):  # one use too many counted, none too many granted
        await run_sync(viewer.give_back, allowance)
