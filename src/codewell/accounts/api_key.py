"""A key of the API, and what keys may be good for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from codewell.accounts.roles import Permission


class Scope(StrEnum):
    """What a key may do; never more than its account may."""

    CODES_READ = "codes:read"
    TOOLS_USE = "tools:use"
    WORKLISTS_USE = "worklists:use"

    @property
    def permission(self) -> Permission:
        """The permission that it lets through."""
        return _PERMISSIONS[self]

    @property
    def words(self) -> str:
        """What it is for, as people read it."""
        return _WORDS[self]


_PERMISSIONS = {
    Scope.CODES_READ: Permission.READ,
    Scope.TOOLS_USE: Permission.USE_TOOLS,
    Scope.WORKLISTS_USE: Permission.KEEP,
}
_WORDS = {
    Scope.CODES_READ: "Read codes, search, fees, edits, guidelines",
    Scope.TOOLS_USE: "Code notes, redact documents, check claims",
    Scope.WORKLISTS_USE: "Read and change favourites and worklists",
}


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is kept of a key.

    Args:
        id: 32 hexadecimal digits.
        name: the owner's word for it.
        beginning: its first characters, so that a person knows which it is.
        scopes: what it may do.
        per_minute: most requests a minute.
        created_at: instant, UTC.
        ends_at: None for no end.
        revoked_at: None while it is good.
        used_at: of its last request, to the minute; None before the first.
    """

    id: str
    name: str
    beginning: str
    scopes: frozenset[Scope]
    per_minute: int
    created_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None

    def stands_at(self, now: datetime) -> str:
        """Return how it stands: good, ended or revoked."""
        if self.revoked_at is not None:
            return "revoked"
        return "ended" if self.ends_at is not None and self.ends_at <= now else "good"


def permissions_of(scopes: Iterable[Scope], owner: frozenset[Permission]) -> frozenset[Permission]:
    """Return what a key lets through of what its owner may do."""
    return owner & {scope.permission for scope in scopes}
