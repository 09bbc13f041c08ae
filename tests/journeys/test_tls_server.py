"""`codewell serve` with a certificate: what it speaks, what its cookies and headers say, and that it does not fall back."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from served_app import COMMAND, environment_of, free_port, linked_home


def certificate_in(folder: Path) -> tuple[Path, Path]:
    """Make a key and a certificate of this machine, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "server.pem", folder / "server.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, private


@dataclass
class Served:
    """A server of TLS.

    Args:
        port: that it listens on.
        certificate: its PEM file.
    """

    port: int
    certificate: Path

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}"

    def shaken(self, **said: object) -> ssl.SSLSocket:
        """Return a connection made with the settings given."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        for name, value in said.items():
            if name == "ciphers":
                context.set_ciphers(str(value))
            else:
                setattr(context, name, value)
        return context.wrap_socket(socket.create_connection(("127.0.0.1", self.port), 10), server_hostname="localhost")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, reference_home: Path) -> Iterator[Served]:
    home = linked_home(tmp_path_factory.mktemp("tls-home"), reference_home)
    certificate, key = certificate_in(home)
    port = free_port()
    environment = environment_of(home, sign_in="required", log_format="json")
    options = ["--port", str(port), "--tls-certificate", str(certificate), "--tls-key", str(key)]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen([*COMMAND, "serve", *options], env=environment, stdout=log, stderr=log)
        try:
            made = Served(port, certificate)
            wait_for(made, process)
            yield made
        finally:
            process.terminate()
            process.wait(30)


def wait_for(served: Served, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            served.shaken().close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not come up")


@pytest.fixture(scope="module")
def browser(served: Served) -> Iterator[httpx.Client]:
    trusted = ssl.create_default_context(cafile=str(served.certificate))
    with httpx.Client(base_url=served.address, verify=trusted, timeout=60) as made:
        yield made


def test_the_newest_protocol_is_spoken_and_the_one_before_with_forward_secrecy(served):
    with served.shaken() as newest:
        assert newest.version() == "TLSv1.3"
    with served.shaken(maximum_version=ssl.TLSVersion.TLSv1_2) as before:
        assert before.version() == "TLSv1.2"
        name, _, bits = before.cipher() or ("", "", 0)
        assert name.startswith("ECDHE-")
        assert "GCM" in name or "CHACHA20" in name
        assert bits >= 128


@pytest.mark.parametrize("ciphers", ["AES128-SHA", "AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES256-SHA384"])
def test_ciphers_without_forward_secrecy_or_authentication_are_refused(served, ciphers):
    with pytest.raises(OSError):  # noqa: PT011 - a handshake's refusal, or a connection that is cut
        served.shaken(maximum_version=ssl.TLSVersion.TLSv1_2, ciphers=f"{ciphers}:@SECLEVEL=0")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_protocols_that_are_given_up_are_refused(served, version):
    with pytest.raises((OSError, ValueError)):
        served.shaken(minimum_version=version, maximum_version=version, ciphers="ALL:@SECLEVEL=0")


def test_words_in_the_clear_get_no_answer(served):
    """Nothing leads a client from http to https: what it sent in the clear would have been read by then."""
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://localhost:{served.port}/sign-in", follow_redirects=False)


@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/v1/openapi.json", "/static/codewell.css", "/none", "/v1/none"])
def test_every_answer_tells_browsers_to_stay_with_tls_here_and_below(browser, path):
    said = browser.get(path).headers["strict-transport-security"]
    age = re.search(r"max-age=(\d+)", said)
    assert age is not None
    assert int(age.group(1)) >= 31_536_000
    assert "includeSubDomains" in said


def test_each_cookie_belongs_to_this_host_and_to_tls(browser):
    page = browser.get("/sign-in")
    token = re.search(r'name="form_token" value="([0-9a-f]+)"', page.text)
    assert token is not None
    switched = browser.post(
        "/keys", data={"form_token": token.group(1), "single": "off"}, headers={"Origin": str(browser.base_url)}
    )
    out = browser.post("/sign-out", data={"form_token": token.group(1)}, headers={"Origin": str(browser.base_url)})
    set_ = [one for answer in (page, switched, out) for one in answer.headers.get_list("set-cookie")]
    assert len(set_) >= 3
    for cookie in set_:
        parts = [part.strip().lower() for part in cookie.split(";")]
        assert cookie.startswith("__Host-codewell-"), cookie
        assert {"secure", "path=/"} <= set(parts)
        assert any(part in ("samesite=lax", "samesite=strict") for part in parts)
        assert not any(part.startswith("domain=") for part in parts)
        assert "httponly" in parts or cookie.startswith("__Host-codewell-keys=")


def test_an_origin_without_tls_is_another_one(browser):
    page = browser.get("/sign-in")
    token = re.search(r'name="form_token" value="([0-9a-f]+)"', page.text)
    assert token is not None
    plain = str(browser.base_url).replace("https://", "http://").rstrip("/")
    answer = browser.post("/sign-in", data={"form_token": token.group(1)}, headers={"Origin": plain})
    assert answer.status_code == 403


def test_a_request_that_is_framed_twice_is_not_read_as_two(served):
    """Length and chunks at once (RFC 9112, 6.1): what follows must not be taken for another person's request."""
    smuggled = (
        b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\nX: "
    )
    with served.shaken() as connection:
        connection.settimeout(3)
        connection.sendall(smuggled)
        read = b""
        try:
            while piece := connection.recv(65536):
                read += piece
        except TimeoutError:
            pass
    assert read.count(b"HTTP/1.1 ") <= 1
    assert b'"status":"ok"' not in read


def test_a_connection_that_wants_to_be_a_socket_gets_a_page(browser):
    asked = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": "x" * 22 + "==", "Sec-WebSocket-Version": "13"}
    assert browser.get("/sign-in", headers=asked).status_code == 200
