"""A query that is still being typed: its last word stands for the published words that begin so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from codewell.kernel.codes import CodeSystem
from codewell.search.lexicon import Lexicon, Slot
from codewell.search.postings import Postings
from codewell.search.query import Question, Variant, understand
from codewell.search.stems import stem, words
from codewell.search.tokens import Phase, Side, plain

if TYPE_CHECKING:
    from codewell.search.index import Hit

LEAST_LETTERS = 2
"""Under this many letters a word begins too much to say anything."""

MAY_GO_ON = 3
_OF_SHORT_WORDS = 4
"""What so short a word means as it stands, often as an abbreviation, has this many places beside the words that begin so."""

_MOST_WORDS = 16
_MOST_WEIGHED = 80
_MOST_READINGS = 2
_FALL = 0.1
"""What the least likely of the words that begin so has lost against the likeliest."""

_NOTHING_SAID = Question((), Side.NONE, Phase.NONE, False, frozenset(), "")
_LAST_WORD = re.compile(r"[a-z][a-z0-9]*$")
_JOINING = frozenset(words("of the with and due to for in on by without"))


def last_word(text: str) -> str:
    """Return the word that is being typed, lower case; empty behind a space or a mark."""
    found = _LAST_WORD.search(plain(text)) if text[-1:].strip() else None
    return found[0] if found else ""


def is_whole(word: str, lexicon: Lexicon) -> bool:
    """Say whether a word means something as it stands: published, an abbreviation, or a spelling that is known as one."""
    return word in lexicon.unstemmed or word in lexicon.spellings or word in _JOINING or lexicon.is_published(word)


def understand_beginning(text: str, lexicon: Lexicon, postings: Postings) -> Question | None:
    """Return the ways to read a query whose last word is not finished; None where no published word begins so.

    Words that stand beside the earlier ones in some wording come first, then the frequent ones.
    """
    last = last_word(text)
    if len(last) < LEAST_LETTERS:
        return None
    before = plain(text)[: -len(last)].strip()
    said = understand(before, lexicon) if before else _NOTHING_SAID
    tokens = _beginning_so(last, lexicon, postings, said)
    if not tokens:
        return None
    falling = [(token, 1.0 - _FALL * place / len(tokens)) for place, token in enumerate(tokens)]
    weight = max(lexicon.rarity(postings.tokens[token]) for token in tokens[:3])
    slot = Slot(tuple(reversed(falling)), weight)
    names = frozenset(postings.tokens[token] for token in tokens)
    readings = said.variants[:_MOST_READINGS] or (Variant((), 1.0, (), frozenset(), False),)
    variants = tuple(replace(one, slots=(*one.slots, slot), tokens=one.tokens | names) for one in readings)
    return replace(said, variants=variants, parts=(), written=" ".join(plain(text).split()))


def _beginning_so(last: str, lexicon: Lexicon, postings: Postings, said: Question) -> list[int]:
    numbers = dict.fromkeys(postings.numbers[token] for token in _stems(last, lexicon) if token in postings.numbers)
    known = [postings.numbers[token] for token in said.tokens if token in postings.numbers]
    if not known:
        return list(numbers)[:_MOST_WORDS]
    beside = np.zeros(len(postings), bool)
    beside[postings.holders(min(known, key=lambda token: int(postings.frequency[token])))[0]] = True
    together = {token: int(beside[postings.holders(token)[0]].sum()) for token in list(numbers)[:_MOST_WEIGHED]}
    return sorted(together, key=lambda token: -together[token])[:_MOST_WORDS]


def _stems(last: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield the word itself where it is one, then the stems of published words that begin so, the frequent first."""
    if lexicon.knows(stem(last)):
        yield stem(last)
    for word in lexicon.completions(last, _MOST_WEIGHED):
        yield stem(word)


def side_by_side(hits: Sequence[Hit], limit: int) -> tuple[Hit, ...]:
    """Return codes that a text spells so that each system that has some keeps a place: J11 begins influenzas and drugs."""
    by_system: dict[CodeSystem, list[Hit]] = {}
    for hit in hits:
        by_system.setdefault(hit.system, []).append(hit)
    share = max(1, limit // (len(by_system) or 1))
    spare = limit - sum(min(share, len(found)) for found in by_system.values())
    kept: list[Hit] = []
    for found in by_system.values():
        taken = min(len(found), share + spare)
        spare -= max(0, taken - share)
        kept += found[:taken]
    return tuple(sorted(kept, key=lambda hit: -hit.score))


def merged(last: str, whole: Sequence[Hit], begun: Sequence[Hit], limit: int) -> tuple[Hit, ...]:
    """Return what a text means as it stands and what it may be the beginning of, each code once.

    Args:
        last: the word that is being typed.
        whole: codes that the text as it stands leads to, best first.
        begun: codes that it leads to if the word goes on.
        limit: most codes.
    """
    if len(last) <= MAY_GO_ON and whole and whole[0].score >= 1.0:
        found = [*whole[:_OF_SHORT_WORDS], *begun, *whole[_OF_SHORT_WORDS:]]
    else:
        found = sorted((*whole, *begun), key=lambda hit: -hit.score)
    best: dict[tuple[CodeSystem, str], Hit] = {}
    for hit in found:
        best.setdefault((hit.system, hit.code), hit)
    return tuple(best.values())[:limit]
