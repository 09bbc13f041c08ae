"""Secrets that must be read again, encrypted at rest (AES-256-GCM, NIST SP 800-38D) and bound to whom they belong to."""

from __future__ import annotations

import secrets

from codewell.kernel.errors import StorageError

_NONCE = 12


def encrypted(key: bytes, secret: str, owner: str) -> bytes:
    """Return a secret as it is stored: a fresh nonce, then the encrypted words with their tag.

    Args:
        key: 32 bytes, of a purpose of the keyring.
        secret: what is kept.
        owner: id that it belongs to; the row of another owner cannot be read in its place.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret.encode(), owner.encode())


def decrypted(key: bytes, stored: bytes, owner: str) -> str:
    """Return the secret.

    Raises:
        StorageError: it was stored with another key, for another owner, or was changed.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(stored[:_NONCE], stored[_NONCE:], owner.encode()).decode()
    except (InvalidTag, ValueError):
        raise StorageError(
            "What is stored cannot be read with the secret of this installation.",
            next_step="Restore the secret.key of this database, or ask an administrator to reset the second factor.",
            slug="configuration.other-secret",
        ) from None
