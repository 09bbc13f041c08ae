"""Who may come in, and how each shows who he is."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table, Text

from codewell.accounts.schema.columns import Instant, metadata, of_account

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("email", String(254), nullable=False, unique=True),  # lower case
    Column("name", String(120), nullable=False, server_default=""),
    Column("password_hash", String(255)),  # None: signs in by passkey or at the hospital only
    Column("role", String(16), nullable=False),
    Column("plan", String(32), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("verified_at", Instant),
    Column("disabled_at", Instant),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),  # the token itself is only in the cookie
    of_account(index=True),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("means", String(64), nullable=False),  # how the person signed in: "password", "password totp", "passkey", "oidc"
    Column("confirmed_at", Instant, nullable=False),  # when the person last showed who he is
)

one_time_tokens = Table(
    "one_time_tokens",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    of_account(index=True),
    Column("purpose", String(32), nullable=False),  # verify-email, reset-password, change-email, second-step
    Column("detail", Text, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
)

totp_secrets = Table(
    "totp_secrets",
    metadata,
    of_account(primary_key=True),
    Column("secret", LargeBinary, nullable=False),  # encrypted
    Column("created_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("last_step", BigInteger),  # a code is good once
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    of_account(index=True),
    Column("used_at", Instant),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("credential_id", String(1400), primary_key=True),  # base64url
    of_account(index=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("name", String(80), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
)

ceremonies = Table(
    "ceremonies",
    metadata,
    Column("token_hash", String(64), primary_key=True),  # a passkey's challenge or a hospital's sign-in under way
    Column("purpose", String(32), nullable=False),
    Column("detail", Text, nullable=False),
    Column("ends_at", Instant, nullable=False),
)

identities = Table(
    "identities",
    metadata,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    of_account(index=True),
    Column("created_at", Instant, nullable=False),
)

teams = Table(
    "teams",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    Column("team_id", String(32), ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True),
    of_account(primary_key=True, index=True),
    Column("leads", Integer, nullable=False, server_default="0"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("email", String(254), nullable=False),
    Column("role", String(16), nullable=False),
    Column("plan", String(32), nullable=False),
    Column("team_id", String(32), ForeignKey("teams.id", ondelete="CASCADE")),
    Column("created_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
)
