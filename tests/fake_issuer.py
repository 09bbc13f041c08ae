"""A hospital's issuer on loopback, which does as the standard says until it is told to err."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from joserfc import jwk, jwt

CLIENT_ID, CLIENT_SECRET = "codewell", "a secret/of ours"


@cache
def signing_key(name: str) -> jwk.RSAKey:
    """Return the key of that name, made once."""
    return jwk.RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


class FakeIssuer:
    """Answers discovery, keys and tokens; `answer_to` does what its sign-in page would do.

    Args:
        port: that it listens on.
        clock: tells the present instant.
    """

    def __init__(self, port: int, clock: Callable[[], datetime]) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.clock = clock
        self.key = signing_key("first")
        self.person: dict[str, Any] = {"sub": "p-1", "email": "Ann@Hospital.example", "email_verified": True, "name": "Ann"}
        self.document: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": True,
        }
        self.claims: dict[str, Any] = {}
        """Put over those of the next tokens; None takes one away."""
        self.header: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any], dict[str, Any]], str] = self._signed
        self.published = [self.key]
        self.raw: dict[str, bytes] = {}
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}

    def answer_to(self, address: str) -> dict[str, str]:
        """Return what the browser brings back once the person has signed in at an address."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT_ID
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def respond(self, method: str, path: str, headers: Any, body: str) -> tuple[int, bytes, dict[str, str]]:
        self.asked.append(path.partition("?")[0])
        if path in self.raw:
            return 200, self.raw[path], {}
        if path == "/.well-known/openid-configuration":
            return 200, json.dumps(self.document).encode(), {}
        if path == "/keys":
            return 200, json.dumps({"keys": [one.as_dict(private=False) for one in self.published]}).encode(), {}
        if path.startswith("/authorize"):
            answer = self.answer_to(path)
            back = parse_qs(urlsplit(path).query)["redirect_uri"][0]
            return 302, b"", {"Location": f"{back}?{urlencode(answer)}"}
        if path == "/token" and method == "POST":
            return self._token(headers, {name: values[0] for name, values in parse_qs(body).items()})
        return 404, b"{}", {}

    def _token(self, headers: Any, form: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        ours = base64.b64encode(f"{quote(CLIENT_ID)}:{quote(CLIENT_SECRET, safe='')}".encode()).decode()
        asked = self._codes.pop(form.get("code", ""), None)
        hashed = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (
            headers.get("Authorization") != f"Basic {ours}"
            or asked is None
            or form["grant_type"] != "authorization_code"
            or form["redirect_uri"] != asked["redirect_uri"]
            or base64.urlsafe_b64encode(hashed).rstrip(b"=").decode() != asked["code_challenge"]
        ):
            return 400, b'{"error": "invalid_grant"}', {}
        now = int(self.clock().timestamp())
        said = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **({"auth_time": now} if "max_age" in asked else {}),
            **self.person,
            **self.claims,
        }
        said = {name: value for name, value in said.items() if value is not None}
        token = self.sign({"alg": "RS256", "kid": "first", **self.header}, said)
        return 200, json.dumps({"access_token": "not used", "token_type": "Bearer", "id_token": token}).encode(), {}

    def _signed(self, header: dict[str, Any], said: dict[str, Any]) -> str:
        return jwt.encode(header, said, self.key, algorithms=[header["alg"]])


@contextmanager
def fake_issuer(clock: Callable[[], datetime], port: int = 0) -> Iterator[FakeIssuer]:
    """Give an issuer that answers until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode())

        def _answer(self, body: str) -> None:
            status, answer, headers = issuer.respond(self.command, self.path, self.headers, body)
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(answer)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *arguments: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    issuer = FakeIssuer(server.server_port, clock)
    thread = threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
