"""The cookies of the service: what they are called, and how they are set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cookies:
    """Names and attributes of our cookies; under TLS no other host and no plain connection can set them.

    Args:
        tls: True where the service is reached by TLS.
    """

    tls: bool

    @property
    def session(self) -> str:
        """Name of the cookie of somebody who signed in."""
        return self._named("session")

    @property
    def visit(self) -> str:
        """Name of the cookie that forms belong to before signing in."""
        return self._named("visit")

    @property
    def second_step(self) -> str:
        """Name of the cookie between the password and the second step."""
        return self._named("second-step")

    @property
    def keys(self) -> str:
        """Name of the cookie that says whether single keys are switched off: a script reads it, and it is nobody's secret."""
        return self._named("keys")

    def set(self, name: str, value: str, *, seconds: int | None = None) -> str:
        """Return a `Set-Cookie` that no script reads and no other site sends; it ends with the browser where no time is named."""
        parts = [f"{name}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
        if self.tls:
            parts.append("Secure")
        if seconds is not None:
            parts.append(f"Max-Age={seconds}")
        return "; ".join(parts)

    def drop(self, name: str) -> str:
        """Return a `Set-Cookie` that takes a cookie away."""
        return self.set(name, "", seconds=0)

    def _named(self, name: str) -> str:
        return f"{'__Host-' if self.tls else ''}codewell-{name}"
