"""An account as the rest of the app knows it; needs no database, so that a page for a guest loads none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from codewell.accounts.roles import Role

LOCAL = "local"
"""Id of the account of whoever sits at a machine that serves only itself and asks nobody to sign in."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account.

    Args:
        id: 32 hexadecimal digits, or "local".
        email: in lower case; empty for the local account.
        name: as the person writes it; may be empty.
        role: what it is for.
        plan: id of the plan that meters it.
        created_at: instant, UTC.
        verified_at: when the address was shown to be the person's; None until then.
        disabled_at: when an admin closed it; None while it is open.
        has_password: False where it signs in by passkey or at the hospital only.
    """

    id: str
    email: str
    name: str
    role: Role
    plan: str
    created_at: datetime
    verified_at: datetime | None
    disabled_at: datetime | None
    has_password: bool

    @property
    def is_open(self) -> bool:
        """Say whether it may be used."""
        return self.disabled_at is None
