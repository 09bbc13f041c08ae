"""What each route asks of whoever calls it; a route that says nothing is refused when the app is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import Depends
from fastapi.routing import APIRoute

from codewell.accounts.roles import Permission
from codewell.interfaces.web.viewer import current_viewer
from codewell.kernel.errors import NotAllowedError, SignInNeededError


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
        viewer = current_viewer()
        if self.permission is None or self.permission in viewer.permissions:
            return
        if not viewer.is_signed_in:
            raise SignInNeededError("This page is for people with an account.", next_step="Sign in, or register.")
        raise NotAllowedError(
            "The role of this account does not allow that.",
            next_step="Ask an administrator for another role.",
        )


ANYBODY: Any = Depends(Access(None))


def needs(permission: Permission) -> Any:
    """Return the dependency that asks for a permission."""
    return Depends(Access(permission))


def access_of(route: APIRoute) -> Access:
    """Return what a route asks.

    Raises:
        LookupError: it says nothing, or says it twice.
    """
    said = [one.call for one in route.dependant.dependencies if isinstance(one.call, Access)]
    if len(said) != 1:
        raise LookupError(f"{route.path} says {len(said)} times who may call it")
    return said[0]


def each_says_who(routes: Iterable[object]) -> None:
    """See that every route says who may call it.

    Raises:
        LookupError: one does not.
    """
    for route in routes:
        if isinstance(route, APIRoute):
            access_of(route)
