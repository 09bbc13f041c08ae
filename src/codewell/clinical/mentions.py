"""Finding terms in a sentence: all words of a wording close together, in any order; the fuller wording wins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codewell.clinical.assertion import Reach, cue_reaches, is_crossed
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.reading import Reading
from codewell.clinical.terms import Term

_AS_WRITTEN = {"lay", "synonym", "phrase"}
"""Phrases of everyday speech mean their code only when their words stand together."""
_LOOSEST = 4
"""Tokens that may stand between the words of a learned wording."""
_BEHAVIOURS = ("cancer", "metastasis", "tumor")


@dataclass(slots=True)
class Mention:
    """A term found in a sentence.

    Args:
        term: the wording.
        places: positions of its tokens in the sentence, in order.
        slack: tokens between them that are not its own.
        commas: commas between them.
        pairs: standard words with their places, to tell which mention is part of another.
    """

    term: Term
    places: tuple[int, ...]
    slack: int
    commas: int
    pairs: frozenset[tuple[int, str]]


def mentions(reading: Reading, dictionary: Dictionary, *, learned: bool = False) -> list[Mention]:
    """Return the mentions of a sentence in text order; one whose words all belong to a fuller one is left out."""
    words, heads = reading.words, reading.heads
    present = set(words)
    found: list[Mention] = []
    anchored = dictionary.anchored
    for word in words:
        single, several, groups = anchored(word)
        if single is not None:
            for place in words[word]:
                if place not in heads or word in heads[place]:
                    found.append(Mention(single, (place,), 0, 0, frozenset(((place, word),))))
        for bag, term in several:
            if bag <= present:
                found += _placed(term, word, reading)
        for second in present & groups.keys() if groups else ():
            for bag, term in groups[second]:
                if bag <= present:
                    found += _placed(term, word, reading)
    for position, written, meaning in reading.short:
        term = Term(frozenset(meaning.words), meaning.code, "abbreviation", written)
        found.append(Mention(term, (position,), 0, 0, frozenset((position, word) for word in meaning.words)))
    if found or learned:
        reading.reaches = cue_reaches(reading.lower)
    if len(found) > 1:
        if reading.reaches:
            found = [mention for mention in found if _is_whole(mention, reading.reaches)]
        found = _fullest(found)
    return found + _learned(reading, dictionary) if learned else found


def _is_whole(mention: Mention, reaches: Sequence[Reach]) -> bool:
    """Say whether no denial parts a mention; what looks like a cue belongs to the name of an examination or a screening."""
    return (
        len(mention.places) == 1 or mention.term.code.startswith(("Z0", "Z1", "Z20")) or not is_crossed(mention.places, reaches)
    )


def _learned(reading: Reading, dictionary: Dictionary) -> list[Mention]:
    """Return the wordings learned from coded documents; they stand beside what the index says, not in its place."""
    words = reading.words
    found: list[Mention] = []
    for word in words:
        for bag, term in dictionary.learned.at(word):
            if len(bag) == 1:
                found += [Mention(term, (place,), 0, 0, frozenset(((place, word),))) for place in words[word]]
            elif bag <= words.keys():
                found += [m for m in _placed(term, word, reading) if m.slack <= _LOOSEST]
    return found


def _placed(term: Term, anchor: str, reading: Reading) -> Iterator[Mention]:
    """Yield the term once for each place of its rarest word from which its other words are near enough."""
    words = reading.words
    limit = 4 + 3 * len(term.words)
    for place in words[anchor]:
        pairs = [(place, anchor)]
        low = high = place
        for other in term.words:
            if other is anchor or other == anchor:
                continue
            places = words[other]
            nearest = places[0] if len(places) == 1 else min(places, key=lambda p: _distance(p, place, reading))
            if abs(nearest - place) > limit:
                break
            pairs.append((nearest, other))
            low, high = min(low, nearest), max(high, nearest)
        else:
            taken = tuple(sorted({p for p, _ in pairs}))
            slack = high - low + 1 - len(taken)
            commas = sum(low < comma < high for comma in reading.commas) if reading.commas else 0
            if term.kind in _AS_WRITTEN and slack + 3 * commas > (1 if term.kind == "lay" else 3):
                continue
            if high - low > limit - 2 * commas or (reading.heads and not _has_heads(pairs, reading)):
                continue
            if term.kind != "neoplasm" or _site_belongs({word: at for at, word in pairs}, reading):
                yield Mention(term, taken, slack, commas, frozenset(pairs))


def _distance(place: int, anchor: int, reading: Reading) -> int:
    """Return how far a place is; an abbreviation keeps its words, and what follows is nearer than what went before."""
    lent = 1 if place in reading.heads and place != anchor else 0
    return 2 * abs(place - anchor) + lent + (place < anchor)


def _has_heads(pairs: Sequence[tuple[int, str]], reading: Reading) -> bool:
    """Say whether every abbreviation gives its head: the lung of "PR" (pulmonary regurgitation) is no lung of its own."""
    return all(place not in reading.heads or any((place, head) in pairs for head in reading.heads[place]) for place, _ in pairs)


def _site_belongs(places: dict[str, int], reading: Reading) -> bool:
    """Say whether a neoplasm's behaviour is said of this site and not of another.

    "Metastatic breast cancer" is cancer of the breast; "breast cancer metastatic to the bone" has the bone as its secondary
    site, and no primary there.
    """
    behaviour = next((word for word in _BEHAVIOURS if word in places), None)
    if behaviour is None:
        return True
    sites = [place for word, place in places.items() if word not in _BEHAVIOURS]
    if not sites:
        return True
    at, near, far = places[behaviour], min(sites), max(sites)
    rivals = [p for other in _BEHAVIOURS if other != behaviour and other not in places for p in reading.words.get(other, ())]
    if behaviour == "metastasis":
        if any(near < p < far for p in rivals) or (at > far and reading.lower[at + 1 : at + 2] == ["to"]):
            return False
        return not (at < near and any(far < p <= far + 2 for p in rivals)) and not any(far < p < at for p in rivals)
    between = [p for p in rivals if min(at, near) < p < max(at, far)]
    return not between


def _fullest(found: list[Mention]) -> list[Mention]:
    found.sort(key=lambda mention: (-len(mention.pairs), mention.slack, mention.places, mention.term.code, mention.term.path))
    kept: list[Mention] = []
    for mention in found:
        if _is_part(mention, kept) or (mention.slack and (_borrows(mention, kept) or _is_patched(mention, kept))):
            continue
        kept.append(mention)
    phrases = [set(one.places) for one in kept if one.term.kind == "phrase"]
    kept = [one for one in kept if not any(set(one.places) < places for places in phrases)]
    kept.sort(key=lambda mention: mention.places)
    return kept


def _borrows(mention: Mention, kept: Sequence[Mention]) -> bool:
    """Say whether a scattered mention takes a word from a compact one across a comma: "heart failure, kidney stones"."""
    if not mention.commas or "> with" in mention.term.path or "> in >" in mention.term.path:
        return False
    return any(
        other.slack <= 1 and other.slack < mention.slack and len(other.pairs) > 1 and mention.pairs & other.pairs
        for other in kept
    )


def _is_patched(mention: Mention, kept: Sequence[Mention]) -> bool:
    """Say whether a scattered mention is put together from words of two compact ones: "acute kidney injury on CKD"."""
    if "> with" in mention.term.path or "> in >" in mention.term.path:
        return False
    compact = {place for other in kept if other.slack < mention.slack for place in other.places}
    return compact.issuperset(mention.places)


def _is_part(mention: Mention, kept: Sequence[Mention]) -> bool:
    mine = set(mention.places)
    return any(mention.pairs <= other.pairs or mine < set(other.places) for other in kept)
