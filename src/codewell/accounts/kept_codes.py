"""Favourite and recent codes of an account: which code, and when; never why, and nothing of a note."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select

from codewell.accounts.database import AccountsDatabase
from codewell.accounts.insert_or_update import insert_or_update
from codewell.accounts.people import make_local
from codewell.accounts.schema.keeping import favourites, preferences, recents
from codewell.kernel.clock import Clock
from codewell.kernel.codes import Code, CodeSystem, parse_code
from codewell.kernel.errors import InputError, StorageError

_LOG = logging.getLogger(__name__)
MOST_FAVOURITES = 500
RECENTS_KEPT = 50
_SECONDS_UNTIL_WRITTEN = 3.0
_REMEMBERED_FOR = timedelta(seconds=5)
_MOST_REMEMBERED = 2_000
_RECENTS = "recents"


@dataclass(frozen=True, slots=True)
class KeptCode:
    """A code that an account keeps.

    Args:
        code: the code.
        at: when it was made a favourite, or last seen.
    """

    code: Code
    at: datetime


class Favourites:
    """Codes that a person marked with a star.

    Which they are is remembered for some seconds, for every page of a code asks; other replicas show a new star that much later.

    Args:
        database: where they are kept.
        clock: tells the present instant.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._remembered: dict[str, tuple[datetime, frozenset[Code]]] = {}

    def codes(self, account_id: str) -> frozenset[Code]:
        """Return what an account keeps, or kept a few seconds ago."""
        now, known = self._clock(), self._remembered.get(account_id)
        if known is not None and timedelta() <= now - known[0] < _REMEMBERED_FOR:
            return known[1]
        held = frozenset(one.code for one in self.of(account_id))
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[account_id] = (now, held)
        return held

    def add(self, account_id: str, code: Code) -> None:
        """Keep a code; one that is kept stays as it is.

        Raises:
            InputError: the account keeps as many as it may.
        """
        now = self._clock()
        with self._database.writing() as connection:
            make_local(connection, account_id, now)
            held = connection.execute(select(func.count()).where(favourites.c.account_id == account_id)).scalar_one()
            if held >= MOST_FAVOURITES:
                raise InputError(
                    f"An account keeps at most {MOST_FAVOURITES} favourite codes.",
                    next_step="Remove some, or make a worklist of them.",
                    slug="input.too-many-favourites",
                )
            row = {"account_id": account_id, "system": code.system.value, "code": code.value, "created_at": now}
            insert_or_update(connection, favourites, row, key=("account_id", "system", "code"))
        self._remembered.pop(account_id, None)

    def remove(self, account_id: str, code: Code) -> None:
        """Keep a code no longer."""
        with self._database.writing() as connection:
            connection.execute(
                delete(favourites).where(
                    favourites.c.account_id == account_id,
                    favourites.c.system == code.system.value,
                    favourites.c.code == code.value,
                )
            )
        self._remembered.pop(account_id, None)

    def of(self, account_id: str) -> tuple[KeptCode, ...]:
        """Return what an account keeps, by system and code."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(favourites.c.system, favourites.c.code, favourites.c.created_at)
                .where(favourites.c.account_id == account_id)
                .order_by(favourites.c.system, favourites.c.code)
            ).all()
        return tuple(KeptCode(parse_code(row.code, CodeSystem(row.system)), row.created_at) for row in rows)

    def holds(self, account_id: str, code: Code) -> bool:
        """Say whether an account keeps a code."""
        with self._database.reading() as connection:
            found = connection.execute(
                select(favourites.c.code).where(
                    favourites.c.account_id == account_id,
                    favourites.c.system == code.system.value,
                    favourites.c.code == code.value,
                )
            ).first()
        return found is not None


class Recents:
    """Codes whose pages a person opened last, newest first, at most fifty.

    A page that is opened is noted in memory and written a little later, many at once, so that reading pages does not wait
    for the disk. What is lost by a crash is a few seconds of them.

    Args:
        database: where they are kept.
        clock: tells the present instant.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._turn = threading.Lock()
        self._noted: dict[tuple[str, Code], datetime] = {}

    def note(self, account_id: str, code: Code) -> None:
        """Note that a code's page was opened."""
        with self._turn:
            first = not self._noted
            self._noted[account_id, code] = self._clock()
        if first:
            timer = threading.Timer(_SECONDS_UNTIL_WRITTEN, self.write_noted)
            timer.daemon = True
            timer.start()

    def write_noted(self) -> None:
        """Write what was noted; what the database refuses is dropped."""
        with self._turn:
            noted, self._noted = self._noted, {}
        if not noted:
            return
        try:
            with self._database.writing() as connection:
                for account_id in sorted({account_id for account_id, _ in noted}):
                    self._write(connection, account_id, {code: at for (owner, code), at in noted.items() if owner == account_id})
        except StorageError as refused:
            _LOG.warning("recent codes were not kept: %s", refused.slug)

    def _write(self, connection: Connection, account_id: str, seen: dict[Code, datetime]) -> None:
        make_local(connection, account_id, self._clock())
        if not _keeps(connection, account_id):
            return
        rows = [
            {"account_id": account_id, "system": code.system.value, "code": code.value, "seen_at": at}
            for code, at in sorted(seen.items(), key=lambda one: (one[0].system.value, one[0].value))
        ]
        insert_or_update(connection, recents, rows, key=("account_id", "system", "code"), update=("seen_at",))
        of_account = recents.c.account_id == account_id
        newest_first = (recents.c.seen_at.desc(), recents.c.system, recents.c.code)
        beyond = connection.execute(
            select(recents.c.system, recents.c.code).where(of_account).order_by(*newest_first).offset(RECENTS_KEPT).limit(10_000)
        ).all()
        for row in beyond:
            connection.execute(delete(recents).where(of_account, recents.c.system == row.system, recents.c.code == row.code))

    def of(self, account_id: str, limit: int = RECENTS_KEPT) -> tuple[KeptCode, ...]:
        """Return what an account saw last, newest first."""
        self.write_noted()
        with self._database.reading() as connection:
            rows = connection.execute(
                select(recents.c.system, recents.c.code, recents.c.seen_at)
                .where(recents.c.account_id == account_id)
                .order_by(recents.c.seen_at.desc(), recents.c.system, recents.c.code)
                .limit(limit)
            ).all()
        return tuple(KeptCode(parse_code(row.code, CodeSystem(row.system)), row.seen_at) for row in rows)

    def clear(self, account_id: str) -> None:
        """Forget them."""
        with self._turn:
            self._noted = {key: at for key, at in self._noted.items() if key[0] != account_id}
        with self._database.writing() as connection:
            connection.execute(delete(recents).where(recents.c.account_id == account_id))

    def keeps(self, account_id: str) -> bool:
        """Say whether an account keeps them; it does until it says otherwise."""
        with self._database.reading() as connection:
            return _keeps(connection, account_id)

    def switch(self, account_id: str, *, on: bool) -> None:
        """Keep them from now on, or no longer; switching off forgets those that are kept."""
        if not on:
            self.clear(account_id)
        with self._database.writing() as connection:
            make_local(connection, account_id, self._clock())
            row = {"account_id": account_id, "name": _RECENTS, "value": "on" if on else "off"}
            insert_or_update(connection, preferences, row, key=("account_id", "name"), update=("value",))


def _keeps(connection: Connection, account_id: str) -> bool:
    said = connection.execute(
        select(preferences.c.value).where(preferences.c.account_id == account_id, preferences.c.name == _RECENTS)
    ).scalar()
    return said != "off"
