"""Signatures over an audit: Ed25519 with a key of the user's, so that a reader can tell that nobody changed it since."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from codewell.kernel.errors import InputError
from codewell.phi.cryptography_at_hand import cryptography_module


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature.

    Args:
        algorithm: always "Ed25519".
        public_key: of whoever signed, 32 bytes in Base64. It says which key, not whose: a reader compares it with one from
            another source.
        value: 64 bytes in Base64.
    """

    algorithm: str
    public_key: str
    value: str


def new_key_pair() -> tuple[bytes, bytes]:
    """Return a new private and public key as PEM."""
    private = cryptography_module("asymmetric.ed25519").Ed25519PrivateKey.generate()
    form = cryptography_module("serialization")
    return (
        private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()),
        private.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo),
    )


def signed(content: bytes, private_key: bytes) -> Signature:
    """Return the signature of the content.

    Args:
        content: what is signed.
        private_key: PEM, as `new_key_pair` gives it.

    Raises:
        InputError: it is no Ed25519 key.
    """
    form = cryptography_module("serialization")
    kind = cryptography_module("asymmetric.ed25519").Ed25519PrivateKey
    try:
        key = form.load_pem_private_key(private_key, None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, kind):
        raise InputError(
            "The signing key cannot be read.",
            next_step="Make one with: codewell redact audit new-key --private-key FILE --public-key FILE",
            slug="input.no-signing-key",
        )
    public = key.public_key().public_bytes(form.Encoding.Raw, form.PublicFormat.Raw)
    return Signature("Ed25519", _text(public), _text(key.sign(content)))


def check_signature(content: bytes, signature: Signature, public_key: bytes) -> None:
    """Check that the holder of a key signed exactly this content.

    Args:
        content: what was signed.
        signature: as it stands in the audit.
        public_key: PEM, from a source other than the audit.

    Raises:
        InputError: the key cannot be read, is another one, or the content was changed since.
    """
    form = cryptography_module("serialization")
    kind = cryptography_module("asymmetric.ed25519").Ed25519PublicKey
    try:
        key = form.load_pem_public_key(public_key)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, kind):
        raise InputError(
            "The public key cannot be read.", next_step="Give the PEM file of the signer.", slug="input.no-public-key"
        )
    if _text(key.public_bytes(form.Encoding.Raw, form.PublicFormat.Raw)) != signature.public_key:
        raise InputError(
            "The audit was signed with another key.", next_step="Ask the signer for theirs.", slug="input.other-signing-key"
        )
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(base64.b64decode(signature.value), content)
    except (InvalidSignature, ValueError):
        raise InputError(
            "The signature does not fit: the audit was changed after it was signed.",
            next_step="Do not rely on it; make it again.",
            slug="input.audit-changed",
        ) from None


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
