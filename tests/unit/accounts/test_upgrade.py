"""An accounts database of each earlier revision, with data in it, is brought up to date and keeps them."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

import codewell.accounts
from accounts_over_both import SECRET
from codewell.accounts.database import NEWEST_REVISION, AccountsDatabase
from codewell.accounts.installation import Accounts, open_accounts
from codewell.accounts.keyring import Keyring
from codewell.accounts.roles import Role
from codewell.accounts.schema import metadata
from codewell.accounts.worklist_content import WorklistContent

FOLDER = Path(codewell.accounts.__file__).parent / "migrations"
PASSWORD = "seven grey herons"


def migrated(database: AccountsDatabase, to: str, step=command.upgrade) -> None:
    """Change the tables to a revision as an earlier program left them."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    with database.engine.connect().execution_options(codewell_writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        step(config, to)


def filled(accounts: Accounts) -> tuple[str, str]:
    """Give an installation an account with a password, a worklist and a row of the trail; return the ids."""
    hashed = accounts.passwords.hash(PASSWORD)
    ann = accounts.people.add("ann@example.org", role=Role.ADMIN, plan="member", password_hash=hashed, verified=True)
    kept = accounts.worklists.create(ann, WorklistContent("Mondays"))
    accounts.audit.record(f"account:{ann.id}", "test.written")
    return ann.id, kept.id


@pytest.mark.parametrize("from_revision", ["0001"])
def test_what_an_earlier_program_wrote_is_there_after_the_upgrade(database_url, clock, from_revision):
    earlier = open_accounts(database_url, clock, Keyring(SECRET))
    migrated(earlier.database, from_revision, command.downgrade)
    with earlier.database.reading() as connection:
        assert earlier.database.revision() == from_revision
        assert compare_metadata(MigrationContext.configure(connection), metadata) != [], "tables of before"
    account, worklist = filled(earlier)
    kept = earlier.audit_verifier.check().checkpoint
    earlier.database.close()

    now = open_accounts(database_url, clock, Keyring(SECRET))
    assert now.database.revision() == NEWEST_REVISION
    with now.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata) == []
    ann = now.people.by_id(account)
    assert ann is not None
    assert now.passwords.matches(now.people.password_hash(ann.id), PASSWORD)
    assert [one.id for one in now.worklists.seen_by(ann)] == [worklist]
    assert now.audit_verifier.check(kept).is_whole
    assert "test.written" in {row.action for row in now.audit_verifier.rows()}
    now.database.close()
