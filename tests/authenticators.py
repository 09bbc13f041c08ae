"""Devices of a person in tests: an app that makes codes, and an authenticator that holds passkeys."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256


def app_code(secret: str, at: datetime, *, digits: int = 6) -> str:
    """Return the code that an app shows at an instant, worked out by RFC 4226, section 5.3, and RFC 6238, section 4."""
    counter = struct.pack(">Q", int(at.timestamp()) // 30)
    mac = hmac.digest(base64.b32decode(secret), counter, "sha1")
    offset = mac[-1] & 0x0F
    number = struct.unpack(">I", mac[offset : offset + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class SoftAuthenticator:
    """Holds one passkey and signs as WebAuthn, sections 6.1 and 6.3, says; each part can be made wrong.

    Args:
        rp_id: that it signs for.
        origin: that the browser says it was asked from.
        counter: of signatures.
        verified: whether it says that it saw the person.
    """

    rp_id: str = "localhost"
    origin: str = "http://localhost"
    counter: int = 1
    verified: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = b""
    handle: bytes = b""

    def make(self, options: str) -> dict[str, Any]:
        """Return what the browser gives for the options of a new passkey."""
        asked = json.loads(options)
        self.handle = from_base64url(asked["user"]["id"])
        self.id = hashlib.sha256(self.handle + asked["challenge"].encode()).digest()
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        credential = b"\0" * 16 + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(cose)
        attested = {"fmt": "none", "attStmt": {}, "authData": self._data(attested=True) + credential}
        response = {
            "clientDataJSON": base64url(self._client_data("webauthn.create", asked["challenge"])),
            "attestationObject": base64url(cbor2.dumps(attested)),
        }
        self.counter += 1
        return self._answer(response)

    def sign(self, options: str) -> dict[str, Any]:
        """Return what the browser gives for the options of a sign-in; the counter goes up."""
        client, data = self._client_data("webauthn.get", json.loads(options)["challenge"]), self._data()
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        self.counter += 1
        response = {
            "clientDataJSON": base64url(client),
            "authenticatorData": base64url(data),
            "signature": base64url(signature),
            "userHandle": base64url(self.handle),
        }
        return self._answer(response)

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        return {"id": base64url(self.id), "rawId": base64url(self.id), "type": "public-key", "response": response}

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, *, attested: bool = False) -> bytes:
        flags = 0x01 | (0x04 if self.verified else 0) | (0x40 if attested else 0)
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + struct.pack(">I", self.counter)
