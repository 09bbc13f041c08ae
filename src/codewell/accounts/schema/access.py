"""What an account may use: counters, keys of the API, seats of a licence, attempts to sign in."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, UniqueConstraint

from codewell.accounts.schema.columns import Instant, metadata, of_account

usage = Table(
    "usage",
    metadata,
    Column("subject", String(80), primary_key=True),  # account:ID, or address:HMAC for a guest
    Column("meter", String(32), primary_key=True),
    Column("period", String(16), primary_key=True),  # 2026-11 or 2026-11-30
    Column("used", Integer, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(32), primary_key=True),
    of_account(index=True),
    Column("name", String(80), nullable=False),
    Column("key_hash", String(64), nullable=False, unique=True),
    Column("beginning", String(16), nullable=False),  # shown, so that a person knows which key it is
    Column("scopes", String(120), nullable=False),
    Column("per_minute", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("ends_at", Instant),
    Column("revoked_at", Instant),
    Column("used_at", Instant),
)

licence_seats = Table(
    "licence_seats",
    metadata,
    Column("licence", String(32), primary_key=True),  # cpt
    Column("seat", Integer, primary_key=True),  # 1 to the licence's count: two people cannot take the same one
    Column("account_id", String(32), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("given_at", Instant, nullable=False),
    UniqueConstraint("licence", "account_id"),  # nobody takes two
)

attempts = Table(
    "attempts",
    metadata,
    Column("subject", String(80), primary_key=True),  # HMAC of an e-mail address or a network address
    Column("failures", Integer, nullable=False),
    Column("since", Instant, nullable=False),
    Column("locked_until", Instant),
)
