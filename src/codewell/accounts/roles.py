"""Roles, and what each may do."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """One thing that a person may or may not do."""

    READ = "read"
    """Code pages, search, browsing, fees, PTP, guidelines, releases."""
    USE_TOOLS = "use-tools"
    """Notes to codes, codes for a case, redaction, claim check."""
    KEEP = "keep"
    """Favourites, recent codes, worklists, keys of the API: what belongs to an account."""
    REVIEW = "review"
    """The audit trail and the usage of everybody."""
    ADMINISTER = "administer"
    """People, teams, plans, seats, releases."""


class Role(StrEnum):
    """What an account is for."""

    VIEWER = "viewer"
    CODER = "coder"
    AUDITOR = "auditor"
    ADMIN = "admin"

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role may do."""
        return _PERMISSIONS[self]


_VIEWER = frozenset({Permission.READ, Permission.KEEP})
_CODER = _VIEWER | {Permission.USE_TOOLS}
_PERMISSIONS = {
    Role.VIEWER: _VIEWER,
    Role.CODER: _CODER,
    Role.AUDITOR: _CODER | {Permission.REVIEW},
    Role.ADMIN: _CODER | {Permission.REVIEW, Permission.ADMINISTER},
}
