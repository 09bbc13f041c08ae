"""How we are known to the hospital's issuer, and what of it we believe."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from codewell.kernel.errors import ConfigurationError, NotAllowedError


@dataclass(frozen=True, slots=True)
class HospitalClient:
    """The one issuer that people may sign in at, and our registration there.

    Args:
        issuer: its address, exactly as its tokens write it.
        client_id: ours.
        client_secret: ours; empty for a public client.
        strong_acr: values of `acr` that tell of two factors; `amr` with "mfa" does so too.

    Raises:
        ConfigurationError: the issuer is not reached by https, other than on this machine.
    """

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    strong_acr: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not is_safe_address(self.issuer):
            raise ConfigurationError(
                "The issuer of the hospital's sign-in is not an https address.",
                next_step="Write oidc.issuer like https://login.hospital.example.",
                slug="configuration.oidc-issuer",
            )


class HospitalError(NotAllowedError):
    """The hospital's sign-in did not answer as the standard says; nobody was signed in."""

    slug = "access.hospital"


def is_safe_address(address: str) -> bool:
    """Say whether what is sent there is read by nobody between: https, or http within this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.username or parts.fragment or not host:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(host))


def is_this_machine(host: str) -> bool:
    """Say whether a host name never leaves the machine."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
