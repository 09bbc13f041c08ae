"""Understanding a question without a model: what it wants, what it names, and what it takes over from the one before."""

from __future__ import annotations

from codewell.assistant.question import CodeMention, Entities, Understood
from codewell.assistant.understanding.codes import codes_of
from codewell.assistant.understanding.days import days_of, named
from codewell.assistant.understanding.following import completed
from codewell.assistant.understanding.intents import wanted
from codewell.assistant.understanding.naming import name
from codewell.assistant.understanding.spelling import mended
from codewell.assistant.understanding.splitting import parted
from codewell.assistant.understanding.topics import topic_of
from codewell.assistant.understanding.words import plainly_written, words_of

LONGEST = 4000
"""Characters of a text that are read; a question has no more."""


def understand(text: str, before: Understood | None = None) -> tuple[Understood, ...]:
    """Return the questions of a text, in order; at least one.

    Places of codes count from the start of the question's own text; a code taken over from before stands at 0 to 0. Whether a
    request is unsafe, asks for clinical advice or is a greeting is not decided here.

    Args:
        text: as received, identifiers taken out.
        before: what was understood last; None at the start of a conversation.
    """
    found: list[Understood] = []
    for question in parted(plainly_written(text[:LONGEST])):
        before = _understood(question, before)
        found.append(before)
    return tuple(found)


def _understood(question: str, before: Understood | None) -> Understood:
    days = days_of(question)
    taken = tuple(one.span for one in days)
    codes = codes_of(question, taken)
    words, corrected = mended(words_of(question, (*taken, *codes.spans)))
    names = name(words)
    named_days, years = named(days)
    entities = Entities(
        codes=_each_once(codes.codes),
        modifiers=tuple(dict.fromkeys((*codes.modifiers, *names.modifiers))),
        days=named_days,
        years=years,
        setting=names.setting,
        place_of_service=names.place_of_service,
        payer=names.payer,
        state=names.state,
        locality=names.locality,
        specialty=names.specialty,
        side=names.side,
        indicator=names.indicator,
        topic=topic_of(question, names.words, with_codes=bool(codes.codes), with_side=names.side is not None),
    )
    wants, follows = wanted(names.words, entities), False
    if before is not None:
        wants, entities, follows = completed(names.words, wants, entities, before)
    return Understood(question, wants.intent, entities, wants.confidence, wants.alternatives, corrected, follows)


def _each_once(codes: tuple[CodeMention, ...]) -> tuple[CodeMention, ...]:
    return tuple({code.text: code for code in reversed(codes)}[text] for text in dict.fromkeys(code.text for code in codes))
