"""The ID token of the hospital, verified: its signature, and that it was made by whom we asked, for us, now, for this sign-in."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from codewell.accounts.hospital.client import HospitalError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
"""Signatures by a private key that only the hospital has; never "none", and none by a secret that we hold too."""
_KEY_TYPES = frozenset({"RSA", "EC", "OKP"})
_SHORTEST_MODULUS = 342
_TYPES = frozenset({"jwt", "id_token+jwt"})
_LEEWAY_SECONDS = 60
_OLDEST_SECONDS = 600
_LONGEST_TOKEN = 20_000
_LONGEST_SUBJECT = 255


class KeySource(Protocol):
    """Gives the issuer's public keys."""

    def __call__(self, *, fresh: bool) -> dict[str, Any]:
        """Return them, fetched anew where `fresh`."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token has to say.

    Args:
        issuer: who made it.
        client_id: for whom.
        nonce: for which sign-in.
        now: present instant.
        access_token: that came with it; empty for none.
        strong_acr: values of `acr` that tell of two factors.
        again: True where the person has to have shown who he is just now.
    """

    issuer: str
    client_id: str
    nonce: str
    now: datetime
    access_token: str = ""
    strong_acr: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says of a person.

    Args:
        subject: names him for ever at this issuer.
        email: in lower case, where the issuer says that it is verified; else empty.
        name: may be empty.
        is_strong: whether the issuer says that he showed two factors.
    """

    subject: str
    email: str
    name: str
    is_strong: bool


def verified_claims(token: str, keys: KeySource, expected: Expected) -> Claims:
    """Return what a token says.

    Raises:
        HospitalError: the signature, the issuer, the audience, the nonce or the time is wrong.
    """
    from authlib.oidc.core import CodeIDToken
    from joserfc.errors import JoseError

    if len(token) > _LONGEST_TOKEN:
        raise _refused("is too long")
    try:
        header, said = _signed(token, keys)
        if str(header.get("typ", "JWT")).lower() not in _TYPES:
            raise _refused("is of another kind")
        if said.get("aud") not in (expected.client_id, [expected.client_id]):
            raise _refused("is for somebody else")
        claims = CodeIDToken(
            said,
            header,
            {"iss": {"essential": True, "value": expected.issuer}, "sub": {"essential": True}, "exp": {"essential": True}},
            {"nonce": expected.nonce, "client_id": expected.client_id, "access_token": expected.access_token},
        )
        claims.validate(now=int(expected.now.timestamp()), leeway=_LEEWAY_SECONDS)
    except JoseError as wrong:
        raise _refused(f"is refused ({type(wrong).__name__})") from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise _refused("is not as the standard says") from None
    if not hmac.compare_digest(str(said.get("nonce", "")).encode(), expected.nonce.encode()):
        raise _refused("is of another sign-in")
    _is_recent(said, expected)
    return _claims(said, expected.strong_acr)


def _signed(token: str, keys: KeySource) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and claims of a token whose signature holds; keys are fetched anew once where none fits."""
    from joserfc import jwt
    from joserfc.errors import BadSignatureError, InvalidKeyIdError, MissingKeyError

    try:
        read = jwt.decode(token, _public(keys(fresh=False)), algorithms=list(ALGORITHMS))
    except (InvalidKeyIdError, MissingKeyError, BadSignatureError):
        read = jwt.decode(token, _public(keys(fresh=True)), algorithms=list(ALGORITHMS))
    return dict(read.header), dict(read.claims)


def _public(found: dict[str, Any]) -> Any:
    """Return the keys that verify signatures; a secret among them is left out, for whoever reads it could sign."""
    from joserfc.jwk import KeySet

    listed = found.get("keys")
    usable = [
        one
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict) and one.get("kty") in _KEY_TYPES and one.get("use", "sig") == "sig" and _is_long_enough(one)
    ]
    return KeySet.import_key_set({"keys": usable})


def _is_long_enough(key: dict[str, Any]) -> bool:
    """Say whether nobody can factor an RSA key: 2048 bits, which are 342 signs of base64url, or more."""
    return key.get("kty") != "RSA" or len(str(key.get("n", ""))) >= _SHORTEST_MODULUS


def _is_recent(said: dict[str, Any], expected: Expected) -> None:
    now = expected.now.timestamp()
    issued, shown = said.get("iat"), said.get("auth_time")
    if not isinstance(issued, int | float) or now - issued > _OLDEST_SECONDS + _LEEWAY_SECONDS:
        raise _refused("is old")
    if expected.again and (not isinstance(shown, int | float) or now - shown > _OLDEST_SECONDS + _LEEWAY_SECONDS):
        raise _refused("does not say that you signed in there just now")


def _claims(said: dict[str, Any], strong_acr: tuple[str, ...]) -> Claims:
    subject, email, methods = said.get("sub"), said.get("email"), said.get("amr")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise _refused("does not say whom it is about")
    has_email = isinstance(email, str) and said.get("email_verified") is True
    name = said.get("name")
    return Claims(
        subject,
        str(email).strip().lower() if has_email else "",
        name if isinstance(name, str) else "",
        (isinstance(methods, list) and "mfa" in methods) or said.get("acr") in strong_acr,
    )


def _refused(how: str) -> HospitalError:
    return HospitalError(
        f"The ID token of the hospital {how}.",
        next_step="Nobody was signed in. Begin again; if it goes on, tell whoever runs this service.",
        slug="access.hospital-token",
    )
