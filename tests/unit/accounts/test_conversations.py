"""Conversations that people keep and what they say of answers, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from accounts_over_both import SECRET
from codewell.accounts.conversations import LARGEST_CONVERSATION, MOST_CONVERSATIONS
from codewell.accounts.installation import open_accounts
from codewell.accounts.keyring import Keyring
from codewell.accounts.people import LOCAL
from codewell.accounts.roles import Role
from codewell.accounts.schema.asking import answer_feedback, kept_conversations
from codewell.kernel.errors import InputError, StorageError, TooLargeError, UnknownRecordError

CANARY = "Quillfeather asks about 77385"


@pytest.fixture
def ann(accounts):
    return accounts.people.add("ann@example.org", role=Role.CODER, plan="free").id


@pytest.fixture
def bob(accounts):
    return accounts.people.add("bob@example.org", role=Role.CODER, plan="free").id


def rows(accounts, table):
    with accounts.database.reading() as connection:
        return connection.execute(select(table)).all()


def test_a_conversation_is_read_again_newest_first(accounts, ann, clock):
    first = accounts.conversations.keep(ann, "one")
    clock.move(seconds=1)
    second = accounts.conversations.keep(ann, "two")
    assert [(one.id, one.content) for one in accounts.conversations.of(ann)] == [(second, "two"), (first, "one")]
    assert accounts.conversations.one(ann, first).content == "one"


def test_what_stands_in_the_database_cannot_be_read(accounts, ann):
    accounts.conversations.keep(ann, CANARY)
    accounts.answer_feedback.note(ann, "mue", "answered", helped=True, question=CANARY)
    held = [bytes(row.content) for row in rows(accounts, kept_conversations)]
    held += [bytes(row.question) for row in rows(accounts, answer_feedback)]
    assert len(held) == 2
    assert not any(word.encode() in one for one in held for word in CANARY.split())
    assert [one.question for one in accounts.answer_feedback.entries()] == [CANARY]


def test_a_row_of_another_account_or_id_is_not_read_in_its_place(accounts, ann, bob):
    mine, other = accounts.conversations.keep(ann, "mine"), accounts.conversations.keep(ann, "other")
    with accounts.database.writing() as connection:
        swap = (
            "UPDATE kept_conversations SET content = (SELECT content FROM kept_conversations WHERE id = :other) WHERE id = :mine"
        )
        connection.execute(text(swap), {"mine": mine, "other": other})
    with pytest.raises(StorageError):
        accounts.conversations.one(ann, mine)
    with accounts.database.writing() as connection:
        connection.execute(text("UPDATE kept_conversations SET account_id = :bob"), {"bob": bob})
    with pytest.raises(StorageError):
        accounts.conversations.one(bob, other)


def test_anothers_conversation_is_told_like_none(accounts, ann, bob):
    held = accounts.conversations.keep(ann, "mine")
    for wrong in (held, "0" * 32, "", "../x", "x" * 40):
        with pytest.raises(UnknownRecordError):
            accounts.conversations.one(bob, wrong)
        with pytest.raises(UnknownRecordError):
            accounts.conversations.delete(bob, wrong)
    assert accounts.conversations.of(bob) == ()
    assert accounts.conversations.one(ann, held).content == "mine"


def test_what_is_deleted_is_gone(accounts, ann):
    first, second = accounts.conversations.keep(ann, "one"), accounts.conversations.keep(ann, "two")
    accounts.conversations.delete(ann, first)
    assert [one.id for one in accounts.conversations.of(ann)] == [second]
    accounts.conversations.delete_all(ann)
    assert accounts.conversations.of(ann) == ()
    assert rows(accounts, kept_conversations) == []


def test_they_go_with_the_account(accounts, ann):
    accounts.conversations.keep(ann, "one")
    accounts.answer_feedback.note(ann, "mue", "answered", helped=True)
    with accounts.database.writing() as connection:
        connection.execute(text("DELETE FROM accounts WHERE id = :ann"), {"ann": ann})
    assert rows(accounts, kept_conversations) == rows(accounts, answer_feedback) == []


def test_there_is_an_end_to_number_and_length(accounts, ann, clock):
    with pytest.raises(TooLargeError):
        accounts.conversations.keep(ann, "x" * (LARGEST_CONVERSATION + 1))
    row = {"account_id": ann, "kept_at": clock(), "content": b"x"}
    with accounts.database.writing() as connection:
        connection.execute(kept_conversations.insert(), [{**row, "id": f"{n:032}"} for n in range(MOST_CONVERSATIONS)])
    with pytest.raises(InputError, match="at most 200"):
        accounts.conversations.keep(ann, "one more")


def test_another_installations_secret_reads_nothing(accounts, ann, database_url, clock):
    held = accounts.conversations.keep(ann, "one")
    other = open_accounts(database_url, clock, Keyring(SECRET + b" of another"))
    with pytest.raises(StorageError):
        other.conversations.one(ann, held)
    other.database.close()


def test_feedback_keeps_kind_and_outcome_and_no_words(accounts, ann, bob):
    accounts.answer_feedback.note(ann, "mue", "answered", helped=True)
    accounts.answer_feedback.note(bob, "mue", "answered", helped=False)
    accounts.answer_feedback.note(ann, "coverage", "no-source", helped=False)
    assert [row.question for row in rows(accounts, answer_feedback)] == [None, None, None]
    told = [(one.intent, one.outcome, one.helped, one.given) for one in accounts.answer_feedback.counts()]
    assert told == [("coverage", "no-source", 0, 1), ("mue", "answered", 1, 2)]
    assert [one.question for one in accounts.answer_feedback.entries()] == ["", "", ""]


def test_what_the_local_account_keeps_makes_its_row(accounts):
    held = accounts.conversations.keep(LOCAL, "one")
    accounts.answer_feedback.note(LOCAL, "mue", "answered", helped=True)
    assert accounts.conversations.one(LOCAL, held).content == "one"


def test_a_database_of_the_first_revision_gets_the_tables_and_keeps_its_people(accounts, ann, database_url, clock):
    with accounts.database.writing() as connection:
        connection.execute(text("DROP TABLE answer_feedback"))
        connection.execute(text("DROP TABLE kept_conversations"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    again = open_accounts(database_url, clock, Keyring(SECRET))
    assert again.database.revision() == "0002"
    assert again.people.by_id(ann) is not None
    assert again.conversations.one(ann, again.conversations.keep(ann, "one")).content == "one"
    again.database.close()
