"""What was acknowledged stays: after kill -9 in mid-write, on a full disk, and back from a backup."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from accounts_over_both import SECRET
from codewell.accounts.backup import back_up, restore
from codewell.accounts.database import AccountsDatabase
from codewell.accounts.installation import open_accounts
from codewell.accounts.keyring import Keyring, keyring_in
from codewell.accounts.roles import Role
from codewell.accounts.worklist_content import WorklistContent
from codewell.kernel.clock import system_clock
from codewell.kernel.errors import ConfigurationError, InputError
from postgres import new_database

WRITER = """
import sys
from pathlib import Path
from codewell.accounts.installation import open_accounts
from codewell.accounts.keyring import keyring_in
from codewell.accounts.worklist_content import WorklistContent
from codewell.kernel.clock import system_clock
from codewell.kernel.errors import StorageError

home = Path(sys.argv[1])
accounts = open_accounts(f"sqlite:///{home / 'accounts.sqlite'}", system_clock, keyring_in(home / "secret.key"))
try:
    for number in range(1, 100_000):
        accounts.audit.record("system", "test.written", "x" * 120, {"number": number})
        print(number, flush=True)
except StorageError as refused:
    sys.exit(f"told: {refused}")
"""


def opened(home: Path):
    return open_accounts(f"sqlite:///{home / 'accounts.sqlite'}", system_clock, keyring_in(home / "secret.key"))


def acknowledged(out: bytes) -> int:
    """Return the last number that was written out whole."""
    return int(out.rpartition(b"\n")[0].split()[-1])


def test_a_writer_killed_in_the_middle_loses_nothing_it_acknowledged(tmp_path):
    running = subprocess.Popen([sys.executable, "-c", WRITER, tmp_path], stdout=subprocess.PIPE)
    assert running.stdout is not None
    read = b"".join(running.stdout.readline() for _ in range(60))
    running.send_signal(signal.SIGKILL)
    rest, _ = running.communicate()
    report = opened(tmp_path).audit_verifier.check()
    assert running.returncode == -signal.SIGKILL
    assert report.is_whole
    assert report.rows >= acknowledged(read + rest) >= 60


def test_a_full_disk_is_told_and_loses_nothing(tmp_path):
    """A file-size limit makes the operating system refuse a write in the same place as a full disk does."""
    limited = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\n" + WRITER
    ran = subprocess.run([sys.executable, "-c", limited, tmp_path], capture_output=True, timeout=120, check=False)
    assert ran.returncode == 1
    assert ran.stderr.startswith(b"told: The accounts database refused")
    assert b"Traceback" not in ran.stderr
    accounts = opened(tmp_path)
    report = accounts.audit_verifier.check()
    assert (report.rows, report.faults) == (acknowledged(ran.stdout), ())
    accounts.audit.record("system", "test.written")
    assert accounts.audit_verifier.check().rows == report.rows + 1, "with room again it goes on"


def test_a_backup_taken_while_others_write_comes_back_whole(tmp_path):
    home, target = tmp_path / "home", tmp_path / "backup.zip"
    accounts = opened(home)
    ann = accounts.people.add("ann@example.org", role=Role.ADMIN, plan="member", verified=True)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            accounts.audit.record(f"account:{ann.id}", "test.written")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while accounts.audit_verifier.check().rows < 20:
            pass
        kept = accounts.audit_verifier.check().checkpoint
        back_up(accounts.database, home, target, datetime(2026, 6, 2, tzinfo=UTC), with_secret=True)
    finally:
        stop.set()
        writer.join()
    assert target.stat().st_mode & 0o077 == 0
    restore(target, tmp_path / "other")
    again = opened(tmp_path / "other")
    assert again.people.by_id(ann.id) == ann
    assert again.audit_verifier.check(kept).is_whole
    with pytest.raises(ConfigurationError, match="has accounts"):
        restore(target, tmp_path / "other")
    with pytest.raises(ConfigurationError, match="exists"):
        back_up(accounts.database, home, target, datetime(2026, 6, 2, tzinfo=UTC), with_secret=False)


def test_the_secret_is_in_a_backup_only_where_it_was_asked_for(tmp_path):
    home, target = tmp_path / "home", tmp_path / "backup.zip"
    back_up(opened(home).database, home, target, datetime(2026, 6, 2, tzinfo=UTC), with_secret=False)
    with zipfile.ZipFile(target) as archive:
        assert set(archive.namelist()) == {"MANIFEST.json", "accounts.sqlite"}


def test_a_backup_of_either_database_comes_back_into_either(accounts, postgres, tmp_path, clock):
    ann = accounts.people.add("ann@example.org", role=Role.ADMIN, plan="member", verified=True)
    lists = [accounts.worklists.create(ann, WorklistContent(f"List {number}")) for number in range(3)]
    accounts.audit.record(f"account:{ann.id}", "test.written")
    kept, target = accounts.audit_verifier.check().checkpoint, tmp_path / "backup.zip"
    home = tmp_path / "home"
    home.mkdir()
    back_up(accounts.database, home, target, clock(), with_secret=False)
    assert [file.name for file in tmp_path.iterdir() if ".snapshot" in file.name] == []
    for url in (f"sqlite:///{tmp_path / 'other.sqlite'}", new_database(postgres)):
        empty = AccountsDatabase(url)
        restore(target, tmp_path / "unpacked", empty)
        with pytest.raises(ConfigurationError, match="has accounts"):
            restore(target, tmp_path / "unpacked", empty)
        empty.close()
        again = open_accounts(url, clock, Keyring(SECRET))
        assert again.people.by_id(ann.id) == ann
        assert again.audit_verifier.check(kept).is_whole
        assert {one.id for one in again.worklists.seen_by(ann)} == {one.id for one in lists}
        again.database.close()
    assert list((tmp_path / "unpacked").iterdir()) == []


@pytest.mark.parametrize("spoiled", ["not-zip", "no-manifest", "changed", "cut", "path-outside"])
def test_a_spoiled_backup_leaves_the_home_as_it_was(tmp_path, spoiled):
    home, target, bad = tmp_path / "home", tmp_path / "backup.zip", tmp_path / "bad.zip"
    back_up(opened(home).database, home, target, datetime(2026, 6, 2, tzinfo=UTC), with_secret=False)
    with zipfile.ZipFile(target) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    if spoiled == "changed":
        members["accounts.sqlite"] = members["accounts.sqlite"][:5000] + b"x" + members["accounts.sqlite"][5001:]
    if spoiled == "no-manifest":
        del members["MANIFEST.json"]
    if spoiled == "path-outside":
        members["MANIFEST.json"] = members["MANIFEST.json"].replace(b'"files": {', b'"files": {"../../evil": "00", ')
    with zipfile.ZipFile(bad, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    if spoiled == "not-zip":
        bad.write_bytes(b"no archive")
    if spoiled == "cut":
        bad.write_bytes(bad.read_bytes()[:2000])
    with pytest.raises(InputError):
        restore(bad, tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []
    assert not (tmp_path / "evil").exists()
