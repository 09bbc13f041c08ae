"""Our own word lists, as wordings that lead to codes and as rewritings of a query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codewell.kernel.codes import CodeSystem
from codewell.search.documents import Document, Kind
from codewell.search.intents import INTENTS
from codewell.search.tokens import Reading, Side, plain, read
from codewell.search.wordlists import Phrase

QUALIFIER = "~"
"""Before a token that says the usual form of what is meant, not its name ("depressive disorder, ~single ~episode")."""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Words of a query that may be replaced by others.

    Args:
        tokens: stems as they stand in the query.
        meant: stems of the publications; those of qualifiers are marked.
        origin: the list, as `Phrase.origin`.
        written: the phrase as listed, for the explanation.
        wording: the replacing words as listed.
    """

    tokens: tuple[str, ...]
    meant: tuple[str, ...]
    origin: str
    written: str
    wording: str


class PhraseReader:
    """Reads listed phrases as queries are read: listed spellings replaced, abbreviations never stemmed.

    Args:
        phrases: all lists.
        spellings: wrong or British spelling and the right one.
    """

    def __init__(self, phrases: Iterable[Phrase], spellings: Iterable[tuple[str, str]]) -> None:
        self._spellings = dict(spellings)
        self.unstemmed = frozenset(
            word
            for phrase in phrases
            if phrase.origin == "abbreviations"
            for word in re.findall(r"[a-z0-9]+", plain(phrase.written))
            if len(phrase.written.split()) == 1
        )

    def read(self, text: str) -> Reading:
        """Return the reading of a listed phrase."""
        reading = read(text, parentheses_are_optional=False)
        tokens: list[str] = []
        for token, surface in zip(reading.tokens, reading.surfaces, strict=True):
            denial = "-" if token.startswith("-") else ""
            if surface in self.unstemmed:
                tokens.append(denial + surface)
            elif surface in self._spellings:
                tokens += [denial + stemmed for stemmed in read(self._spellings[surface]).tokens]
            else:
                tokens.append(token)
        reading.tokens = tokens
        return reading


def phrase_documents(phrases: Iterable[Phrase], reader: PhraseReader) -> Iterator[Document]:
    """Yield the phrases that name a code; every word of theirs is needed."""
    for phrase in phrases:
        if phrase.code is None:
            continue
        reading = reader.read(phrase.written)
        if reading.tokens:
            yield Document(
                tuple(dict.fromkeys(reading.tokens)),
                (),
                reading.side,
                False,
                Kind.LAY_TERM if phrase.origin != "hcpcs_terms" else Kind.LABEL,
                phrase.code.system,
                phrase.code.value,
                phrase.written,
            )


def drug_documents(classes: Iterable[tuple[str, str]]) -> Iterator[Document]:
    """Yield drugs that the table of drugs does not name, as rows of that table: its columns are the sixth character 1 to 6."""
    spoken = tuple(sorted({token for column in INTENTS for token in column.tokens}))
    for generic, category in classes:
        words = tuple(dict.fromkeys(read(generic).tokens))
        target = "|".join(f"{category.ljust(5, 'X')}{number}" for number in range(1, 7))
        beside = tuple(token for token in spoken if token not in words)
        yield Document(words, beside, Side.NONE, False, Kind.DRUG, CodeSystem.ICD10CM, target, generic)


def rewritings(phrases: Iterable[Phrase], reader: PhraseReader) -> Iterator[Rewriting]:
    """Yield what the lists say a phrase means, where that differs from the phrase itself.

    What follows the first comma of a meaning, or stands in brackets, qualifies it: the usual form, not the name.
    """
    for phrase in phrases:
        written = tuple(reader.read(phrase.written).tokens)
        for wording in phrase.meant.split("|"):
            meant = _meant(wording)
            if written and meant and written != meant:
                yield Rewriting(written, meant, phrase.origin, phrase.written, wording)


def _meant(wording: str) -> tuple[str, ...]:
    name, _, rest = wording.partition(",")
    found: dict[str, None] = {}
    for part, mark in ((name, ""), (rest, QUALIFIER)):
        reading = read(part)
        for token, optional in zip(reading.tokens, reading.optional, strict=True):
            if token[0] != "-" and token not in found:
                found[f"{QUALIFIER if optional else mark}{token}"] = None
    return tuple(found)
