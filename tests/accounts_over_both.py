"""Fixtures: accounts over both databases, with a clock that tests move; `conftest.py` makes them known to all tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from codewell.accounts.installation import Accounts, open_accounts
from codewell.accounts.keyring import Keyring
from postgres import new_database, postgres_server

SECRET = b"a secret of the tests, 32 bytes or more"


class MovedClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 2, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server."""
    with postgres_server() as uri:
        yield uri


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'accounts.sqlite'}"
    return new_database(request.getfixturevalue("postgres"))


@pytest.fixture
def accounts(database_url: str, clock: MovedClock) -> Iterator[Accounts]:
    """Accounts with their tables made."""
    made = open_accounts(database_url, clock, Keyring(SECRET))
    yield made
    made.database.close()
