"""What was done: the audit trail, each row chained to the one before it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table, Text

from codewell.accounts.schema.columns import Instant, metadata

audit_trail = Table(
    "audit_trail",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),  # 1, 2, 3 ... without a gap
    Column("at", Instant, nullable=False),
    Column("actor", String(80), nullable=False),  # account:ID, address:HMAC, command-line, system
    Column("action", String(48), nullable=False),
    Column("subject", String(160), nullable=False, server_default=""),  # ids only
    Column("detail", Text, nullable=False, server_default="{}"),  # JSON of ids, numbers and names of settings
    Column("seal", String(64), nullable=False),  # HMAC over this row and the seal before it
)
