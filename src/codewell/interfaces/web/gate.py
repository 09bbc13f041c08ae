"""Stands before the routes: finds out who is looking, and refuses what does not come from our own pages."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from codewell.accounts.api_key import ApiKey
from codewell.accounts.keyring import new_token
from codewell.accounts.session import Session
from codewell.interfaces.web.access import require
from codewell.interfaces.web.addresses import caller_address
from codewell.interfaces.web.bearer import KeyRefusedError, bearer_of, keyed, put_key, seated
from codewell.interfaces.web.masked import unmasked
from codewell.interfaces.web.metering import meter_viewer, settle
from codewell.interfaces.web.pace import Pacing, add_pace
from codewell.interfaces.web.program_paths import is_for_programs
from codewell.interfaces.web.refusals import Refusals
from codewell.interfaces.web.second_factors.own_address import passkey_site
from codewell.interfaces.web.second_factors.policy import permitted
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.shield import Answer
from codewell.interfaces.web.streamed_paths import STREAMED, beginning_of
from codewell.interfaces.web.viewer import Viewer, current_viewer, set_viewer
from codewell.kernel.errors import CodewellError, NotAllowedError

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OPEN_PATHS = ("/static/", "/healthz", "/readyz", "/favicon.ico")
TOKEN_FIELD = "form_token"
TOKEN_HEADER = "x-form-token"
_IN_FORM = re.compile(rb"form_token(?:=|\"\r\n\r\n)([A-Za-z0-9_.-]{20,200})")
Refusal = Callable[[Scope, CodewellError], Answer]
"""Makes the answer that tells of an error to whoever called."""


class Gate:
    """Says who sent a request, and lets through what may come.

    A form of ours carries a token that belongs to the session, or before signing in to the visit; both names of this are
    checked on every unsafe method, together with `Sec-Fetch-Site` and `Origin`. A program that shows a key of the API, or
    that is no browser and has no session, needs no token.

    Args:
        app: what comes after.
        service: settings and accounts.
        refused: makes the answer that tells of an error.
        refusals: notes what is refused.
    """

    def __init__(self, app: ASGIApp, service: Service, refused: Refusal, refusals: Refusals) -> None:
        self._app = app
        self._service = service
        self._refused = refused
        self._refusals = refusals
        self._cookies = service.cookies
        self._pacing = Pacing(service.settings.requests_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"].startswith(_OPEN_PATHS):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            viewer = await self._viewer(scope, headers)
            set_viewer(viewer)
            if scope["path"] in STREAMED:
                require(viewer, STREAMED[scope["path"]])
            if scope["method"] not in _SAFE:
                receive = await self._checked(scope, headers, viewer, receive)
        except CodewellError as error:
            await self._refusals.note(scope, error, current_viewer())
            await self._refused(scope, error)(scope, receive, send)
            return
        scope.setdefault("state", {})["viewer"] = viewer
        try:
            await self._app(scope, receive, self._sending(viewer, headers, send))
        except Exception:
            await settle(viewer, None)
            raise

    async def _viewer(self, scope: Scope, headers: Headers) -> Viewer:
        service = self._service
        address = caller_address(scope, headers, service.settings.trusted_proxies)
        cookies = _cookies(headers)
        viewer = Viewer(address, service.permissions_of_visitor(), service.local_account())
        viewer.may_register = service.settings.registration == "open" and not service.is_one_persons
        viewer.licensed = service.is_one_persons
        secret, token = bearer_of(scope, headers), cookies.get(self._cookies.session, "")
        key: ApiKey | None = None
        if secret:
            key = await self._with_key(viewer, secret)
        elif token:
            session, licensed = await run_sync(self._signed_in, token)
            if session is not None:
                viewer.session, viewer.account, viewer.licensed = session, session.account, licensed
                viewer.permissions = permitted(service, session)
                viewer.lacks_second_factor = viewer.permissions != session.account.role.permissions
        if not service.is_one_persons:
            viewer.pace = self._pacing.count(viewer, scope["method"], scope["path"], key)
        viewer.tells_pace = is_for_programs(scope["path"])
        viewer.passkey_site = passkey_site(service, scope["scheme"], headers.get("host", ""))
        viewer.hospital = service.settings.oidc.label if service.settings.oidc else ""
        if service.settings.metering == "on":
            accounts = service.accounts if service.is_open else await run_sync(service.open)
            meter_viewer(viewer, service.plans, accounts)
        viewer.visit = viewer.session.key if viewer.session else cookies.get(self._cookies.visit, "")
        if not viewer.visit and scope["method"] in _SAFE:
            viewer.visit = new_token()
        viewer.seal_of_form = self._seal_of_form
        return viewer

    async def _checked(self, scope: Scope, headers: Headers, viewer: Viewer, receive: Receive) -> Receive:
        """Refuse an unsafe request that another site may have made; return what gives its body.

        Raises:
            NotAllowedError: it did not come from our own page.
        """
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site not in (None, "same-origin", "none") or (origin is not None and not self._is_own(origin, scope, headers)):
            raise _foreign()
        is_program = is_for_programs(scope["path"])
        if is_program and (origin is not None or viewer.session is None):
            return receive
        body, again = await (beginning_of(receive) if scope["path"] in STREAMED else _whole(receive))
        shown = [headers[TOKEN_HEADER].encode()] if TOKEN_HEADER in headers else _IN_FORM.findall(body)
        wanted = self._seal_of_form(viewer.visit) if viewer.visit else ""
        if not wanted or not any(hmac.compare_digest(unmasked(one.decode("ascii", "replace")), wanted) for one in shown):
            raise _stale()
        return again

    async def _with_key(self, viewer: Viewer, secret: str) -> ApiKey:
        """Find the key that was sent and let the viewer do what it allows.

        Raises:
            KeyRefusedError: it is none.
            TooFastError: too many that are none came from this address.
        """
        try:
            key, account, licensed = await run_sync(keyed, self._service, secret)
        except KeyRefusedError:
            self._pacing.refused(viewer.address)
            raise
        put_key(viewer, key, account, licensed)
        return key

    def _signed_in(self, token: str) -> tuple[Session | None, bool]:
        """Return the session of a cookie, and whether its account has a seat of the licence."""
        session = self._service.accounts.sessions.of_token(token)
        return session, session is not None and seated(self._service, session.account)

    def _seal_of_form(self, visit: str) -> str:
        return self._service.keyring.seal("form", visit)

    def _is_own(self, origin: str, scope: Scope, headers: Headers) -> bool:
        stated = self._service.settings.address
        own = urlsplit(stated).netloc if stated else headers.get("host", "")
        parts = urlsplit(origin)
        secure = self._service.tls or scope["scheme"] == "https"
        return parts.scheme == ("https" if secure else "http") and parts.netloc == own and bool(own)

    def _sending(self, viewer: Viewer, headers: Headers, send: Send) -> Send:
        """Give the browser the cookie that a form's token belongs to."""

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                await settle(viewer, message)
                if viewer.tells_pace and viewer.pace is not None:
                    add_pace(message, viewer.pace)
            if message["type"] == "http.response.start" and viewer.token_was_used:
                answer = MutableHeaders(scope=message)
                answer["Cache-Control"] = "no-store"
                if viewer.session is None and viewer.visit not in _cookies(headers).values():
                    answer.append("Set-Cookie", self._cookies.set(self._cookies.visit, viewer.visit))
            await send(message)

        return send_with_cookie


def _foreign() -> NotAllowedError:
    return NotAllowedError(
        "This request came from another site.", next_step="Open the page here and send it again.", slug="access.other-site"
    )


def _stale() -> NotAllowedError:
    return NotAllowedError(
        "The form is out of date, or was not made here.",
        next_step="Go back, load the page again, and send it once more; a program uses the API below /v1.",
        slug="access.form-token",
    )


def _cookies(headers: Headers) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", "")[:8000])
    except CookieError:
        return {}
    return {name: one.value for name, one in jar.items()}


async def _whole(receive: Receive) -> tuple[bytes, Receive]:
    """Return the body, which the shield has read whole and capped, and what gives it again."""
    message = await receive()
    body: bytes = message.get("body", b"")
    pending = [message]

    async def again() -> Message:
        return pending.pop() if pending else await receive()

    return body, again
