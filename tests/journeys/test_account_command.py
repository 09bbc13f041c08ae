"""`codewell account`: the first administrator comes in by a link; nobody has a default password."""

from __future__ import annotations

from pathlib import Path

import pytest

from account_site import PASSWORD, AccountSite
from accounts_over_both import MovedClock
from codewell.accounts.installation import open_accounts
from codewell.accounts.keyring import keyring_in
from codewell.interfaces.cli.main import main
from codewell.kernel.clock import system_clock

ANN, BOB = "ann@hospital.example", "bob@hospital.example"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "service.toml").write_text('address = "https://codes.hospital.example"\nsign_in = "required"\n')
    return tmp_path


def _run(home: Path, *words: str) -> int:
    return main(["--home", str(home), "account", *words])


def test_a_new_installation_has_no_account_and_the_first_comes_in_by_a_link(home, capsys):
    assert _run(home, "list") == 0
    assert capsys.readouterr().out == ""
    assert _run(home, "add", ANN, "--role", "admin", "--name", "Ann") == 0
    link = capsys.readouterr().out.strip()
    assert link.startswith("https://codes.hospital.example/new-password/")
    accounts = open_accounts(f"sqlite:///{home / 'accounts.sqlite'}", system_clock, keyring_in(home / "secret.key"))
    ann = accounts.people.by_email(ANN)
    assert ann is not None
    assert (ann.role.value, ann.has_password) == ("admin", False)
    accounts.database.close()
    clock = MovedClock()
    clock.now = system_clock()
    site = AccountSite(home, f"sqlite:///{home / 'accounts.sqlite'}", clock)
    browser, path = site.browser(), link.removeprefix("https://codes.hospital.example")
    assert browser.post("/sign-in", data={"email": ANN, "password": ""}).status_code == 422
    assert browser.post(path, data={"password": PASSWORD}).headers["location"] == "/sign-in?done=password"
    assert "Admin" in site.signed_in(ANN).get("/account").text
    site.service.close()


def test_accounts_are_listed_changed_closed_opened_and_reset(home, capsys):
    _run(home, "add", ANN, "--role", "admin")
    _run(home, "add", BOB)
    assert _run(home, "role", BOB, "auditor") == 0
    assert _run(home, "disable", BOB) == 0
    capsys.readouterr()
    assert _run(home, "list") == 0
    assert capsys.readouterr().out == f"{ANN}\tadmin\tmember\topen\n{BOB}\tauditor\tfree\tclosed\n"
    assert _run(home, "enable", BOB) == 0
    assert _run(home, "reset", BOB) == 0
    assert "/new-password/" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "no address"), 2),
        (("add", ANN), 2),
        (("reset", "nobody@hospital.example"), 3),
        (("disable", ANN), 12),
        (("role", ANN, "viewer"), 12),
    ],
)
def test_what_cannot_be_is_said_in_words(home, capsys, words, code):
    _run(home, "add", ANN, "--role", "admin")
    capsys.readouterr()
    assert _run(home, *words) == code
    assert "Error:" in capsys.readouterr().err
