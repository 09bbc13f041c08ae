"""How an installation is served: `service.toml` in the home folder, each value open to the environment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from codewell.kernel.errors import ConfigurationError

FILE = "service.toml"
_PREFIX = "CODEWELL_SERVICE_"


class OidcSettings(BaseModel):
    """A hospital's single sign-on (OpenID Connect)."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    issuer: str = Field(description="Address of the issuer, whose discovery document lies below it.")
    client_id: str
    client_secret: str = Field(default="", repr=False)
    label: str = Field(default="your hospital", description="Words of the button: Sign in with ...")
    new_accounts: bool = Field(default=True, description="Whether somebody who was never here gets an account.")
    role: Literal["viewer", "coder", "auditor"] = Field(default="coder", description="Of a new account.")
    plan: str = Field(default="member", description="Of a new account.")
    strong_acr: tuple[str, ...] = Field(default=(), description="Values of acr by which the hospital tells of two factors.")
    second_step: Literal["claimed", "never"] = Field(
        default="claimed",
        description="claimed: ours is asked unless the hospital says that it saw two factors; never: the hospital's is trusted.",
    )


class ServiceSettings(BaseModel):
    """How an installation is served; every default is the safe one for one person at one machine."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    database: str = Field(default="", description="Of the accounts: postgresql://...; left out, accounts.sqlite in the home.")
    database_connections: int = Field(default=20, ge=1, le=500, description="At most, of this process to PostgreSQL.")
    database_seconds: int = Field(default=15, ge=1, le=300, description="For one statement on PostgreSQL; then it is given up.")
    other_secret: Literal["refuse", "accept"] = Field(
        default="refuse",
        description="accept: serve PostgreSQL although the audit trail there was sealed with another secret.key.",
    )
    address: str = Field(default="", description="Under which people reach it: https://codes.hospital.example.")
    metering: Literal["off", "on"] = Field(default="off", description="Whether plans count code pages.")
    plans: str = Field(default="", description="A file of plans to use in place of the default ones.")
    sign_in: Literal["optional", "required"] = Field(default="optional", description="Whether every page asks for an account.")
    registration: Literal["open", "invited", "closed"] = Field(default="open", description="Who may make an account.")
    mail: str = Field(default="", description="smtp://USER:PASSWORD@HOST:587, console, or a folder; left out, mail/ in the home.")
    mail_from: str = Field(default="codewell@localhost", description="Sender of mail.")
    cpt_seats: int = Field(default=1, ge=0, description="People who may see licensed CPT text, as your AMA licence counts them.")
    trusted_proxies: tuple[str, ...] = Field(default=(), description="Network addresses whose X-Forwarded-For is believed.")
    idle_minutes: int = Field(default=30, ge=1, le=1440, description="Without a request, a session ends.")
    session_hours: int = Field(default=12, ge=1, le=168, description="After which a session ends whatever happens.")
    requests_per_minute: int = Field(default=600, ge=1, description="Of one account or network address.")
    log_format: Literal["text", "json"] = Field(default="text", description="Of the log on standard error.")
    log_requests: bool = Field(default=False, description="Also a line a request: method, route, status, time; no address.")
    metrics_port: int = Field(default=0, ge=0, le=65535, description="Prometheus reads /metrics there; 0 for no metrics.")
    metrics_host: str = Field(default="127.0.0.1", description="Address of that port; others than this machine only on purpose.")
    traces: str = Field(
        default="", description="Where traces go by OTLP over HTTP: http://collector:4318/v1/traces; empty: none."
    )
    traces_ratio: float = Field(default=1.0, ge=0, le=1, description="Of the requests that are traced.")
    require_second_factor: Literal["auto", "none", "admins", "all"] = Field(
        default="auto", description="Who must set one up; auto: administrators, unless only this machine reaches the service."
    )
    oidc: OidcSettings | None = None

    def database_url(self, home: Path) -> str:
        """Return the address of the accounts database."""
        return self.database or f"sqlite:///{home / 'accounts.sqlite'}"


def read_service_settings(home: Path, environment: Mapping[str, str] | None = None) -> ServiceSettings:
    """Return the settings of a home; a variable such as CODEWELL_SERVICE_METERING wins over the file.

    Raises:
        ConfigurationError: the file cannot be read, or a value means nothing; it names the value, never shows it.
    """
    variables = os.environ if environment is None else environment
    file = home / FILE
    try:
        written = tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as refused:
        raise ConfigurationError(f"{file} cannot be read as TOML: {type(refused).__name__}.") from None
    for name in ServiceSettings.model_fields:
        value = variables.get(_PREFIX + name.upper())
        if value is not None:
            written[name] = tuple(value.split()) if name == "trusted_proxies" else value
    secret = variables.get(_PREFIX + "OIDC_CLIENT_SECRET")
    if secret is not None and isinstance(written.get("oidc"), dict):
        written["oidc"]["client_secret"] = secret
    try:
        return ServiceSettings.model_validate(written)
    except ValidationError as refused:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in refused.errors())
        raise ConfigurationError(
            f"The settings of the service are not as documented: {faults}.",
            next_step=f"Mend {file} or the variables {_PREFIX}...",
        ) from None
