"""What the pages of second factors have in common: fields, the browser's name, what an authenticator sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Form, Request
from starlette.responses import Response

from codewell.accounts.passkey_answers import PasskeySite
from codewell.accounts.sessions import Session
from codewell.interfaces.web.addresses import network_of
from codewell.interfaces.web.problems import problem_of
from codewell.interfaces.web.viewer import Viewer, current_viewer
from codewell.kernel.errors import CodewellError, NotAllowedError, SignInNeededError

NOT_KEPT = {"Cache-Control": "no-store"}
Code = Annotated[str, Form(max_length=200)]
Name = Annotated[str, Form(max_length=400)]
Id = Annotated[str, Form(max_length=1400)]
Signed = Annotated[str, Form(max_length=40_000)]
"""What an authenticator answered, as JSON in a field of a form."""


def session_of(viewer: Viewer) -> Session:
    """Return the session of who is looking.

    Raises:
        SignInNeededError: nobody signed in.
    """
    if viewer.session is None:
        raise SignInNeededError("This page is for people who have signed in.", next_step="Sign in.")
    return viewer.session


def network() -> str:
    """Return the network address that the request came from, as it is counted."""
    return network_of(current_viewer().address)


def site_of(viewer: Viewer) -> PasskeySite:
    """Return what a passkey made here belongs to.

    Raises:
        NotAllowedError: browsers make none at this address.
    """
    if viewer.passkey_site is None:
        raise NotAllowedError(
            "Browsers offer passkeys only at an https address with a name, or at localhost.",
            next_step="Open this service under such an address; whoever runs it states it as `address` in service.toml.",
            slug="access.passkey-address",
        )
    return viewer.passkey_site


def signed_answer(written: str) -> Mapping[str, Any]:
    """Return what an authenticator answered; empty where it is no JSON object."""
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def second_step_token(request: Request, name: str) -> str:
    """Return the token of a first step from its cookie."""
    return request.cookies.get(name, "")[:200]


def as_options(made: str) -> Response:
    """Return the options that a script hands to the authenticator."""
    return Response(made, media_type="application/json", headers=NOT_KEPT)


def refused_options(error: CodewellError) -> Response:
    """Return a refusal to a script."""
    answer = problem_of(error).as_json()
    answer.headers["Cache-Control"] = "no-store"
    return answer
