"""A token masked anew for each page, so that nobody learns it from the length of compressed answers (BREACH)."""

from __future__ import annotations

import secrets


def masked(seal: str) -> str:
    """Return a seal of 64 hexadecimal digits under a fresh one-time pad."""
    pad = secrets.token_bytes(32)
    return pad.hex() + bytes(one ^ two for one, two in zip(pad, bytes.fromhex(seal), strict=True)).hex()


def unmasked(token: str) -> str:
    """Return the seal; empty where the token is none."""
    try:
        both = bytes.fromhex(token)
    except ValueError:
        return ""
    if len(both) != 64:
        return ""
    return bytes(one ^ two for one, two in zip(both[:32], both[32:], strict=True)).hex()
