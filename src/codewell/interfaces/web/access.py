"""What each route asks of whoever calls it; a route that says nothing is refused when the app is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.routing import iter_route_contexts

from codewell.accounts.roles import Permission
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.viewer import Viewer, current_viewer
from codewell.kernel.errors import ConfirmationNeededError, NotAllowedError, SignInNeededError


@dataclass(frozen=True, slots=True)
class Access:
    """A dependency of a route: the permission it needs.

    Args:
        permission: None where anybody may call it.
    """

    permission: Permission | None

    async def __call__(self) -> None:
        """Refuse whoever lacks the permission.

        Raises:
            SignInNeededError: nobody signed in; signing in may help.
            NotAllowedError: the person's role does not allow it.
        """
        if self.permission is not None:
            require(current_viewer(), self.permission)


def require(viewer: Viewer, permission: Permission) -> None:
    """Refuse whoever lacks a permission.

    Raises:
        SignInNeededError: nobody signed in; signing in may help.
        NotAllowedError: the person's role does not allow it.
    """
    if permission in viewer.permissions:
        return
    if not viewer.is_signed_in:
        raise SignInNeededError("This page is for people with an account.", next_step="Sign in, or register.")
    if viewer.lacks_second_factor and viewer.account and permission in viewer.account.role.permissions:
        raise NotAllowedError(
            "This service asks for a second factor before you may do that.",
            next_step="Set one up on the page Account: an authenticator app or a passkey.",
            slug="access.second-factor-needed",
        )
    raise NotAllowedError(
        "The role of this account does not allow that.",
        next_step="Ask an administrator for another role.",
    )


ANYBODY: Any = Depends(Access(None))
_RECENT = timedelta(minutes=15)


async def _signed_in_here() -> None:
    """Refuse whoever has no session of a browser: there is nothing of an account to change without one.

    Raises:
        SignInNeededError: nobody signed in.
    """
    if current_viewer().session is None:
        raise SignInNeededError("This page is for people who have signed in.", next_step="Sign in.")


SIGNED_IN_HERE: Any = Depends(_signed_in_here)
"""Stands beside a permission on routes that change an account."""


def confirmed_recently(service: Service) -> Any:
    """Return the dependency that asks who one is again where that was shown longer than a quarter of an hour ago."""

    async def confirmed() -> None:
        await _signed_in_here()
        session = current_viewer().session
        assert session is not None
        if service.clock() - session.confirmed_at > _RECENT:
            raise ConfirmationNeededError("Confirm first that it is you.", next_step="Give your password again.")

    return Depends(confirmed)


def needs(permission: Permission) -> Any:
    """Return the dependency that asks for a permission."""
    return Depends(Access(permission))


@dataclass(frozen=True, slots=True)
class GuardedRoute:
    """A route of the app with what it asks.

    Args:
        methods: of HTTP, sorted.
        path: its pattern.
        access: what it asks of whoever calls it.
    """

    methods: tuple[str, ...]
    path: str
    access: Access


def guarded_routes(app: FastAPI) -> tuple[GuardedRoute, ...]:
    """Return every route of the app but its OpenAPI document, in the order in which they are tried.

    Raises:
        LookupError: one does not say who may call it, or says it twice.
    """
    found = []
    for context in iter_route_contexts(app.routes):
        if context.path == app.openapi_url:
            continue
        dependant = getattr(context, "dependant", None)
        said = [one.call for one in dependant.dependencies if isinstance(one.call, Access)] if dependant else []
        if len(said) != 1:
            raise LookupError(f"{context.path} says {len(said)} times who may call it")
        found.append(GuardedRoute(tuple(sorted(context.methods or ())), context.path or "", said[0]))
    return tuple(found)
