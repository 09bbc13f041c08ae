"""The accounts database: its tables on both databases, and what it does when something is wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from accounts_over_both import SECRET
from codewell.accounts.database import NEWEST_REVISION, AccountsDatabase
from codewell.accounts.installation import open_accounts
from codewell.accounts.keyring import Keyring
from codewell.accounts.roles import Role
from codewell.accounts.schema import metadata
from codewell.kernel.errors import ConfigurationError, InputError, StorageError


def test_migrations_make_the_tables_that_the_program_works_with(accounts):
    with accounts.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    assert accounts.database.revision() == NEWEST_REVISION


def test_databases_that_are_opened_at_once_each_get_their_tables(tmp_path, clock):
    """Alembic holds what it works on in a module, so migrations that run at once would take each other's."""

    def opened(number: int) -> str:
        made = open_accounts(f"sqlite:///{tmp_path / f'{number}.sqlite'}", clock, Keyring(SECRET))
        revision = made.database.revision()
        made.database.close()
        return revision

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(opened, range(8))) == [NEWEST_REVISION] * 8


def test_a_database_of_a_newer_program_is_left_alone(accounts):
    with accounts.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="9999"):
        accounts.database.bring_up_to_date()
    assert accounts.database.revision() == "9999"


@pytest.mark.parametrize("url", ["mysql://localhost/x", "no address", "oracle://x"])
def test_other_databases_are_refused_in_words(url):
    with pytest.raises(ConfigurationError, match="no kind that is known"):
        AccountsDatabase(url)


def test_what_raises_inside_a_transaction_is_undone(accounts):
    def half() -> None:
        with accounts.database.writing() as connection:
            connection.execute(text("INSERT INTO teams (id, name, created_at) VALUES ('a', 'b', 1)"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    with accounts.database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM teams")).scalar() == 0


def test_an_address_has_one_account_however_it_is_written(accounts):
    accounts.people.add("Ann@Example.org", role=Role.CODER, plan="free")
    with pytest.raises(InputError, match="There is an account"):
        accounts.people.add("ann@example.org ", role=Role.CODER, plan="free")
    found = accounts.people.by_email("ANN@example.org")
    assert found is not None
    assert (found.email, found.verified_at) == ("ann@example.org", None)


def test_a_session_ends_idle_whole_and_at_sign_out(accounts, clock):
    ann = accounts.people.add("ann@example.org", role=Role.CODER, plan="free")
    token = accounts.sessions.begin(ann, "password")
    clock.move(minutes=29)
    session = accounts.sessions.of_token(token)
    assert session is not None
    assert session.account == ann
    clock.move(minutes=29)
    assert accounts.sessions.of_token(token) is not None, "a request keeps it awake"
    clock.move(minutes=31)
    assert accounts.sessions.of_token(token) is None, "idle"
    other = accounts.sessions.begin(ann, "password")
    assert other != token
    for _ in range(24):
        clock.move(minutes=29)
        accounts.sessions.of_token(other)
    clock.move(minutes=29)
    assert accounts.sessions.of_token(other) is None, "after 12 hours"
    third = accounts.sessions.begin(ann, "password")
    signed_in = accounts.sessions.of_token(third)
    assert signed_in is not None
    accounts.sessions.end(signed_in.key, of=ann.id)
    assert accounts.sessions.of_token(third) is None, "signed out"
