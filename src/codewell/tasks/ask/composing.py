"""Composing an answer: facts, sentences and tables are added with their source, and none without one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from codewell.assistant.answer import Answer, AnswerTable, Citation, Fact, Outcome, Sentence, SourceKind
from codewell.assistant.question import Understood


@dataclass(slots=True)
class Draft:
    """An answer in the making.

    Args:
        understood: the question.
        on: the day it is answered for; None where none matters.
    """

    understood: Understood
    on: date | None
    citations: list[Citation] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    tables: list[AnswerTable] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    next_questions: list[str] = field(default_factory=list)

    def cite(
        self,
        kind: SourceKind,
        title: str,
        place: str,
        link: str = "",
        *,
        first_day: date | None = None,
        last_day: date | None = None,
        quote: str = "",
    ) -> str:
        """Return the id of a source; one row has one id, whichever part of its page the sentences open."""
        made = Citation("", kind, title, place, link, first_day, last_day, quote[:400])
        for known in self.citations:
            if _row_of(known) == _row_of(made):
                return known.id
        self.citations.append(replace(made, id=str(len(self.citations) + 1)))
        return self.citations[-1].id

    def state(self, subject: str, name: str, value: str, citation: str, *, dated: bool = True) -> str:
        """Add a fact and return its value.

        Raises:
            LookupError: there is no such source.
        """
        self._known([citation])
        fact = Fact(subject, name, value, self.on if dated else None, citation)
        if fact not in self.facts:
            self.facts.append(fact)
        return value

    def say(self, text: str, *citations: str) -> None:
        """Add a sentence.

        Args:
            text: plain text.
            citations: ids; none only where the sentence states no fact.

        Raises:
            LookupError: there is no such source.
        """
        self._known(citations)
        self.sentences.append(Sentence(text, tuple(dict.fromkeys(citations))))

    def tabulate(self, title: str, headings: Sequence[str], rows: Sequence[tuple[Sequence[str], Sequence[str]]]) -> None:
        """Add a table.

        Args:
            title: in words.
            headings: of the columns.
            rows: cells and citation ids of each row.

        Raises:
            LookupError: there is no such source.
        """
        for _, citations in rows:
            self._known(citations)
        self.tables.append(
            AnswerTable(title, tuple(headings), tuple(tuple(cells) for cells, _ in rows), tuple(tuple(ids) for _, ids in rows))
        )

    def notice(self, text: str) -> None:
        """Add a sentence about the day or about what is loaded; each once."""
        if text and text not in self.notices:
            self.notices.append(text)

    def suggest(self, *questions: str) -> None:
        """Add questions to go on with, each once; the question that was asked is left out at the end."""
        self.next_questions += [one for one in questions if one not in self.next_questions]

    def finished(self, outcome: Outcome = Outcome.ANSWERED, confidence: float | None = None) -> Answer:
        """Return the answer."""
        return Answer(
            self.understood.text,
            self.understood.intent,
            outcome,
            self.on,
            tuple(self.sentences),
            tuple(self.tables),
            tuple(self.facts),
            tuple(self.citations),
            self.understood.confidence if confidence is None else confidence,
            tuple(self.notices),
            tuple(one for one in self.next_questions if _asks(one) != _asks(self.understood.text))[:4],
        )

    def _known(self, citations: Sequence[str]) -> None:
        held = {one.id for one in self.citations}
        unknown = [one for one in citations if one not in held]
        if unknown:
            raise LookupError(f"no source {unknown[0]!r} is cited")


def _row_of(cited: Citation) -> tuple[object, ...]:
    """Return what tells a source from others: the row, not the part of the page nor the words quoted."""
    address = cited.link.partition("#")[0]
    return cited.kind, cited.title, cited.place, address, cited.first_day, cited.last_day


_DAY = re.compile(r"\b(?:on|in)? ?(?:19|20)\d\d(?:-\d\d-\d\d)?\b")


def _asks(question: str) -> tuple[str, ...]:
    """Return the words of a question without its day, for telling whether two ask the same."""
    return tuple(re.findall(r"[a-z0-9.]+", _DAY.sub("", question.lower()).strip(" .?")))
