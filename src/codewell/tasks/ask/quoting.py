"""Quoting passages: the words of one that fit a question best, with the citation that opens it."""

from __future__ import annotations

import re
from datetime import date

from codewell.assistant.answer import SourceKind
from codewell.assistant.passage import FoundPassage, Passage, PassageSource
from codewell.assistant.retrieval.wording import concepts_of, term, words_of
from codewell.kernel.validity import Validity
from codewell.tasks.ask.citing import nearest_day
from codewell.tasks.ask.composing import Draft

LONGEST_QUOTE = 400
_BARE = 40
"""Characters of a sentence that only announces what comes after, `Please note:`."""
_LEAD = 0.5
"""What the first sentence of a section counts for: it states the rule, and what follows limits it."""
_UNDATED = (PassageSource.HELP, PassageSource.GLOSSARY, PassageSource.POLICY)
"""Their pages say the same on every day."""
_SENTENCE = re.compile(r"(?<=[.:;?!])\s+")
_KINDS = {
    PassageSource.GUIDELINES: SourceKind.PASSAGE,
    PassageSource.MANUAL: SourceKind.PASSAGE,
    PassageSource.WRITTEN_PAGE: SourceKind.WRITTEN_PAGE,
    PassageSource.GLOSSARY: SourceKind.APP,
    PassageSource.HELP: SourceKind.APP,
    PassageSource.RULE: SourceKind.RULE,
    PassageSource.POLICY: SourceKind.POLICY,
    PassageSource.MEANING: SourceKind.PASSAGE,
}


def cite_passage(draft: Draft, passage: Passage, question: str) -> tuple[str, str]:
    """Return the id of a passage's citation and the words of it that fit a question best; no words where it has none."""
    quoted = best_words(passage.text, question)
    cited = draft.cite(
        _KINDS[passage.source],
        passage.publication,
        passage.place,
        dated_link(passage, draft.on),
        first_day=passage.first_day,
        last_day=passage.last_day,
        quote=" ".join(quoted.split()),
    )
    return cited, quoted


def dated_link(passage: Passage, on: date | None) -> str:
    """Return the address that opens a passage on a day; those of which no day matters have none."""
    if on is None or not passage.link or passage.source in _UNDATED:
        return passage.link
    address, mark, anchor = passage.link.partition("#")
    return f"{address}?on={on.isoformat()}{mark}{anchor}"


def best_words(text: str, question: str) -> str:
    """Return the run of whole sentences, at most 400 characters, that holds most of what a question names, in its paragraphs.

    A sentence that is longer by itself is cut at a word and ends with an ellipsis.
    """
    sentences = _sentences_of(text)
    named = {one: concept.weight for concept in concepts_of(question) for terms, _ in concept.readings for one in terms}
    best, most = "", -1.0
    for start in range(len(sentences)):
        run = _run(sentences[start:]).strip()
        held = {term(word) for word in words_of(run)}
        score = sum(weight for one, weight in named.items() if one in held) + (_LEAD if start == 0 else -0.05 * start)
        if score > most:
            best, most = run, score
    return best


def _run(sentences: list[str]) -> str:
    run = sentences[0]
    if len(run) > LONGEST_QUOTE:
        return run[: LONGEST_QUOTE - 2].rsplit(" ", 1)[0] + " …"
    for sentence in sentences[1:]:
        if len(run) + len(sentence) + 1 > LONGEST_QUOTE:
            break
        if sentence.endswith(":") and len(sentence) < _BARE:
            break
        run += sentence if sentence.startswith("\n") else f" {sentence}"
    return run


def _sentences_of(text: str) -> list[str]:
    """Return the sentences of a text; one that begins a further paragraph or item begins with a line end."""
    return [
        f"{chr(10) if paragraph_at and not at else ''}{one.strip()}"
        for paragraph_at, paragraph in enumerate(part for part in text.split("\n") if part.strip())
        for at, one in enumerate(part for part in _SENTENCE.split(paragraph) if part.strip())
    ]


def say_of_another_year(draft: Draft, found: list[FoundPassage]) -> None:
    """Add a notice for each publication that answers although it does not hold on the day."""
    for one in found:
        if one.of_another_year:
            passage = one.passage
            days = f"from {passage.first_day}" + (f" to {passage.last_day}" if passage.last_day else "")
            draft.notice(f"Nothing loaded covers {draft.on}; {passage.publication} answers, which holds {days}.")


def answer_for_nearest(draft: Draft, found: list[FoundPassage]) -> None:
    """Move an answer to a question without a day to the nearest day of the edition that answers; say what answers otherwise.

    A day that the person named is never moved.
    """
    first = found[0]
    validity = Validity(first.passage.first_day or date.min, first.passage.last_day)
    if first.of_another_year and draft.on is not None and not draft.understood.entities.days:
        draft.on = nearest_day(validity, draft.on)
        draft.notice(f"No day was named, and {first.passage.publication} is the nearest: answered for {draft.on}.")
    else:
        say_of_another_year(draft, found)
