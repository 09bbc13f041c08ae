"""The installation's one secret, and the keys that are drawn from it, one per purpose."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from codewell.kernel.errors import ConfigurationError, StorageError

_BYTES = 32


class Keyring:
    """Keys for each purpose, drawn from one secret (HKDF-Expand with SHA-256, RFC 5869); never shown.

    Args:
        secret: at least 32 random bytes.

    Raises:
        ConfigurationError: it is shorter.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) < _BYTES:
            raise ConfigurationError(
                "The secret of the accounts is shorter than 32 bytes.", next_step="Make one with `openssl rand -base64 48`."
            )
        self._secret = hmac.new(b"codewell accounts", secret, hashlib.sha256).digest()

    def key(self, purpose: str) -> bytes:
        """Return the 32 bytes of a purpose."""
        return hmac.new(self._secret, purpose.encode() + b"\x01", hashlib.sha256).digest()

    def seal(self, purpose: str, value: str) -> str:
        """Return the HMAC-SHA-256 of a value, in hexadecimal."""
        return hmac.new(self.key(purpose), value.encode(), hashlib.sha256).hexdigest()

    def name_of_network(self, network: str) -> str:
        """Return what stands for a network address in the audit trail, from which nobody learns the address."""
        return f"address:{self.seal('address', network)[:32]}"

    def __repr__(self) -> str:
        return "Keyring(...)"


def keyring_in(file: Path) -> Keyring:
    """Return the keyring of a file, which is made where it is missing, readable by its owner only.

    Raises:
        StorageError: the file cannot be read or made.
        ConfigurationError: it holds less than a secret.
    """
    try:
        if not file.exists():
            _make(file)
        return Keyring(file.read_bytes())
    except OSError as refused:
        raise StorageError(f"The secret {file} cannot be read or made: {refused.strerror}.") from None


def new_token() -> str:
    """Return 256 random bits for a cookie or a link."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token: its SHA-256; the token has 256 random bits, so it needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def _make(file: Path) -> None:
    """Write the secret under another name and link it, so that of two processes that begin at once one wins whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(secrets.token_bytes(_BYTES + 16))
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        draft.unlink(missing_ok=True)
