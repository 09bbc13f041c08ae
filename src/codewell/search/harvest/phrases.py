"""Our own word lists, as wordings that lead to codes and as rewritings of a query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codewell.search.documents import Document, Kind
from codewell.search.tokens import read
from codewell.search.wordlists import Phrase


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Words of a query that may be replaced by others.

    Args:
        tokens: stems as they stand in the query.
        meant: stems of the publications.
        origin: the list, as `Phrase.origin`.
        written: the phrase as listed, for the explanation.
        wording: the replacing words as listed.
    """

    tokens: tuple[str, ...]
    meant: tuple[str, ...]
    origin: str
    written: str
    wording: str


def phrase_documents(phrases: Iterable[Phrase]) -> Iterator[Document]:
    """Yield the phrases that name a code; every word of theirs is needed."""
    for phrase in phrases:
        if phrase.code is None:
            continue
        reading = read(phrase.written, parentheses_are_optional=False)
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


def rewritings(phrases: Iterable[Phrase]) -> Iterator[Rewriting]:
    """Yield what the lists say a phrase means, where that differs from the phrase itself."""
    for phrase in phrases:
        written = read(phrase.written, parentheses_are_optional=False)
        for wording in phrase.meant.split("|"):
            reading = read(wording)
            meant = tuple(
                token for token, optional in zip(reading.tokens, reading.optional, strict=True) if not (optional or token[0] == "-")
            )
            if written.tokens and meant and tuple(written.tokens) != meant:
                yield Rewriting(tuple(written.tokens), meant, phrase.origin, phrase.written, wording)
