"""A question and its answers as the conversation page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codewell.accounts.keyring import Keyring
from codewell.assistant.answer import Answer, Citation, Outcome, Sentence
from codewell.interfaces.web.asking.turns import turn_token
from codewell.interfaces.web.keeping.keeper import own_path
from codewell.tasks.ask.conversation import Asked
from codewell.tasks.ask.export_conversation import answer_as_text

_BADGES = {
    Outcome.ANSWERED: ("", ""),
    Outcome.NOT_LOADED: ("Not loaded here", "warn"),
    Outcome.NO_SOURCE: ("No loaded source says", "warn"),
    Outcome.DECLINED: ("Declined", "warn"),
    Outcome.UNCLEAR: ("Which do you mean?", "hollow"),
}
_UNSURE = 0.6
_LONG = 240
"""Characters past which a sentence, most often a quotation, is a paragraph by itself."""


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source beside an answer.

    Args:
        citation: as cited.
        link: inside the app; empty where none opens it.
    """

    citation: Citation
    link: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer on the page.

    Args:
        answer: what it says.
        anchor: begins the ids of its parts.
        badge: what became of the question, in words; empty where it was answered.
        badge_kind: class of the badge.
        sources: in order.
        copied: the answer with its sources as plain text.
        unsure: whether the question may have been understood otherwise.
        paragraphs: the sentences after the first, those that are read together side by side.
    """

    answer: Answer
    anchor: str
    badge: str
    badge_kind: str
    sources: tuple[SourceView, ...]
    copied: str
    unsure: bool
    paragraphs: tuple[tuple[Sentence, ...], ...]


@dataclass(frozen=True, slots=True)
class TurnView:
    """A question and its answers on the page.

    Args:
        place: its number on the page, from 0.
        token: sealed, for the form.
        answers: one for each question in the text.
    """

    place: int
    token: str
    answers: tuple[AnswerView, ...]


def turn_view(keyring: Keyring, asked: Asked, place: int) -> TurnView:
    """Return what the page shows of a question and its answers.

    Args:
        keyring: seals it for the form.
        asked: with the answers.
        place: its number on the page, from 0.
    """
    answers = tuple(_answer_view(answer, f"t{place}-{number}") for number, answer in enumerate(asked.answers))
    return TurnView(place, turn_token(keyring, asked), answers)


def turn_views(keyring: Keyring, turns: Sequence[Asked]) -> tuple[TurnView, ...]:
    """Return what the page shows of a whole conversation."""
    return tuple(turn_view(keyring, asked, place) for place, asked in enumerate(turns))


def _answer_view(answer: Answer, anchor: str) -> AnswerView:
    badge, kind = _BADGES[answer.outcome]
    sources = tuple(SourceView(one, own_path(one.link, "")) for one in answer.citations)
    unsure = answer.confidence < _UNSURE and answer.outcome is Outcome.ANSWERED
    return AnswerView(answer, anchor, badge, kind, sources, answer_as_text(answer), unsure, paragraphs_of(answer.sentences[1:]))


def paragraphs_of(sentences: Sequence[Sentence]) -> tuple[tuple[Sentence, ...], ...]:
    """Return sentences in paragraphs: a quotation or a long sentence stands alone, short ones stand together."""
    found: list[list[Sentence]] = []
    joins = False
    for one in sentences:
        alone = len(one.text) > _LONG or "\N{LEFT DOUBLE QUOTATION MARK}" in one.text
        if joins and not alone:
            found[-1].append(one)
        else:
            found.append([one])
        joins = not alone
    return tuple(map(tuple, found))
