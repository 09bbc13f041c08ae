"""The audit trail: whatever is done to its rows shows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from codewell.accounts.audit_verification import Checkpoint
from codewell.kernel.errors import InputError


@pytest.fixture
def trail(accounts, clock):
    for number in range(1, 9):
        accounts.audit.record(f"account:{number}", "account.role-changed", "account:x", {"role": "coder", "seat": number})
        clock.move(seconds=1)
    return accounts


def change(accounts, statement: str) -> None:
    """Do what somebody with the database's password might do."""
    with accounts.database.writing() as connection:
        connection.execute(text(statement))


def test_a_trail_that_nobody_touched_is_whole(trail):
    report = trail.audit_verifier.check()
    assert (report.rows, report.faults, report.checkpoint.number) == (8, (), 8)
    assert trail.audit_verifier.check(report.checkpoint).is_whole


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE audit_trail SET actor = 'account:9' WHERE number = 3", id="actor"),
        pytest.param("UPDATE audit_trail SET detail = '{}' WHERE number = 8", id="detail-of-the-last"),
        pytest.param("UPDATE audit_trail SET at = at + 1 WHERE number = 1", id="instant"),
        pytest.param("UPDATE audit_trail SET action = 'a', subject = 'b' WHERE number = 5", id="action"),
        pytest.param("UPDATE audit_trail SET seal = 'x' WHERE number = 5", id="seal"),
        pytest.param("DELETE FROM audit_trail WHERE number = 4", id="delete-inside"),
        pytest.param("DELETE FROM audit_trail WHERE number <= 2", id="delete-first"),
        pytest.param("UPDATE audit_trail SET number = number + 1000 WHERE number = 4", id="reorder"),
        pytest.param("UPDATE audit_trail SET number = number - 1000 WHERE number = 4", id="reorder-to-the-front"),
    ],
)
def test_what_was_done_to_a_row_shows(trail, statement):
    change(trail, statement)
    assert not trail.audit_verifier.check().is_whole


def test_two_rows_that_changed_places_show(trail):
    for statement in (
        "UPDATE audit_trail SET number = 1000 WHERE number = 3",
        "UPDATE audit_trail SET number = 3 WHERE number = 4",
        "UPDATE audit_trail SET number = 4 WHERE number = 1000",
    ):
        change(trail, statement)
    faults = trail.audit_verifier.check().faults
    assert any("Row 3" in fault for fault in faults)
    assert any("Row 4" in fault for fault in faults)


def test_an_end_that_was_cut_off_shows_against_a_checkpoint(trail):
    kept = trail.audit_verifier.check().checkpoint
    change(trail, "DELETE FROM audit_trail WHERE number > 5")
    assert trail.audit_verifier.check().is_whole, "the chain alone cannot show it"
    (fault,) = trail.audit_verifier.check(kept).faults
    assert "cut off" in fault


def test_a_trail_written_anew_after_the_cut_shows_against_a_checkpoint(trail):
    kept = trail.audit_verifier.check().checkpoint
    change(trail, "DELETE FROM audit_trail WHERE number > 5")
    for _ in range(5):
        trail.audit.record("account:1", "something.else")
    assert trail.audit_verifier.check().is_whole
    assert not trail.audit_verifier.check(kept).is_whole


def test_a_checkpoint_that_somebody_made_up_shows(trail):
    kept = trail.audit_verifier.check().checkpoint
    change(trail, "DELETE FROM audit_trail WHERE number > 5")
    false = trail.audit_verifier.check().checkpoint
    assert trail.audit_verifier.check(false).is_whole, "this installation made it"
    forged = Checkpoint(5, false.seal, kept.proof)
    assert not trail.audit_verifier.check(forged).is_whole
    assert trail.audit_verifier.read(kept.as_text()) == kept
    with pytest.raises(InputError):
        trail.audit_verifier.read("{}")


def test_rows_written_at_once_stand_in_one_chain(accounts):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: accounts.audit.record(f"account:{number}", "test.written"), range(40)))
    report = accounts.audit_verifier.check()
    assert (report.rows, report.faults) == (40, ())


def test_a_row_that_belongs_to_what_failed_is_not_written(accounts):
    def half() -> None:
        with accounts.database.writing() as connection:
            accounts.audit.record_in(connection, "account:1", "test.written")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert accounts.audit_verifier.check().rows == 0
