"""The address under which browsers reach us, for what is bound to it: passkeys, and the way back from the hospital."""

from __future__ import annotations

from urllib.parse import urlsplit

from codewell.accounts.passkey_answers import PasskeySite
from codewell.interfaces.web.service import Service

_LOCAL_NAME = "localhost"


def own_origin(service: Service, scheme: str, host: str) -> str:
    """Return scheme, host and port under which browsers reach us; empty where only what a browser claims would tell.

    Args:
        service: whose settings may state the address.
        scheme: of the request.
        host: as the request names it; believed only where nobody but this machine can reach us, by its names alone.
    """
    if service.settings.address:
        stated = urlsplit(service.settings.address)
        return f"{stated.scheme}://{stated.netloc}"
    return f"{scheme}://{host}" if service.serves_only_itself and host else ""


def passkey_site(service: Service, scheme: str, host: str) -> PasskeySite | None:
    """Return what a passkey made here belongs to; None where a browser makes none: at a bare number, or without TLS."""
    origin = own_origin(service, scheme, host)
    try:
        parts = urlsplit(origin)
        name = parts.hostname or ""
    except ValueError:
        return None
    is_local = name == _LOCAL_NAME or name.endswith(f".{_LOCAL_NAME}")
    if not is_local and (parts.scheme != "https" or "." not in name or not any(sign.isalpha() for sign in name) or ":" in name):
        return None
    return PasskeySite(name, origin)
