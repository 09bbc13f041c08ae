"""Files that hold secrets and people are for the service's own user."""

from __future__ import annotations

import os
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codewell.accounts.installation import open_accounts
from codewell.accounts.keyring import keyring_in
from codewell.accounts.roles import Role


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights of files in another way")
def test_secrets_and_accounts_are_readable_by_their_owner_only(tmp_path: Path):
    before = os.umask(0o022)
    try:
        keyring = keyring_in(tmp_path / "secret.key")
        made = open_accounts(f"sqlite:///{tmp_path / 'accounts.sqlite'}", lambda: datetime(2026, 6, 2, tzinfo=UTC), keyring)
        made.people.add("ann@example.org", role=Role.VIEWER, plan="member")
        files = sorted(tmp_path.iterdir())
        made.database.close()
    finally:
        os.umask(before)
    assert {"secret.key", "accounts.sqlite", "accounts.sqlite-wal"} <= {file.name for file in files}
    rights = {file.name: stat.S_IMODE(file.stat().st_mode) for file in files if file.exists()}
    assert set(rights.values()) == {0o600}, rights
