"""The network address of whoever calls; a proxy is believed only where the owner names it."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

_MOST_HOPS = 20


def caller_address(scope: Scope, headers: Headers, trusted: Sequence[str]) -> str:
    """Return the address that called, as text.

    Args:
        scope: of the request.
        headers: of the request.
        trusted: addresses or networks of proxies whose `X-Forwarded-For` is believed, from the last hop backwards.
    """
    peer = scope["client"][0] if scope.get("client") else "unknown"
    if not trusted or not _within(peer, trusted):
        return peer
    for hop in reversed(headers.get("x-forwarded-for", "").split(",")[-_MOST_HOPS:]):
        written = hop.strip()
        if not _is_address(written):
            return peer
        if not _within(written, trusted):
            return written
    return peer


def network_of(address: str) -> str:
    """Return what one household or office counts as: an IPv4 address, or the first 64 bits of an IPv6 address."""
    if not _is_address(address):
        return address
    found = ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None)
    if mapped is not None:
        return str(mapped)
    return str(ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _within(address: str, networks: Sequence[str]) -> bool:
    if not _is_address(address):
        return False
    return any(ip_address(address) in ip_network(one, strict=False) for one in networks)
