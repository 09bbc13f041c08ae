"""Backups of the accounts database, taken while it is in use, and brought back into an empty home."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from codewell.accounts.copying import copy_accounts
from codewell.accounts.database import AccountsDatabase
from codewell.kernel.errors import ConfigurationError, InputError, StorageError

DATABASE = "accounts.sqlite"
SECRET = "secret.key"
SETTINGS = "service.toml"
_MANIFEST = "MANIFEST.json"
_KNOWN = (DATABASE, SECRET, SETTINGS)
_FORM = 1
_MOST_BYTES = 64 * 1024**3


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds.

    Args:
        made_at: instant, UTC.
        files: names with the SHA-256 of each.
    """

    made_at: str
    files: dict[str, str]


def back_up(database: AccountsDatabase, home: Path, target: Path, made_at: datetime, *, with_secret: bool) -> Backup:
    """Write the accounts as they stand to one file, while others go on working.

    Args:
        database: of the accounts; from PostgreSQL they are written as the same SQLite file, so that either kind reads them back.
        home: holds the settings and the secret.
        target: a ZIP file that does not exist yet, made readable by its owner only.
        made_at: instant that the backup tells of.
        with_secret: also the secret; whoever holds such a backup can read second factors and forge sessions.

    Raises:
        ConfigurationError: the target exists.
        StorageError: the disk refuses; nothing half-written stays.
    """
    if target.exists():
        raise ConfigurationError(f"{target} exists.", next_step="Name a file that does not exist yet.")
    snapshot = target.with_name(f".{target.name}.{os.getpid()}.snapshot")
    draft = target.with_name(f".{target.name}.{os.getpid()}.draft")
    try:
        _snapshot(database, snapshot)
        files = {DATABASE: snapshot, SETTINGS: home / SETTINGS} | ({SECRET: home / SECRET} if with_secret else {})
        found = {name: file for name, file in files.items() if file.is_file()}
        made = Backup(made_at.isoformat(), {name: _sha256(file) for name, file in found.items()})
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(_MANIFEST, json.dumps({"form": _FORM, "made_at": made.made_at, "files": made.files}, indent=2))
                for name, file in found.items():
                    archive.write(file, name)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(target)
    except OSError as refused:
        raise StorageError(f"The backup could not be written: {refused.strerror}.") from None
    finally:
        for left in target.parent.glob(f"{snapshot.name}*"):  # with what SQLite keeps beside it
            left.unlink(missing_ok=True)
        draft.unlink(missing_ok=True)
    return made


def restore(source: Path, home: Path, into: AccountsDatabase | None = None) -> Backup:
    """Bring a backup back into a home that has no accounts, or into an empty database on PostgreSQL.

    Args:
        source: a backup, of either kind of database.
        home: gets the accounts and, where it lacks them, the settings and the secret.
        into: PostgreSQL where the accounts are kept there; None for a file in the home.

    Raises:
        InputError: the file is no backup, or not as it was written.
        ConfigurationError: the home or the database has accounts.
        StorageError: the disk or the database refuses; the home stays without accounts.
    """
    if into is None and (home / DATABASE).exists():
        raise ConfigurationError(
            f"{home} has accounts.", next_step=f"Move its {DATABASE} away first, or restore into another home."
        )
    home.mkdir(parents=True, exist_ok=True)
    drafts: dict[str, Path] = {}
    try:
        with zipfile.ZipFile(source) as archive:
            made = _manifest(archive)
            for name in made.files:
                drafts[name] = home / f".{name}.{os.getpid()}.restored"
                _unpack(archive, name, drafts[name], made.files[name])
        _see_that_it_is_whole(drafts[DATABASE])
        if into is not None:
            _copy(drafts.pop(DATABASE), into)
        for name in sorted(drafts, key=lambda one: one == DATABASE):  # the database last: until then there are no accounts
            if name == DATABASE or not (home / name).exists():
                drafts[name].rename(home / name)
    except (zipfile.BadZipFile, EOFError):
        raise InputError(f"{source} is no backup of Codewell.", slug="input.backup") from None
    except OSError as refused:
        raise StorageError(f"The backup could not be brought back: {refused.strerror}.") from None
    finally:
        for left in home.glob(f".*.{os.getpid()}.restored*"):
            left.unlink(missing_ok=True)
    return made


def _copy(file: Path, into: AccountsDatabase) -> None:
    """Copy the accounts of a file into PostgreSQL; one of an older program is brought up to date first."""
    opened = AccountsDatabase(f"sqlite:///{file}")
    try:
        opened.bring_up_to_date()
        into.bring_up_to_date()
        copy_accounts(opened, into)
    finally:
        opened.close()


def _snapshot(database: AccountsDatabase, file: Path) -> None:
    if not database.is_sqlite:
        made = AccountsDatabase(f"sqlite:///{file}")
        try:
            made.bring_up_to_date()
            copy_accounts(database, made)
        finally:
            made.close()
        return
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("VACUUM INTO ?", (str(file),))
    os.chmod(file, 0o600)


def _manifest(archive: zipfile.ZipFile) -> Backup:
    try:
        if archive.getinfo(_MANIFEST).file_size > 100_000:
            raise ValueError
        value = json.loads(archive.read(_MANIFEST))
        files = {str(name): str(sum_) for name, sum_ in value["files"].items()}
        if value["form"] != _FORM or DATABASE not in files or not set(files) <= set(_KNOWN):
            raise ValueError
        return Backup(str(value["made_at"]), files)
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        raise InputError("That is no backup of Codewell, or of a newer one.", slug="input.backup") from None


def _unpack(archive: zipfile.ZipFile, name: str, target: Path, expected: str) -> None:
    """Write one file of the archive under a name of ours, and see that it is what was packed."""
    try:
        entry = archive.getinfo(name)
    except KeyError:
        raise InputError(f"The backup lacks {name}.", slug="input.backup") from None
    if entry.file_size > _MOST_BYTES:
        raise InputError(f"{name} in the backup is too large.", slug="input.backup")
    found = hashlib.sha256()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out, archive.open(entry) as packed:
        while piece := packed.read(1 << 20):
            found.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    if found.hexdigest() != expected:
        raise InputError(f"{name} in the backup is not what was packed.", slug="input.backup")


def _see_that_it_is_whole(file: Path) -> None:
    try:
        with closing(sqlite3.connect(file)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError:
        said = "damaged"
    if said != "ok":
        raise InputError("The accounts database in the backup is damaged.", slug="input.backup")


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
