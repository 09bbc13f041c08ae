"""What people keep of their questions: conversations, encrypted, and whether an answer helped."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from codewell.accounts.schema.columns import Instant, metadata, of_account

kept_conversations = Table(
    "kept_conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    of_account(index=True),
    Column("kept_at", Instant, nullable=False),
    Column("content", LargeBinary, nullable=False),  # encrypted, bound to the account and to the id
)

answer_feedback = Table(
    "answer_feedback",
    metadata,
    Column("id", String(32), primary_key=True),
    of_account(index=True),
    Column("at", Instant, nullable=False),
    Column("intent", String(32), nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("helped", Integer, nullable=False),
    Column("question", LargeBinary),  # encrypted; None unless the person chose to send it
)
