"""An answer: sentences composed of stored facts, each with where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from codewell.assistant.question import Intent


class SourceKind(Enum):
    """What a citation points to."""

    ROW = "row"
    """A row of a release."""
    PASSAGE = "passage"
    """A passage of a publication, with section and page."""
    WRITTEN_PAGE = "written-page"
    """One of our own texts."""
    RULE = "rule"
    """A claim edit or a rule of radiation oncology."""
    APP = "app"
    """The app's own help, or what is loaded on this machine."""
    POLICY = "policy"
    """Why a request was declined."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a fact stands.

    Args:
        id: of the answer, `1`, `2`, ...
        kind: what it points to.
        title: of the release or publication, `icd10cm FY2026`, `ICD-10-CM Official Guidelines FY2026`.
        place: row, section and page, `code E11.22`, `section I.C.4.a, page 36`.
        link: address inside the app that opens the exact row or passage, with the day; empty where none does.
        first_day: days the source covers; None where it states none.
        last_day: None where it states none.
        quote: the words it rests on, at most 400 characters; empty where the row says it in its fields.
    """

    id: str
    kind: SourceKind
    title: str
    place: str
    link: str
    first_day: date | None = None
    last_day: date | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A stored fact that the answer rests on.

    Args:
        subject: what it is about, `77385`, `77385+77387`, `I.C.4.a`.
        name: in the field's words with underscores, `mue_value`, `status_indicator`, `replaced_by`, `amount`.
        value: as text: a number without separators, a date as ISO, a code as the code book writes it, `yes` or `no`.
        on: the day it holds for; None where it does not depend on one.
        citation: id.
    """

    subject: str
    name: str
    value: str
    on: date | None
    citation: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its sources.

    Args:
        text: plain text; codes in the code book's form.
        citations: ids; empty only on sentences that state no fact ("Name a day to be sure.").
    """

    text: str
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """A table where a table says it better.

    Args:
        title: in words.
        headings: of the columns.
        rows: of cells as text.
        citations: of each row.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    citations: tuple[tuple[str, ...], ...]


class Outcome(Enum):
    """What became of a question."""

    ANSWERED = "answered"
    NOT_LOADED = "not-loaded"
    """The release that would answer is not on this machine."""
    NO_SOURCE = "no-source"
    """What is loaded does not say."""
    DECLINED = "declined"
    UNCLEAR = "unclear"
    """A choice is asked back."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    Args:
        question: as received, identifiers taken out.
        intent: understood.
        outcome: what became of it.
        on: the day it holds for; None where none matters.
        sentences: the short answer first.
        tables: beside it.
        facts: every fact that the sentences and tables state.
        citations: every source, by id.
        confidence: 0 to 1.
        notices: about the day, what is loaded, identifiers that were taken out.
        next_questions: to go on with.
        phrased_by: `templates`, or the model whose words stand beside the sentences.
        phrasing: the model's sentences, each with sources among the citations; empty where none phrased it. The sentences stay.
    """

    question: str
    intent: Intent
    outcome: Outcome
    on: date | None
    sentences: tuple[Sentence, ...]
    tables: tuple[AnswerTable, ...] = ()
    facts: tuple[Fact, ...] = ()
    citations: tuple[Citation, ...] = ()
    confidence: float = 1.0
    notices: tuple[str, ...] = ()
    next_questions: tuple[str, ...] = ()
    phrased_by: str = "templates"
    phrasing: tuple[Sentence, ...] = ()

    @property
    def declined(self) -> bool:
        """Say whether the request was declined."""
        return self.outcome is Outcome.DECLINED

    @property
    def text(self) -> str:
        """The sentences as one paragraph, without sources."""
        return " ".join(sentence.text for sentence in self.sentences)
