"""Which intent the words of a question speak for, how surely, and which others came close."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from codewell.assistant.question import Entities, Intent
from codewell.assistant.understanding.cues import Cue, cue_table, found_in
from codewell.assistant.understanding.words import Kind, Word
from codewell.kernel.codes import CodeSystem

_FURTHER = 0.3
"""What each further cue of an intent adds of its weight: many weak ones never outweigh a strong one alone."""
_STRONG = 6.0
_CLOSE = 0.5
_MOST_ALTERNATIVES = 3
_SYSTEM_WORDS = frozenset(
    {"cpt", "hcpcs", "icd", "icd10", "10", "cm", "pcs", "code", "codes", "number", "diagnosis", "procedure"}
)
_INDICATOR_OF_CODE = 2.0
_DIAGNOSIS_BESIDE_PROCEDURE = 2.5
_BEFORE_A_VERB = frozenset({"i", "we", "you", "to", "not", "never", "always"})
_ASKS_FOR_PEOPLE = frozenset({"who", "whose", "where"})
_ASKS_WHETHER = frozenset({"do", "does", "will", "would", "is", "are"})
_WHETHER_PAID = 2.0
"""Whether something without a code is paid for asks for coverage, not for an amount."""
_A_PAIR = 2
_WEAK = 2.6
_SEARCHES = frozenset({Intent.FIND, Intent.DEFINITION, Intent.GUIDELINE, Intent.MODIFIER})
_WORD_ASKED = 6.0
_LONGEST_WORD_QUESTION = 9
_WORTH_SEARCHING = re.compile(r"[^\W_0-9]{2}|[0-9]{2}")
_SHORTEST_QUESTION_OF_OTHER_THINGS = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words want.

    Args:
        intent: the likeliest.
        confidence: 0 to 1.
        alternatives: that came close, best first.
        strength: of its cues; 0 where none was found and the shape of the question decided.
    """

    intent: Intent
    confidence: float
    alternatives: tuple[Intent, ...]
    strength: float


def wanted(words: Iterable[Word], entities: Entities) -> Wanted:
    """Return what is wanted."""
    held = list(words)
    scores = _scores(found_in(_reads(held)))
    _weigh_shape(scores, held, entities)
    ranked = sorted(((score, intent) for intent, score in scores.items() if score > 0), key=lambda one: (-one[0], one[1].value))
    if not ranked:
        return _by_shape(held, entities)
    best, intent = ranked[0]
    if best < _WEAK and not entities.codes and entities.topic and not entities.indicator and intent not in _SEARCHES:
        shaped = _by_shape(held, entities)
        return replace(shaped, alternatives=(*shaped.alternatives[:2], intent), strength=best)
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    confidence = min(1.0, 0.5 + best / _STRONG / 2) * (1 - 0.45 * min(1.0, second / best) ** 2)
    near = tuple(other for score, other in ranked[1:] if score >= _CLOSE * best)
    if intent in (Intent.FIND, Intent.DEFINITION) and Intent.GUIDELINE not in near:
        near = (*near[: _MOST_ALTERNATIVES - 1], Intent.GUIDELINE)
    return Wanted(intent, round(confidence, 3), near[:_MOST_ALTERNATIVES], best)


def _reads(words: list[Word]) -> list[str]:
    """Return the words as cues see them: without the system's name right before a code ("CPT code 99213")."""
    reads: list[str] = []
    for word in words:
        while word.kind is Kind.CODE and reads and reads[-1] in _SYSTEM_WORDS and reads[-2:-1] != ["9"]:
            if reads[-1] == "code" and reads[-2:-1] and reads[-2] in _BEFORE_A_VERB:
                break
            reads.pop()
        reads.append(word.read)
    return reads


def _scores(cues: Iterable[Cue]) -> dict[Intent, float]:
    weights: dict[Intent, list[float]] = {}
    for cue in cues:
        weights.setdefault(cue.intent, []).append(cue.weight)
    scores = {}
    for intent, held in weights.items():
        for_it = sorted((one for one in held if one > 0), reverse=True)
        scores[intent] = (for_it[0] + _FURTHER * sum(for_it[1:]) if for_it else 0.0) + sum(one for one in held if one < 0)
    return scores


