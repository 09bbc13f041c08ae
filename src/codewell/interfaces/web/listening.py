"""Where the server listens: this machine only unless somebody chose otherwise, and never in the clear by accident."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from codewell.interfaces.service_settings import ServiceSettings
from codewell.kernel.errors import ConfigurationError

CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""Of TLS 1.2: forward secrecy and authenticated encryption only; those of TLS 1.3 all are so. Nothing older is spoken."""


@dataclass(frozen=True, slots=True)
class Listening:
    """An address, and how it is kept private.

    Args:
        host: address to listen on.
        port: port to listen on.
        certificate: PEM file of the server's certificate and what it is signed by; None without TLS.
        key: PEM file of its private key.
        in_the_clear: True where the owner said that others may reach it without TLS.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    certificate: Path | None = None
    key: Path | None = None
    in_the_clear: bool = False

    @property
    def this_machine_only(self) -> bool:
        """Say whether nobody else can reach it."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def tls(self) -> bool:
        """Say whether the server itself speaks TLS."""
        return self.certificate is not None

    @property
    def url(self) -> str:
        """The address as a browser takes it."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{shown}:{self.port}"

    def see_that_it_is_private(self, settings: ServiceSettings) -> None:
        """Refuse what would send notes and passwords over a network in the clear.

        Raises:
            ConfigurationError: others could reach it without TLS, or half of the TLS files is missing.
        """
        if (self.certificate is None) != (self.key is None):
            raise ConfigurationError(
                "TLS needs both a certificate and its key.", next_step="Give --tls-certificate and --tls-key."
            )
        for file in (self.certificate, self.key):
            if file is not None and not file.is_file():
                raise ConfigurationError(
                    f"There is no file {file}.", next_step="Name the PEM files of the certificate and its key."
                )
        behind_proxy = settings.address.startswith("https://") and bool(settings.trusted_proxies)
        if self.this_machine_only or self.tls or behind_proxy or self.in_the_clear:
            return
        raise ConfigurationError(
            f"{self.host} can be reached from other machines, and nothing would be encrypted.",
            next_step=(
                "Give --tls-certificate and --tls-key; or set address (https://...) and trusted_proxies in service.toml where a "
                "proxy speaks TLS; or, on a network you trust, --in-the-clear."
            ),
            slug="configuration.in-the-clear",
        )
