"""The hospital's issuer as its discovery document tells of it: where to send people, where to fetch tokens, its keys."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx

from codewell.accounts.hospital.client import HospitalClient, HospitalError, is_safe_address
from codewell.accounts.hospital.fetching import Fetching
from codewell.accounts.hospital.id_token import Claims, Expected, verified_claims
from codewell.kernel.clock import Clock

SCOPE = "openid email profile"
_KEPT = timedelta(hours=1)
_BETWEEN_NEW_KEYS = timedelta(minutes=1)
"""A token of an unknown key makes us look for new keys, but not more often, whatever somebody sends."""


@dataclass(frozen=True, slots=True)
class Document:
    """What is used of the discovery document.

    Args:
        authorization: where people sign in.
        token: where a code is changed for tokens.
        keys: where the public keys lie.
        names_itself: whether answers to the browser name the issuer (RFC 9207).
        takes_basic: whether the client's secret may go into the header.
    """

    authorization: str
    token: str
    keys: str
    names_itself: bool
    takes_basic: bool


class Provider:
    """The issuer; keeps its document and keys for an hour; safe to share between threads.

    Args:
        client: our registration there.
        clock: tells the present instant.
        transport: carries requests; None for the network.
    """

    def __init__(self, client: HospitalClient, clock: Clock, transport: httpx.BaseTransport | None = None) -> None:
        self.client = client
        self._clock = clock
        self._fetching = Fetching(clock, transport)
        self._turn = threading.Lock()
        self._document: tuple[datetime, Document] | None = None
        self._keys: tuple[datetime, dict[str, Any]] | None = None

    def document(self) -> Document:
        """Return what the issuer says of itself.

        Raises:
            HospitalError: it cannot be reached, names another issuer, or sends people or secrets where others could read them.
        """
        with self._turn:
            now = self._clock()
            if self._document is None or now - self._document[0] > _KEPT:
                address = f"{self.client.issuer.rstrip('/')}/.well-known/openid-configuration"
                self._document = now, _read(self._fetching.get(address), self.client.issuer)
            return self._document[1]

    def address_to_sign_in(self, redirect: str, state: str, nonce: str, verifier: str, *, again: bool) -> str:
        """Return where the browser is sent.

        Args:
            redirect: our address that it comes back to.
            state: names this sign-in.
            nonce: what the token has to carry.
            verifier: whose hash goes along (PKCE), so that the code is good for us only.
            again: True asks the hospital to let the person show anew who he is.
        """
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        more = {"prompt": "login", "max_age": "0"} if again else {}
        address: str = prepare_grant_uri(
            self.document().authorization,
            client_id=self.client.client_id,
            response_type="code",
            redirect_uri=redirect,
            scope=SCOPE,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
            **more,
        )
        return address

    def claims(self, code: str, redirect: str, nonce: str, verifier: str, *, again: bool) -> Claims:
        """Change a code for the ID token and return what that says, verified.

        Raises:
            HospitalError: the code or the token is refused.
        """
        from authlib.oauth2.auth import ClientAuth
        from authlib.oauth2.rfc6749.parameters import prepare_token_request

        document, client = self.document(), self.client
        method = "none" if not client.client_secret else "client_secret_basic" if document.takes_basic else "client_secret_post"
        names = (client.client_id, client.client_secret)
        if method == "client_secret_basic":
            names = (quote(names[0], safe=""), quote(names[1], safe=""))  # RFC 6749, section 2.3.1
        body = prepare_token_request("authorization_code", code=code, redirect_uri=redirect, code_verifier=verifier)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        address, headers, body = ClientAuth(*names, method).prepare("POST", document.token, headers, body)
        answer = self._fetching.post(address, headers, body)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise HospitalError("The hospital's sign-in sent no ID token.", slug="access.hospital-token")
        access_token = answer.get("access_token")
        expected = Expected(
            client.issuer,
            client.client_id,
            nonce,
            self._clock(),
            access_token if isinstance(access_token, str) else "",
            client.strong_acr,
            again,
        )
        return verified_claims(token, self._key_set, expected)

    def _key_set(self, *, fresh: bool) -> dict[str, Any]:
        """Return the public keys; fresh ones where a token names a key that is not among those kept."""
        document = self.document()
        with self._turn:
            now = self._clock()
            age = None if self._keys is None else now - self._keys[0]
            if age is None or age > (_BETWEEN_NEW_KEYS if fresh else _KEPT):
                self._keys = now, self._fetching.get(document.keys)
            assert self._keys is not None
            return self._keys[1]


def _read(found: dict[str, Any], issuer: str) -> Document:
    if found.get("issuer") != issuer:
        raise HospitalError(
            "The discovery document is of another issuer than the one that is set.",
            next_step="Whoever runs this service: write oidc.issuer exactly as the document does.",
            slug="access.hospital-issuer",
        )
    addresses = [found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if not all(isinstance(one, str) and is_safe_address(one) for one in addresses):
        raise HospitalError(
            "The discovery document names an address that is missing or not https.",
            next_step="Tell whoever runs this service.",
            slug="access.hospital-issuer",
        )
    methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    authorization, token, keys = (str(one) for one in addresses)
    return Document(
        authorization,
        token,
        keys,
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
        takes_basic=not isinstance(methods, list) or "client_secret_basic" in methods or "client_secret_post" not in methods,
    )
