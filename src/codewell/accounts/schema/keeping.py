"""What people keep: favourite and recent codes, worklists, and what each prefers."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from codewell.accounts.schema.columns import Instant, metadata, of_account

favourites = Table(
    "favourites",
    metadata,
    of_account(primary_key=True),
    Column("system", String(16), primary_key=True),
    Column("code", String(16), primary_key=True),
    Column("created_at", Instant, nullable=False),
)

recents = Table(
    "recents",
    metadata,
    of_account(primary_key=True),
    Column("system", String(16), primary_key=True),
    Column("code", String(16), primary_key=True),
    Column("seen_at", Instant, nullable=False),
)

preferences = Table(
    "preferences",
    metadata,
    of_account(primary_key=True),
    Column("name", String(32), primary_key=True),
    Column("value", String(120), nullable=False),
)

worklists = Table(
    "worklists",
    metadata,
    Column("id", String(32), primary_key=True),
    of_account(index=True),
    Column("team_id", String(32), ForeignKey("teams.id", ondelete="SET NULL"), index=True),  # None: the owner's alone
    Column("team_may_edit", Integer, nullable=False, server_default="0"),
    Column("name", String(120), nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("edition", Integer, nullable=False, server_default="1"),  # a change made on an older edition is refused
)

worklist_codes = Table(
    "worklist_codes",
    metadata,
    Column("worklist_id", String(32), ForeignKey("worklists.id", ondelete="CASCADE"), primary_key=True),
    Column("system", String(16), primary_key=True),
    Column("code", String(16), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("remark", String(400), nullable=False, server_default=""),
)

worklist_changes = Table(
    "worklist_changes",
    metadata,
    Column("worklist_id", String(32), ForeignKey("worklists.id", ondelete="CASCADE"), primary_key=True),
    Column("edition", Integer, primary_key=True),  # the one that the change made
    Column("at", Instant, nullable=False),
    Column("account_id", String(32), ForeignKey("accounts.id", ondelete="SET NULL"), index=True),
    Column("what", Text, nullable=False),  # JSON: codes added and removed, how many moved
)
