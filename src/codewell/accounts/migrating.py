"""Runs the migrations; imported only when the tables are not of the newest revision."""

from __future__ import annotations

import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from codewell.accounts.connections import without_time_out
from codewell.kernel.errors import StorageError

_FOLDER = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 7_305_816_412
"""Number of the lock by which replicas on PostgreSQL migrate one after the other."""
_IN_THIS_PROCESS = threading.Lock()
"""Alembic keeps its environment in the module `alembic.context`, so one migration runs at a time."""


def migrate(engine: Engine, found: str) -> None:
    """Bring the tables to the newest revision in one transaction.

    Args:
        engine: the accounts database.
        found: the revision that stands there; empty for none.

    Raises:
        StorageError: the revision is of a newer program.
    """
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found and found not in known:
        raise StorageError(
            f"The accounts database is of revision {found}, which this program does not know.",
            next_step="Run the newer Codewell that made it, or restore a backup.",
            slug="configuration.accounts-revision",
        )
    with _IN_THIS_PROCESS, engine.connect().execution_options(codewell_writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            without_time_out(connection)  # a migration, and waiting for another's, takes as long as it takes
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
