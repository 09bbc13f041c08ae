"""A query as the ways it can be read: corrected, with abbreviations and lay phrases also in the publications' words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from codewell.search.harvest.phrases import QUALIFIER
from codewell.search.injuries import aside, healing_phase, vertebra_words
from codewell.search.lexicon import Lexicon, Rewritten, Slot, Word
from codewell.search.tokens import Phase, Side, plain, read

MOST_VARIANTS = 6
MOST_PARTS = 4
MOST_PART_READINGS = 5
_REWRITTEN = {"abbreviations": 0.99, "lay_terms": 0.97, "synonyms": 0.9, "hcpcs_terms": 0.98, "drug_brands": 0.98, "joined": 0.97}
_BROUGHT = 0.8
_QUALIFIER = 0.3
"""Words that a list brought in beside words of the query count less than those; qualifiers only tip the scales."""

_ASIDE = 0.15
"""How an injury came about counts little beside what it is: causes have codes of their own."""

_PART = 0.45
_CONNECTING = re.compile(
    r"\b(?:with|and|due to|secondary to|superimposed on|caused by|because of|resulting in|causing)\b|[,;+]|w/",
    re.IGNORECASE,
)
_AGE = re.compile(r"\b\d{1,3}[- ]?(?:yo|y/?o|yrs?|years?)\b[- ]?(?:old\b|of age\b)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to read the query.

    Attributes:
        slots: what it asks for.
        weight: how likely this reading is.
        notes: what was changed to get here.
        tokens: the stems it uses.
        for_procedures: it uses words for supplies and services, which say nothing about diagnoses.
    """

    slots: tuple[Slot, ...]
    weight: float
    notes: tuple[str, ...]
    tokens: frozenset[str]
    for_procedures: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A query, understood.

    Attributes:
        variants: ways to read it, the literal one first.
        side: laterality asked for.
        phase: encounter asked for.
        other: a residual is asked for.
        tokens: stems of the literal reading.
        written: the query in lower case, one space between words.
        parts: readings of its parts alone, for where nothing answers the whole.
    """

    variants: tuple[Variant, ...]
    side: Side
    phase: Phase
    other: bool
    tokens: frozenset[str]
    written: str
    parts: tuple[Variant, ...] = ()


def understand(text: str, lexicon: Lexicon) -> Question:
    """Return the ways to read a query."""
    reading = read(_AGE.sub(" ", text) if _AGE.sub("", text).strip() else text, parentheses_are_optional=False)
    written = re.findall(r"[A-Za-z0-9]+", text)
    capitals = {word.lower() for word in written if word.isupper()} if len(written) == 1 or not text.isupper() else set()
    words: list[Word] = []
    said = frozenset(reading.tokens)
    asides = aside(plain(text), said)
    for token, surface in zip(reading.tokens, reading.surfaces, strict=True):
        if token in asides:
            words.append(Word(token, share=_ASIDE))
        elif vertebra := vertebra_words(token, said):
            words += [Word(part) for part in vertebra]
        elif surface not in capitals and lexicon.is_everyday(surface):
            words.append(Word(token, everyday=True))
        else:
            words += lexicon.corrected(token, surface)
    matches = _matches(words, lexicon)
    plans: list[dict[tuple[int, int], Rewritten]] = [{}]
    sure = {
        span: meanings[0]
        for span, meanings in matches
        if meanings[0].origin != "synonyms" and not (span[1] - span[0] == 1 and words[span[0]].everyday)
    }
    if sure:
        plans.append(sure)
    for span, meanings in matches:
        if span in sure:
            plans += [{**sure, span: meaning} for meaning in meanings[1:3]]
    if len(sure) > 1:
        plans += [{span: meaning} for span, meaning in sure.items()]
    for span, meanings in sorted(matches, key=lambda match: match[0][0] - match[0][1]):
        if span not in sure:
            plans += [{**sure, span: meaning} for meaning in meanings[:2]]
    variants: dict[tuple[str, ...], Variant] = {}
    for plan in plans[: MOST_VARIANTS * 2]:
        variant, key = _variant(words, plan, lexicon)
        if variant.slots and len(variants) < MOST_VARIANTS:
            variants.setdefault(key, variant)
    literal = frozenset(word.token for word in words)
    parts = tuple(_parts(text, words, lexicon))
    phase = reading.phase or healing_phase(plain(text), literal)
    return Question(tuple(variants.values()), reading.side, phase, reading.other, literal, " ".join(plain(text).split()), parts)


def _parts(text: str, words: list[Word], lexicon: Lexicon) -> Iterator[Variant]:
    """Yield readings of what stands between connecting words, the earlier the weightier; none where nothing connects."""
    found: dict[tuple[str, ...], Variant] = {}
    segments = [segment for segment in _CONNECTING.split(text) if segment.strip()]
    if len(segments) > 1:
        for segment in segments[:MOST_PARTS]:
            reading = read(segment, parentheses_are_optional=False)
            inside = set(reading.tokens)
            some = [word for word in words if word.token in inside or any(other in inside for other, _ in word.others)]
            plan = {span: meanings[0] for span, meanings in _matches(some, lexicon) if meanings[0].origin != "synonyms"}
            for chosen in ({}, plan):
                variant, key = _variant(some, chosen, lexicon)
                if variant.slots:
                    found.setdefault(key, variant)
    for number, variant in enumerate(list(found.values())[:MOST_PART_READINGS]):
        yield replace(variant, weight=variant.weight * (_PART - 0.02 * number))


def _matches(words: list[Word], lexicon: Lexicon) -> list[tuple[tuple[int, int], list[Rewritten]]]:
    """Return the phrases found, longest first and without overlap, in the order of the query."""
    found: list[tuple[tuple[int, int], list[Rewritten]]] = []
    for start in range(len(words)):
        for end in range(min(len(words), start + lexicon.longest), start, -1):
            key = tuple(word.token for word in words[start:end])
            meanings = list(lexicon.phrases.get(key, ()))
            if end - start == 2 and not meanings and lexicon.knows("".join(key)):
                meanings = [Rewritten(("".join(key),), "joined", "")]
            if end - start == 1:
                meanings = [m for m in meanings if m.origin != "synonyms" or len(m.meant) > 1]
            if meanings:
                found.append(((start, end), meanings))
    found.sort(key=lambda match: (match[0][0] - match[0][1], match[0][0]))
    taken: set[int] = set()
    kept = []
    for (start, end), meanings in found:
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            kept.append(((start, end), meanings))
    return sorted(kept, key=lambda match: match[0])


def _variant(words: list[Word], plan: dict[tuple[int, int], Rewritten], lexicon: Lexicon) -> tuple[Variant, tuple[str, ...]]:
    chosen: dict[str, Word] = {}
    shares: dict[str, float] = {}
    notes: list[str] = []
    weight = 1.0
    position = 0
    spans = {start: (end, rewritten) for (start, end), rewritten in plan.items()}
    while position < len(words):
        if position in spans:
            end, rewritten = spans[position]
            for marked in rewritten.meant:
                token = marked.removeprefix(QUALIFIER)
                if token not in chosen:
                    chosen[token] = Word(token)
                    shares[token] = 1.0 if len(plan) == 1 and end - position == len(words) else _BROUGHT
                    shares[token] *= _QUALIFIER if marked != token else 1.0
                    shares[token] *= max(word.share for word in words[position:end])
            weight *= _REWRITTEN.get(rewritten.origin, 0.95)
            notes += [rewritten.note] if rewritten.note else []
            notes += [word.note for word in words[position:end] if word.note]
            position = end
        else:
            word = words[position]
            chosen.setdefault(word.token, word)
            shares.setdefault(word.token, word.share)
            notes += [word.note] if word.note else []
            position += 1
    procedures = any(rewritten.origin == "hcpcs_terms" for rewritten in plan.values())
    slots = tuple(lexicon.slot(word, shares.get(token, 1.0)) for token, word in chosen.items())
    return Variant(slots, weight, tuple(dict.fromkeys(notes)), frozenset(chosen), procedures), (*sorted(chosen), str(procedures))
