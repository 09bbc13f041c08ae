"""Who is looking: set by the gate for each request, read by pages and routes."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codewell.accounts.account import Account
from codewell.accounts.allowances import Allowance, Reader
from codewell.accounts.passkey_answers import PasskeySite
from codewell.accounts.plans import Meter, Plans
from codewell.accounts.roles import Permission
from codewell.accounts.session import Session
from codewell.interfaces.web.masked import masked
from codewell.interfaces.web.pace import Pace

if TYPE_CHECKING:
    from codewell.accounts.tally import Tally


@dataclass(slots=True)
class Viewer:
    """Whoever sent the request.

    Args:
        address: network address; a proxy's word only where that proxy is trusted.
        permissions: what he may do.
        account: None for a visitor who has not signed in; the local account at a machine that serves only itself.
        session: None where nobody signed in by a browser.
        scopes: of the API key that was sent; None where none was.
        licensed: whether the licence's text of CPT codes may be shown to him.
        may_register: whether the service lets anybody make an account.
        lacks_second_factor: True where the service asks for one before it lets the account do all that its role may.
        passkey_site: what a passkey made here belongs to; None where the browser would make none.
        hospital: whose sign-in is offered, in words; empty for none.
        visit: names the session, or before signing in the visit, that forms belong to.
        seal_of_form: seals a visit for a form's token.
        token_was_used: True once a page with a form was made.
        plans: of the installation; None where nothing is metered.
        reader: who is counted, under which plan; None where nothing is metered.
        count: counts one use and returns what then stands there.
        give_back: takes a use back.
        pace: what is left of the requests of this minute; None where nobody counts them.
        tells_pace: whether the answer says so.
        tally: notes pages that accounts read; None where nothing is metered.
        was_counted: whether the answer is one that plans count.
        allowance: what stands on the counter of the page that is being made; None where nothing was counted.
    """

    address: str
    permissions: frozenset[Permission]
    account: Account | None = None
    session: Session | None = None
    scopes: frozenset[str] | None = None
    licensed: bool = False
    may_register: bool = False
    lacks_second_factor: bool = False
    passkey_site: PasskeySite | None = None
    hospital: str = ""
    visit: str = field(default="", repr=False)
    seal_of_form: Callable[[str], str] | None = field(default=None, repr=False)
    token_was_used: bool = False
    plans: Plans | None = field(default=None, repr=False)
    reader: Reader | None = field(default=None, repr=False)
    count: Callable[[Reader, Meter], Allowance | None] | None = field(default=None, repr=False)
    give_back: Callable[[Allowance], None] | None = field(default=None, repr=False)
    allowance: Allowance | None = None
    tally: Tally | None = field(default=None, repr=False)
    was_counted: bool = False
    pace: Pace | None = None
    tells_pace: bool = False

    @property
    def is_signed_in(self) -> bool:
        """Say whether a person has signed in, by a browser or by a key."""
        return self.session is not None or self.scopes is not None

    def may(self, permission: str) -> bool:
        """Say whether he may do this; templates give the permission's id."""
        return Permission(permission) in self.permissions

    def use_form_token(self) -> str:
        """Return a token that proves a form came from our own page; the gate gives the browser the cookie it belongs to."""
        if self.seal_of_form is None or not self.visit:
            return ""
        self.token_was_used = True
        return masked(self.seal_of_form(self.visit))


_NOBODY = Viewer(address="", permissions=frozenset())
_VIEWER: ContextVar[Viewer] = ContextVar("codewell_viewer", default=_NOBODY)


def current_viewer() -> Viewer:
    """Return who sent the request that is being answered."""
    return _VIEWER.get()


def set_viewer(viewer: Viewer) -> None:
    """Say who sent the request that is being answered; for the gate only."""
    _VIEWER.set(viewer)
