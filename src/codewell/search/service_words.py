"""Services by what people call them: phrases whose words stand together in a sentence, with the codes they usually mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from codewell.search.stems import stem

_DENIALS = ("without", "no", "w/o", "non")
_LEFT_OUT = frozenset({"the", "of", "a", "an", "and", "with", "for", "to", "in", "on", "was", "were", "by", "from"})


@dataclass(frozen=True, slots=True)
class ServiceTerm:
    """A phrase and the codes it usually means.

    Args:
        phrase: as listed.
        stems: what a sentence must say; a denied word begins with `-`.
        codes: CPT or HCPCS Level II, likeliest first.
    """

    phrase: str
    stems: frozenset[str]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceMatch:
    """A phrase found in a sentence.

    Args:
        term: the phrase.
        places: positions of its words in the sentence, ascending.
        slack: words between them that carry meaning and are not its own.
        is_part: True where a fuller phrase has all its words.
    """

    term: ServiceTerm
    places: tuple[int, ...]
    slack: int
    is_part: bool


def service_matches(tokens: Sequence[str]) -> list[ServiceMatch]:
    """Return the services that a sentence names, in the list's order.

    Args:
        tokens: its words and marks, in lower case.
    """
    said = _stems(tokens)
    by_stem, _ = _terms()
    terms = {id(term): term for word in said for term in by_stem.get(word, ())}
    found = []
    for term in terms.values():
        if term.stems <= said.keys():
            places = _nearest(term, said)
            slack = sum(1 for n in range(places[0], places[-1]) if n not in places and _tells(tokens[n]))
            if slack <= 3 + 3 * len(places):
                found.append((term, places, slack))
    kept = [
        ServiceMatch(term, places, slack, any(set(places) < set(other) for _, other, _ in found)) for term, places, slack in found
    ]
    return sorted(kept, key=lambda match: (match.places, match.term.phrase))


def _tells(token: str) -> bool:
    return token[0].isalnum() and token not in _LEFT_OUT


def _stems(tokens: Sequence[str]) -> dict[str, list[int]]:
    """Return what a sentence says: stem -> positions; "without contrast" says `-contrast` and no contrast."""
    same = _same_words()
    said: dict[str, list[int]] = {}
    for place, token in enumerate(tokens):
        if not token[0].isalnum() or token in _LEFT_OUT:
            continue
        if place + 2 < len(tokens) and tokens[place + 1] == "-" and f"{token}-{tokens[place + 2]}" in same:
            said.setdefault(stem(same[f"{token}-{tokens[place + 2]}"]), []).append(place)
        denied = any(before in _DENIALS for before in tokens[max(0, place - 2) : place])
        for word in dict.fromkeys((token, same.get(token, token))):
            said.setdefault(f"-{stem(word)}" if denied else stem(word), []).append(place)
    return said


def _nearest(term: ServiceTerm, said: Mapping[str, Sequence[int]]) -> tuple[int, ...]:
    """Return the places of a phrase's words that lie closest to its rarest word."""
    anchor = min(sorted(term.stems), key=lambda word: len(said[word]))
    best: tuple[int, ...] = ()
    for place in said[anchor]:
        places = tuple(sorted({min(said[word], key=lambda at: abs(at - place)) for word in term.stems}))
        if not best or places[-1] - places[0] < best[-1] - best[0]:
            best = places
    return best


@cache
def _terms() -> tuple[Mapping[str, tuple[ServiceTerm, ...]], AbstractSet[str]]:
    """Return the phrases by one of their words, the rarest of the list, and every word of the list."""
    same = _same_words()
    terms = []
    for phrase, codes in _rows("terms.tsv", "words"):
        stems = frozenset(
            f"-{stem(same.get(word[1:], word[1:]))}" if word[0] == "-" else stem(same.get(word, word)) for word in phrase.split()
        )
        terms.append(ServiceTerm(phrase, stems, tuple(codes.split())))
    count: dict[str, int] = {}
    for term in terms:
        for word in term.stems:
            count[word] = count.get(word, 0) + 1
    by_stem: dict[str, tuple[ServiceTerm, ...]] = {}
    for term in terms:
        rarest = min(sorted(term.stems), key=lambda word: count[word])
        by_stem[rarest] = (*by_stem.get(rarest, ()), term)
    return by_stem, count.keys()


def service_terms() -> tuple[ServiceTerm, ...]:
    """Return every listed phrase."""
    by_stem, _ = _terms()
    return tuple(term for terms in by_stem.values() for term in terms)


@cache
def _same_words() -> Mapping[str, str]:
    return dict(_rows("same_words.tsv", "written"))


def _rows(name: str, heading: str) -> Iterator[tuple[str, str]]:
    for line in (files("codewell.search.services") / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", f"{heading}\t")):
            first, second = line.split("\t")
            yield first, second
