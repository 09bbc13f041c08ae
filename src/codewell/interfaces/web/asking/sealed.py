"""What a page hands back to us in a form, sealed so that only what we made is read again; nothing of it is kept here."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import zlib

from codewell.accounts.keyring import Keyring
from codewell.kernel.errors import InputError

_PURPOSE = "conversation"
_SEAL = 32


def sealed(keyring: Keyring, kind: str, text: str) -> str:
    """Return a text as a token: compressed, behind its HMAC-SHA-256; whoever holds it can read it, but not change it.

    Args:
        keyring: keys of the installation.
        kind: what it is; a token of one kind is none of another.
        text: what is handed out.
    """
    held = zlib.compress(text.encode(), 6)
    return base64.urlsafe_b64encode(_seal(keyring, kind, held) + held).decode().rstrip("=")


def opened(keyring: Keyring, kind: str, token: str) -> str:
    """Return the text of a token.

    Raises:
        InputError: we did not make it, or it was changed.
    """
    try:
        held = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise _foreign() from None
    if not hmac.compare_digest(held[:_SEAL], _seal(keyring, kind, held[_SEAL:])):
        raise _foreign()
    return zlib.decompress(held[_SEAL:]).decode()


def _seal(keyring: Keyring, kind: str, held: bytes) -> bytes:
    return hmac.new(keyring.key(_PURPOSE), kind.encode() + b"\x00" + held, hashlib.sha256).digest()


def _foreign() -> InputError:
    return InputError(
        "The conversation was not made here, or was changed on its way.",
        next_step="Ask again without it.",
        slug="input.malformed-conversation",
    )
