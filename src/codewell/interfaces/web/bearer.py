"""Programs that show a key of the API: `Authorization: Bearer cw_...`, at the addresses of programs only."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import Scope

from codewell.accounts.account import Account
from codewell.accounts.api_key import ApiKey, permissions_of
from codewell.interfaces.web.program_paths import is_for_programs
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.viewer import Viewer
from codewell.kernel.errors import SignInNeededError

CPT_LICENCE = "cpt"


class KeyRefusedError(SignInNeededError):
    """The key of the API that was sent is none, has ended or was revoked."""

    slug = "access.api-key"

    def __init__(self) -> None:
        super().__init__(
            "The API key is not known, has ended, or was revoked.", next_step="Make a new one on your account page, /account."
        )


def bearer_of(scope: Scope, headers: Headers) -> str:
    """Return the key that a request shows; empty where it shows none or is not for the API."""
    kind, _, secret = headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" and is_for_programs(scope["path"]) else ""


def keyed(service: Service, secret: str) -> tuple[ApiKey, Account, bool]:
    """Return the key, its account, and whether that has a seat of the licence.

    Raises:
        KeyRefusedError: the key is not good.
    """
    found = service.accounts.api_keys.of_secret(secret) if secret.startswith("cw_") and len(secret) < 100 else None
    if found is None:
        raise KeyRefusedError
    key, account = found
    return key, account, seated(service, account)


def seated(service: Service, account: Account) -> bool:
    """Say whether licensed text may be shown to an account."""
    if service.is_one_persons:
        return True
    return service.accounts.seats.holds(CPT_LICENCE, account.id, service.settings.cpt_seats)


def put_key(viewer: Viewer, key: ApiKey, account: Account, licensed: bool) -> None:
    """Let a viewer do what a key allows of what its owner may do; no cookie counts beside it."""
    viewer.account, viewer.session = account, None
    viewer.scopes = frozenset(key.scopes)
    viewer.permissions = permissions_of(key.scopes, account.role.permissions)
    viewer.licensed = licensed
