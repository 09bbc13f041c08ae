"""The vault: the identifiers that were taken out, encrypted under a key of the user's, so that the user can put them back.

It is made only on explicit request. It holds the identifiers with their offsets and no other text of the note. The file is JSON:
which derivation and cipher were used, salt and nonce, and the ciphertext of AES-256-GCM under a key that scrypt derives from the
user's key file.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from codewell.kernel.errors import ConfigurationError, InputError
from codewell.phi.cryptography_at_hand import cryptography_module
from codewell.phi.redaction import RedactedText

FORMAT: Final = "codewell-vault-1"
SHORTEST_KEY: Final = 16
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 2**15, 8, 1


@dataclass(frozen=True, slots=True)
class Held:
    """An identifier that a vault holds.

    Args:
        part: 0-based number of the part of the document.
        start, end: half-open offsets, in the part's text without identifiers, of what stands in its place.
        value: the identifier; never shown.
    """

    part: int
    start: int
    end: int
    value: str = field(repr=False)


Vault = Mapping[str, tuple[Held, ...]]
"""SHA-256 of a redacted document's bytes, in hexadecimal -> what was taken out of it."""


def held_of(text: str, redacted: RedactedText, part: int = 0) -> tuple[Held, ...]:
    """Return what a vault must hold to put the identifiers of one part back.

    Args:
        text: the part as received.
        redacted: the part without identifiers.
        part: its number.
    """
    return tuple(
        Held(part, one.start, one.end, text[one.from_start : one.from_end]) for one in redacted.segments if one.found is not None
    )


def sealed(vault: Vault, key: bytes) -> bytes:
    """Return the vault's file.

    Args:
        vault: what it holds.
        key: content of the user's key file, at least 16 bytes.

    Raises:
        InputError: the key is too short.
        ConfigurationError: the library is not installed.
    """
    salt, nonce = os.urandom(16), os.urandom(12)
    plain = json.dumps({digest: [[one.part, one.start, one.end, one.value] for one in held] for digest, held in vault.items()})
    cipher = cryptography_module("ciphers.aead").AESGCM(_derived(key, salt))
    body = cipher.encrypt(nonce, plain.encode(), FORMAT.encode())
    shown = {
        "format": FORMAT,
        "derivation": "scrypt n=32768 r=8 p=1",
        "cipher": "AES-256-GCM",
        "salt": _text(salt),
        "nonce": _text(nonce),
        "ciphertext": _text(body),
    }
    return (json.dumps(shown, indent=1) + "\n").encode()


def opened(content: bytes, key: bytes) -> dict[str, tuple[Held, ...]]:
    """Return what a vault's file holds.

    Raises:
        InputError: it is no vault, is damaged, or was sealed with another key.
        ConfigurationError: the library is not installed.
    """
    shown = _shown(content)
    try:
        salt, nonce, body = (base64.b64decode(shown[name], validate=True) for name in ("salt", "nonce", "ciphertext"))
    except (KeyError, ValueError, TypeError):
        raise _no_vault() from None
    cipher = cryptography_module("ciphers.aead").AESGCM(_derived(key, salt))
    from cryptography.exceptions import InvalidTag

    try:
        plain = cipher.decrypt(nonce, body, FORMAT.encode())
    except (InvalidTag, ValueError):
        raise InputError(
            "The vault does not open with this key.",
            next_step="Give the key file that it was sealed with; without it nobody can put the identifiers back. A damaged "
            "vault gives the same answer.",
            slug="input.wrong-vault-key",
        ) from None
    return {digest: tuple(Held(*one) for one in held) for digest, held in json.loads(plain).items()}


def restored(text: str, held: tuple[Held, ...]) -> str:
    """Return one part's text with its identifiers put back.

    Args:
        text: without identifiers, as it was written.
        held: what was taken out of this part, in order.
    """
    pieces: list[str] = []
    done = 0
    for one in held:
        pieces += (text[done : one.start], one.value)
        done = one.end
    return "".join((*pieces, text[done:]))


def _derived(key: bytes, salt: bytes) -> bytes:
    if len(key) < SHORTEST_KEY:
        raise InputError(
            f"The vault's key takes at least {SHORTEST_KEY} bytes.",
            next_step="Make a key file with: head -c 32 /dev/urandom > vault.key",
            slug="input.short-vault-key",
        )
    kdf = cryptography_module("kdf.scrypt").Scrypt(salt=salt, length=32, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P)
    derived: bytes = kdf.derive(key)
    return derived


def _shown(content: bytes) -> dict[str, Any]:
    try:
        shown = json.loads(content)
    except (ValueError, RecursionError):
        raise _no_vault() from None
    if not isinstance(shown, dict) or shown.get("format") != FORMAT:
        raise _no_vault()
    return shown


def _no_vault() -> ConfigurationError:
    return ConfigurationError(
        "The file is no vault of Codewell, or it is damaged.",
        next_step="Name the file that --vault wrote.",
        slug="input.no-vault",
    )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
