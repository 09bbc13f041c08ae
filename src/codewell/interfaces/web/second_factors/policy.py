"""Who must have a second factor before his session may do all that his role may."""

from __future__ import annotations

from codewell.accounts.roles import Permission, Role
from codewell.accounts.session import Session
from codewell.interfaces.web.service import Service

_STRONG = frozenset({"totp", "passkey", "recovery-code", "mfa"})
"""Means of which one makes a sign-in one of two factors; a passkey is two by itself, for its device asks who holds it."""
_WITHOUT = {
    "none": (frozenset[Role](), frozenset[Permission]()),
    "admins": (frozenset({Role.ADMIN}), frozenset({Permission.ADMINISTER, Permission.REVIEW})),
    "all": (frozenset(Role), frozenset(Permission) - {Permission.KEEP}),
}
"""For each policy: whom it is about, and what they may not do before; the account page, where one is set up, stays open."""


def policy_of(service: Service) -> str:
    """Return the policy in force: "none", "admins" or "all"."""
    stated = service.settings.require_second_factor
    if stated != "auto":
        return stated
    return "none" if service.serves_only_itself else "admins"


def is_strong(session: Session) -> bool:
    """Say whether the person showed two factors."""
    return bool(_STRONG & set(session.means.split()))


def permitted(service: Service, session: Session) -> frozenset[Permission]:
    """Return what a session may do: all that the role may, less what waits for a second factor."""
    role = session.account.role
    whom, kept_back = _WITHOUT[policy_of(service)]
    return role.permissions - kept_back if role in whom and not is_strong(session) else role.permissions
