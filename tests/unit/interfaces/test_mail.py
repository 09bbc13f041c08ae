"""Mail as a real server on this machine receives it, as a folder keeps it, and what is said when it cannot leave."""

from __future__ import annotations

import email
import io
import socket
import ssl
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.policy import default
from pathlib import Path

import pytest

from codewell.interfaces.letters.post import LetterPost
from codewell.interfaces.mail import ConsoleMail, FolderMail, Mail, SmtpMail, mail_writer
from codewell.kernel.errors import ConfigurationError, MailError
from codewell.tasks.accounts.letters import Letter, LetterKind

aiosmtpd = pytest.importorskip("aiosmtpd.controller", reason="pip install aiosmtpd gives tests a mail server")
NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
MAIL = Mail("Codewell <codewell@hospital.example>", "ann@example.org", "A subject", "Words.\nMore words: naïve.\n")


def clock() -> datetime:
    return NOON


class Received:
    """Keeps what the server was given."""

    def __init__(self) -> None:
        self.envelopes: list = []
        self.under_tls: list[bool] = []
        self.users: list[bytes] = []

    async def handle_DATA(self, server, session, envelope) -> str:
        self.envelopes.append(envelope)
        self.under_tls.append(session.ssl is not None)
        return "250 taken"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that signs itself, and its key."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    folder, key, name = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1()), "mail.hospital.example"
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


@pytest.fixture
def received() -> Received:
    return Received()


@pytest.fixture
def server(received: Received, certificate: tuple[Path, Path]) -> Iterator[int]:
    """The port of a mail server that asks for TLS and a password."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)

    def signs_in(server, session, envelope, mechanism, data):
        from aiosmtpd.smtp import AuthResult

        return AuthResult(success=data.login == b"codewell" and data.password == b"se:cret@1")

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = aiosmtpd.Controller(
        received,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        authenticator=signs_in,
        auth_required=True,
    )
    made.start()
    yield port
    made.stop()


def test_a_mail_goes_by_starttls_with_name_and_password(server, received, certificate):
    trust = ssl.create_default_context(cafile=str(certificate[0]))
    SmtpMail("127.0.0.1", server, clock, "codewell", "se:cret@1", trust=trust).send(MAIL)
    assert received.under_tls == [True]
    arrived = email.message_from_bytes(received.envelopes[0].content, policy=default)
    assert received.envelopes[0].rcpt_tos == ["ann@example.org"]
    assert (arrived["To"], arrived["From"], arrived["Subject"]) == (MAIL.to, MAIL.sender, MAIL.subject)
    assert arrived["Date"].datetime == NOON
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived.get_content().replace("\r\n", "\n") == MAIL.text


def test_a_certificate_that_nobody_vouches_for_is_not_believed(server, received):
    with pytest.raises(MailError, match="SSLCertVerificationError") as refused:
        SmtpMail("127.0.0.1", server, clock, "codewell", "se:cret@1").send(MAIL)
    assert received.envelopes == []
    assert "ann@example.org" not in str(refused.value)


def test_a_wrong_password_is_told_without_the_password(server, received, certificate):
    trust = ssl.create_default_context(cafile=str(certificate[0]))
    with pytest.raises(MailError) as refused:
        SmtpMail("127.0.0.1", server, clock, "codewell", "wrong-secret", trust=trust).send(MAIL)
    assert "wrong-secret" not in str(refused.value)
    assert received.envelopes == []


def test_no_server_is_told():
    with pytest.raises(MailError, match=r"127.0.0.1:9"):
        SmtpMail("127.0.0.1", 9, clock).send(MAIL)


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x00", "\x0b"])
@pytest.mark.parametrize("field", ["sender", "to", "subject"])
def test_nothing_that_was_written_becomes_a_header_of_its_own(tmp_path, field, sign):
    from dataclasses import replace

    with pytest.raises(MailError):
        FolderMail(tmp_path / "mail", clock).send(replace(MAIL, **{field: f"x@example.org{sign}Bcc: eve@evil.example"}))
    assert not (tmp_path / "mail").exists()


def test_a_folder_keeps_mails_that_only_the_owner_can_read(tmp_path):
    folder = tmp_path / "mail"
    FolderMail(folder, clock).send(MAIL)
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert email.message_from_bytes(file.read_bytes(), policy=default)["To"] == MAIL.to


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "mail").write_text("a file")
    with pytest.raises(MailError):
        FolderMail(tmp_path / "mail", clock).send(MAIL)


def test_the_console_shows_the_mail():
    out = io.StringIO()
    ConsoleMail(clock, out).send(MAIL)
    assert out.getvalue() == f"To: {MAIL.to}\nSubject: A subject\n\n{MAIL.text}\n"


def test_the_setting_names_how_mail_leaves(tmp_path):
    assert mail_writer("", tmp_path, clock) == FolderMail(tmp_path / "mail", clock)
    assert mail_writer("/var/spool/codewell", tmp_path, clock) == FolderMail(Path("/var/spool/codewell"), clock)
    assert mail_writer("console", tmp_path, clock) == ConsoleMail(clock)
    by_server = mail_writer("smtp://code%40well:se%3Acret@mail.hospital.example", tmp_path, clock)
    assert by_server == SmtpMail("mail.hospital.example", 587, clock, "code@well", "se:cret")
    assert mail_writer("smtps://mail.hospital.example", tmp_path, clock) == SmtpMail(
        "mail.hospital.example", 465, clock, tls_from_the_start=True
    )
    for wrong in ("imap://mail.hospital.example", "smtp://", "smtp://host:port"):
        with pytest.raises(ConfigurationError) as refused:
            mail_writer(wrong, tmp_path, clock)
        assert "hospital.example" not in str(refused.value)
    assert "se:cret" not in repr(by_server)


@pytest.mark.parametrize("kind", list(LetterKind))
def test_every_letter_has_a_subject_and_words_and_nothing_unfilled(tmp_path, kind):
    LetterPost(FolderMail(tmp_path, clock), "codewell@hospital.example", "https://codes.hospital.example/").send(
        Letter(kind, "ann@example.org", "/confirm-address/TOKEN")
    )
    (file,) = tmp_path.glob("*.eml")
    written = email.message_from_bytes(file.read_bytes(), policy=default)
    assert "Codewell" in written["Subject"]
    assert "https://codes.hospital.example" in written.get_content()
    assert "{" not in written.get_content()
    assert "ann@example.org" not in written.get_content()


def test_without_an_address_no_letter_goes_out(tmp_path):
    with pytest.raises(ConfigurationError, match="address"):
        LetterPost(FolderMail(tmp_path, clock), "a@b.example", "").send(Letter(LetterKind.NO_ACCOUNT, "ann@example.org"))
    assert list(tmp_path.iterdir()) == []
