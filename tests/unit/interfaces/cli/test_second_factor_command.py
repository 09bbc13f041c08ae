"""`codewell second-factor reset`."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from authenticators import app_code
from codewell.accounts.roles import Role
from codewell.interfaces.cli.main import main
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.service import Service


@pytest.fixture
def accounts(tmp_path):
    service = Service(tmp_path, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC), ServiceSettings())
    yield service.accounts
    service.close()


def test_whoever_runs_the_service_resets_what_the_only_administrator_lost(accounts, tmp_path, capsys):
    ann = accounts.people.add("ann@example.org", role=Role.ADMIN, plan="member", password_hash="x", verified=True)
    setup = accounts.second_factors.begin(ann)
    accounts.second_factors.confirm(ann.id, app_code(setup.secret, accounts.clock()))
    assert main(["--home", str(tmp_path), "second-factor", "reset", "ANN@example.org"]) == 0
    assert "password alone signs in again" in capsys.readouterr().out
    assert not accounts.second_factors.standing(ann.id).has_one


def test_an_account_that_is_none_is_said_without_its_address(accounts, tmp_path, capsys):
    assert main(["--home", str(tmp_path), "second-factor", "reset", "nobody@example.org"]) == 3
    assert "nobody@example.org" not in capsys.readouterr().err
