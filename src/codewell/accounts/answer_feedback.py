"""Whether an answer helped: what kind of question it was and what became of it; its words only where the person sends them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Integer, func, insert, select
from sqlalchemy.sql.expression import cast

from codewell.accounts.database import AccountsDatabase
from codewell.accounts.encrypted import decrypted, encrypted
from codewell.accounts.keyring import Keyring
from codewell.accounts.people import make_local
from codewell.accounts.schema.asking import answer_feedback
from codewell.kernel.clock import Clock

_PURPOSE = "questions sent with feedback"
MOST_ENTRIES = 10_000
"""Judgements that are read at once."""
LONGEST_QUESTION = 4_000
"""Characters that are kept of a question that was sent."""


@dataclass(frozen=True, slots=True)
class FeedbackCount:
    """How often answers of a kind helped.

    Args:
        intent: of the questions.
        outcome: of the answers.
        helped: how many did.
        given: how many were judged.
    """

    intent: str
    outcome: str
    helped: int
    given: int


@dataclass(frozen=True, slots=True)
class FeedbackEntry:
    """One judgement; whose it is is not told.

    Args:
        at: when it was given.
        intent: of the question.
        outcome: of the answer.
        helped: what the person said.
        question: with identifiers taken out; empty where the person did not send it.
    """

    at: datetime
    intent: str
    outcome: str
    helped: bool
    question: str = field(repr=False)


class AnswerFeedback:
    """What people said of answers.

    Args:
        database: where it is kept.
        clock: tells the present instant.
        keyring: encrypts questions that were sent.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock, keyring: Keyring) -> None:
        self._database = database
        self._clock = clock
        self._key = keyring.key(_PURPOSE)

    def note(self, account_id: str, intent: str, outcome: str, *, helped: bool, question: str = "") -> None:
        """Keep one judgement.

        Args:
            account_id: whose it is.
            intent: of the question.
            outcome: of the answer.
            helped: what the person says.
            question: with identifiers taken out; empty where the person does not send it.
        """
        feedback_id, now = uuid.uuid4().hex, self._clock()
        held = encrypted(self._key, question[:LONGEST_QUESTION], feedback_id) if question else None
        row = {"id": feedback_id, "account_id": account_id, "at": now, "intent": intent, "outcome": outcome}
        with self._database.writing() as connection:
            make_local(connection, account_id, now)
            connection.execute(insert(answer_feedback).values(row | {"helped": int(helped), "question": held}))

    def counts(self) -> tuple[FeedbackCount, ...]:
        """Return how often answers helped, by intent and outcome."""
        kind = (answer_feedback.c.intent, answer_feedback.c.outcome)
        helped = cast(func.sum(answer_feedback.c.helped), Integer)
        with self._database.reading() as connection:
            rows = connection.execute(select(*kind, helped, func.count()).group_by(*kind).order_by(*kind)).all()
        return tuple(FeedbackCount(*row) for row in rows)

    def entries(self, limit: int = MOST_ENTRIES) -> tuple[FeedbackEntry, ...]:
        """Return judgements, newest first, each with its question where the person sent that."""
        columns = (answer_feedback.c[name] for name in ("id", "at", "intent", "outcome", "helped", "question"))
        with self._database.reading() as connection:
            rows = connection.execute(
                select(*columns).order_by(answer_feedback.c.at.desc(), answer_feedback.c.id).limit(limit)
            ).all()
        return tuple(
            FeedbackEntry(
                row.at,
                row.intent,
                row.outcome,
                bool(row.helped),
                decrypted(self._key, row.question, row.id) if row.question is not None else "",
            )
            for row in rows
        )
