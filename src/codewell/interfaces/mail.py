"""How mail leaves: by the hospital's mail server, into a folder, or to the console; a failure is always told."""

from __future__ import annotations

import os
import secrets
import ssl
import sys
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid, parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol, TextIO
from urllib.parse import unquote, urlsplit

from codewell.kernel.clock import Clock
from codewell.kernel.errors import ConfigurationError, MailError

_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail of plain text.

    Args:
        sender: address, perhaps with a name before it.
        to: one address.
        subject: one line.
        text: the body.
    """

    sender: str
    to: str
    subject: str
    text: str

    def __repr__(self) -> str:
        return "Mail(...)"


class MailWriter(Protocol):
    """Takes a mail on its way."""

    def send(self, mail: Mail) -> None:
        """Send a mail.

        Raises:
            MailError: it could not be sent.
        """


def as_message(mail: Mail, clock: Clock) -> EmailMessage:
    """Return a mail as it travels.

    Raises:
        MailError: an address or the subject holds a line end or another sign that could become a header of its own.
    """
    for header in (mail.sender, mail.to, mail.subject):
        if not header.isprintable():
            raise MailError("A mail could not be written.", next_step="See that its addresses are addresses.")
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = mail.sender, mail.to, mail.subject
    message["Date"] = clock()
    message["Message-ID"] = make_msgid(domain=parseaddr(mail.sender)[1].rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="7bit" if mail.text.isascii() else "quoted-printable")  # a link stays in one line
    return message


@dataclass(frozen=True, slots=True)
class SmtpMail:
    """Sends by a mail server, under TLS whose certificate is checked; in the clear only on this machine.

    Args:
        host: of the server.
        port: of the server.
        clock: tells the present instant.
        user: empty where it asks for none.
        password: of the user.
        tls_from_the_start: True for smtps://; else the connection changes to TLS by STARTTLS.
        trust: whose certificates are believed; None for those of the system.
    """

    host: str
    port: int
    clock: Clock
    user: str = ""
    password: str = ""
    tls_from_the_start: bool = False
    trust: ssl.SSLContext | None = None

    def __repr__(self) -> str:
        return f"SmtpMail({self.host}:{self.port})"

    def send(self, mail: Mail) -> None:
        """Send a mail.

        Raises:
            MailError: the server cannot be reached or believed, offers no TLS, or refuses.
        """
        import smtplib

        message = as_message(mail, self.clock)
        trust = self.trust or ssl.create_default_context()
        try:
            if self.tls_from_the_start:
                server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=trust)
            else:
                server = smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
            with server:
                self._make_private(server, trust)
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as refused:  # their words may hold the address
            raise _not_sent(f"the mail server {self.host}:{self.port} did not take it ({type(refused).__name__})") from None

    def _make_private(self, server: object, trust: ssl.SSLContext) -> None:
        import smtplib

        assert isinstance(server, smtplib.SMTP)
        if self.tls_from_the_start:
            return
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=trust)
            server.ehlo()
        elif not _is_this_machine(self.host):
            raise _not_sent(f"the mail server {self.host}:{self.port} offers no TLS")


@dataclass(frozen=True, slots=True)
class FolderMail:
    """Writes each mail to a file that only the owner can read; for trying out, and for a machine without a mail server.

    Args:
        folder: made where it is missing.
        clock: tells the present instant.
    """

    folder: Path
    clock: Clock

    def send(self, mail: Mail) -> None:
        """Write a mail to `YYYYMMDD-HHMMSS-RANDOM.eml`.

        Raises:
            MailError: the folder cannot be written.
        """
        body = as_message(mail, self.clock).as_bytes()
        name = f"{self.clock():%Y%m%d-%H%M%S}-{secrets.token_hex(4)}.eml"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(body)
        except OSError as refused:
            raise _not_sent(f"the folder {self.folder} cannot be written ({refused.strerror})") from None


@dataclass(frozen=True, slots=True)
class ConsoleMail:
    """Prints each mail; for trying out at one's own machine.

    Args:
        clock: tells the present instant.
        out: where to; None for standard error.
    """

    clock: Clock
    out: TextIO | None = None

    def send(self, mail: Mail) -> None:
        """Print a mail.

        Raises:
            MailError: it cannot be written.
        """
        message = as_message(mail, self.clock)
        try:
            print(f"To: {message['To']}\nSubject: {message['Subject']}\n\n{mail.text}", file=self.out or sys.stderr, flush=True)
        except OSError as refused:
            raise _not_sent(f"the console cannot be written ({type(refused).__name__})") from None


def mail_writer(setting: str, home: Path, clock: Clock) -> MailWriter:
    """Return what sends mail, as `mail` in the settings names it.

    Args:
        setting: smtp://USER:PASSWORD@HOST:587, smtps://USER:PASSWORD@HOST:465, console, a folder; empty for `mail` in the home.
        home: of the installation.
        clock: tells the present instant.

    Raises:
        ConfigurationError: the address of the mail server cannot be read.
    """
    if setting == "console":
        return ConsoleMail(clock)
    if "://" not in setting:
        return FolderMail(home / (setting or "mail"), clock)
    try:
        parts = urlsplit(setting)
        implicit = parts.scheme == "smtps"
        port = parts.port or (465 if implicit else 587)
    except ValueError:
        raise _unreadable() from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise _unreadable()
    return SmtpMail(parts.hostname, port, clock, unquote(parts.username or ""), unquote(parts.password or ""), implicit)


def _unreadable() -> ConfigurationError:
    return ConfigurationError(
        "The address of the mail server cannot be read.",
        next_step="Write smtp://USER:PASSWORD@HOST:587, with %40 for @ and %3A for : in a name or password.",
    )


def _not_sent(why: str) -> MailError:
    return MailError(
        f"A mail could not be sent: {why}.", next_step="Nothing else is lost; send it again, or tell an administrator."
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
