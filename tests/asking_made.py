"""Answers made by hand, for tests of what shows them: every kind of part that an answer can have."""

from __future__ import annotations

from datetime import date

from codewell.assistant.answer import Answer, AnswerTable, Citation, Fact, Outcome, Sentence, SourceKind
from codewell.assistant.question import CodeMention, Entities, Intent, Understood
from codewell.kernel.codes import CodeSystem
from codewell.tasks.ask.conversation import Asked

DAY = date(2025, 6, 2)
ROW = Citation(
    "1",
    SourceKind.ROW,
    "ncci-mue-practitioner 2025-Q2",
    "code 77385",
    "/code/cpt/77385?on=2025-06-02#mue",
    date(2025, 4, 1),
    date(2025, 6, 30),
)
MANUAL = Citation(
    "2",
    SourceKind.PASSAGE,
    "NCCI Policy Manual 2025",
    "chapter I, section V, page I-20",
    "",
    date(2025, 1, 1),
    date(2025, 12, 31),
    "An MUE for a HCPCS/CPT code is the maximum number of units of service under most circumstances.",
)
ANSWERED = Answer(
    "MUE of 77385?",
    Intent.MUE,
    Outcome.ANSWERED,
    DAY,
    (
        Sentence("The practitioner MUE of 77385 is 1 on June 2, 2025.", ("1",)),
        Sentence("It is a date of service edit, so units on all lines of the day count together.", ("1", "2")),
        Sentence("Name a place of service for the hospital's value."),
    ),
    (AnswerTable("MUE by table", ("Table", "MUE", "MAI"), (("Practitioner", "1", "3"),), (("1",),)),),
    (Fact("77385", "mue_value", "1", DAY, "1"), Fact("77385", "mai", "3", DAY, "2")),
    (ROW, MANUAL),
    0.9,
    ("The day is not named; June 2, 2025 is used.",),
    ("And in a hospital?", "What replaced 77385?"),
)
DECLINED = Answer(
    "Which code pays more for the same visit?",
    Intent.UNSAFE,
    Outcome.DECLINED,
    None,
    (Sentence("The code follows from what was done and documented, not from what it pays.", ("1",)),),
    citations=(Citation("1", SourceKind.POLICY, "House policy", "codes follow documentation", ""),),
)
UNDERSTOOD = Understood(
    "MUE of 77385?", Intent.MUE, Entities(codes=(CodeMention("77385", (CodeSystem.CPT,), 7, 12),), days=(DAY,)), 0.9
)
ONE = Asked((ANSWERED,), UNDERSTOOD, False)
TWO = Asked((DECLINED, ANSWERED), UNDERSTOOD, True)