def _weigh_shape(scores: dict[Intent, float], words: list[Word], entities: Entities) -> None:
    """Move scores by what the question names."""
    codes = len(entities.codes)
    kinds = {word.kind for word in words}
    if codes and Kind.INDICATOR not in kinds and Kind.PLACE not in kinds:
        _scale(scores, {Intent.DEFINITION: 0.35})
    if codes and entities.indicator:
        _scale(scores, {Intent.DEFINITION: 0.5})
        scores[Intent.PAYMENT] = scores.get(Intent.PAYMENT, 0.0) + _INDICATOR_OF_CODE
    if not codes and _asks_for_a_word(words, entities):
        scores[Intent.DEFINITION] = scores.get(Intent.DEFINITION, 0.0) + _WORD_ASKED
    if not codes and Intent.COVERAGE in scores and words and words[0].read in _ASKS_WHETHER:
        scores[Intent.COVERAGE] += _WHETHER_PAID
    if not codes:
        _scale(scores, {Intent.MEANING: 0.6, Intent.PTP: 0.6, Intent.HISTORY: 1.0 if entities.days else 0.5})
        if entities.indicator:
            _scale(scores, {Intent.PAYMENT: 0.6, Intent.MUE: 0.6, Intent.PTP: 0.7})
    if codes > 1 and len({code.systems[0] is CodeSystem.ICD10CM for code in entities.codes}) > 1:
        _scale(scores, {Intent.PTP: 0.3})
        scores[Intent.COVERAGE] = scores.get(Intent.COVERAGE, 0.0) + _DIAGNOSIS_BESIDE_PROCEDURE
    if codes > 1 and all(code.systems[0] is CodeSystem.ICD10CM for code in entities.codes):
        _scale(scores, {Intent.PTP: 0.4})
    if not codes and not entities.modifiers and len(entities.days) < _A_PAIR:
        _scale(scores, {Intent.COMPARE: 0.4})
    if codes < 2:
        _scale(scores, {Intent.COMPARE: 1.0 if entities.modifiers or len(entities.days) > 1 or not codes else 0.8})
    if codes and not entities.topic:
        _scale(scores, {Intent.FIND: 0.6})
    if codes == 1 and Intent.MEANING not in scores:
        scores[Intent.MEANING] = 1.0
    if codes >= 2 and not any(scores.values()):
        scores.update({Intent.PTP: 1.2, Intent.COMPARE: 1.0, Intent.MEANING: 0.7})


def _asks_for_a_word(words: list[Word], entities: Entities) -> bool:
    """Say whether a question is "what is a ...", "what does ... mean" or "define ...", and nothing more."""
    reads = [word.read for word in words]
    if entities.modifiers or entities.days or entities.state or len(reads) > _LONGEST_WORD_QUESTION or "for" in reads[:-1]:
        return False
    a_thing = reads[:1] in (["what"], ["explain"]) and any(read in ("a", "an") for read in reads[1:3])
    meant = reads[:1] == ["what"] and any(read in ("mean", "means", "stand", "stands") for read in reads[2:])
    return a_thing or meant or reads[:1] in (["define"], ["definition"], ["meaning"])


def _scale(scores: dict[Intent, float], factors: Mapping[Intent, float]) -> None:
    for intent, factor in factors.items():
        if intent in scores:
            scores[intent] *= factor


def _by_shape(words: list[Word], entities: Entities) -> Wanted:
    """Return what a question without cues wants."""
    if entities.place_of_service and not entities.topic:
        return Wanted(Intent.DEFINITION, 0.5, (), 0.0)
    if not _WORTH_SEARCHING.search(entities.topic.replace("/", "").replace("&", "")):
        return Wanted(Intent.UNCLEAR, 0.3, (), 0.0)
    plain = [word.read for word in words if word.kind is Kind.PLAIN]
    of_the_field = any(read in cue_table().scope for read in plain)
    asked = plain and plain[0] in cue_table().openers
    if asked and not of_the_field and len(plain) >= _SHORTEST_QUESTION_OF_OTHER_THINGS:
        if plain[0] in _ASKS_FOR_PEOPLE:
            return Wanted(Intent.OUT_OF_SCOPE, 0.4, (Intent.FIND, Intent.DEFINITION), 0.0)
        return Wanted(Intent.FIND, 0.3, (Intent.GUIDELINE, Intent.DEFINITION, Intent.OUT_OF_SCOPE), 0.0)
    return Wanted(Intent.FIND, 0.45, (Intent.GUIDELINE, Intent.DEFINITION), 0.0)
