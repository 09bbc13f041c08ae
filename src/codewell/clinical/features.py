"""What speaks for and against a candidate, as named numbers that a scorer weighs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from codewell.clinical.assertion import Assertion
from codewell.clinical.candidate import Candidate, Manner, NoteShape, Support
from codewell.clinical.care import SentenceCare
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.drug_uses import DrugUses
from codewell.clinical.sections import Role
from codewell.clinical.specificity import SEVERAL, has_sides
from codewell.clinical.status import personal_history
from codewell.clinical.wordings import Wordings

Features = dict[str, float]


def features_of(
    found: Mapping[str, Candidate], shape: NoteShape, dictionary: Dictionary, *, learned: bool = False
) -> Iterator[tuple[Candidate, Features]]:
    """Yield each candidate that the note says of the patient, with its features.

    Candidates that are only denied, possible, hypothetical or another person's come with features too; whether they may be
    coded is the selection's business.
    """
    specific: dict[str, int] = {}
    for code, candidate in found.items():
        if any(s.assertion is Assertion.PRESENT for s in candidate.supports):
            group = _group(code)
            specific[group] = specific.get(group, 0) + 1
    for candidate in found.values():
        for support in candidate.supports:
            shape.per_sentence[support.order] = shape.per_sentence.get(support.order, 0) + 1
    care = SentenceCare(DrugUses(dictionary.drugs))
    for code, candidate in found.items():
        features = _features(candidate, specific.get(_group(code), 0), shape, dictionary, learned)
        if not (learned or shape.is_assessed):
            _add_care(features, candidate, care)
        yield candidate, features


def _group(code: str) -> str:
    """Return the codes among which one says what the others leave open: the category, or its complication of diabetes."""
    return code[:4] if code.startswith(SEVERAL) else code[:3]


def _features(candidate: Candidate, in_category: int, shape: NoteShape, dictionary: Dictionary, learned: bool) -> Features:
    code = candidate.code
    present = [s for s in candidate.supports if s.assertion is Assertion.PRESENT]
    shown = present or candidate.supports
    best = min(shown, key=_looseness)
    features: Features = {
        "times": math.log1p(len(present)),
        "slack": min(best.mention.slack, 6) / 2,
        "commas": min(best.mention.commas, 3),
        f"size={min(len(best.mention.term.words), 4)}": 1.0,
        f"kind={best.mention.term.kind}": 1.0,
        f"manner={best.manner.value}": 1.0,
        f"chapter={code[0]}": 1.0,
        f"category={code[:3]}": 1.0,
        f"code={code}": 1.0,
        f"term={' '.join(sorted(best.mention.term.words))}>{code[:3]}": 1.0,
    }
    if code[0] != "R" and personal_history(code) == code:
        features["lasting"] = 1.0
    if not shape.is_assessed:
        features["note without assessment"] = 1.0
    if best.filled:
        features["filled"] = 1.0
    if best.reached:
        features["side said elsewhere"] = 1.0
    elif has_sides(code, dictionary):
        features["side left open"] = 1.0
    descriptor = dictionary.codes[code].descriptor.lower()
    vague = "unspecified" in descriptor
    if vague:
        features["vague"] = 1.0
    if in_category > 1:
        features["others in category"] = math.log(in_category)
        if vague:
            features["vague beside others"] = 1.0
    _add_assertions(features, candidate)
    if learned:
        _add_learned(features, code, shown, dictionary.learned)
    _add_places(features, shown, shape)
    features[f"wording={' '.join(sorted(best.mention.term.words))}>{code}"] = 1.0
    said = " ".join(sorted(best.sentence.tokens[place].lower() for place in best.mention.places))
    features[f"said={said}>{code[:3]}"] = 1.0
    first = best.mention.places[0]
    before = best.sentence.tokens[first - 1].lower() if first else "^"
    after = (
        best.sentence.tokens[best.mention.places[-1] + 1].lower()
        if best.mention.places[-1] + 1 < len(best.sentence.tokens)
        else "$"
    )
    features[f"before={before}"] = 1.0
    features[f"after={after}"] = 1.0
    features[f"times{min(len(present), 3)}>{code[:3]}"] = 1.0
    features["sentence length"] = min(len(best.sentence.tokens), 60) / 30
    features["candidates in sentence"] = math.log1p(shape.per_sentence.get(best.order, 0))
    return features


def _looseness(support: Support) -> tuple[float, int]:
    return (support.mention.slack + 2 * support.mention.commas - 2 * len(support.mention.term.words), support.order)


def _add_learned(features: Features, code: str, supports: list[Support], wordings: Wordings) -> None:
    """Add what coders made of the same words elsewhere: this code, and how surely; another code; or nothing is known."""
    terms = {support.mention.term for support in supports}
    given = [wording for term in terms if (wording := wordings.given(term.words, code)) is not None]
    if given:
        best = max(given, key=lambda wording: (wording.share, wording.times))
        features["learned share"] = best.share
        features["learned share squared"] = best.share**2
        features["learned times"] = math.log(best.times)
        features[f"learned times={min(best.times, 3)}"] = 1.0
        if any(term.kind != "learned" for term in terms):
            features["learned and listed"] = 1.0
        return
    features["not learned"] = 1.0
    others = [wording.share for term in terms if (wording := wordings.likeliest(term.words)) is not None]
    if others:
        features["learned otherwise"] = 1.0
        features["learned otherwise share"] = max(others)


def _add_assertions(features: Features, candidate: Candidate) -> None:
    said = {support.assertion for support in candidate.supports}
    for assertion in sorted(said, key=lambda one: one.value):
        if assertion is not Assertion.PRESENT:
            features[f"also {assertion.value}" if Assertion.PRESENT in said else f"only {assertion.value}"] = 1.0


def _add_care(features: Features, candidate: Candidate, care: SentenceCare) -> None:
    """Add what speaks for a condition in a note that has no assessment: what kind it is, and whether it is managed there."""
    code = candidate.code
    present = [s for s in candidate.supports if s.assertion is Assertion.PRESENT]
    of_family = all(s.manner is Manner.FAMILY_HISTORY for s in present)
    kind = "family" if of_family else code[0] if code[0] in "RZ" else "condition"
    features[f"unassessed {kind}"] = 1.0
    if any(care.tells_of_care(s.order, s.sentence) for s in present):
        features["unassessed, cared for"] = 1.0
    if any(care.names_drug_for(code, s.order, s.sentence) for s in present):
        features["unassessed, beside its drug"] = 1.0


def _add_places(features: Features, supports: list[Support], shape: NoteShape) -> None:
    for support in supports:
        section = support.sentence.section or "unheaded"
        features[f"in {section}"] = 1.0
        if support.sentence.role is Role.TITLE:
            features["as title"] = 1.0
        elif support.sentence.role is Role.ITEM:
            features["as item"] = 1.0
        if support.sentence.label:
            features[f"under {support.sentence.label}"] = 1.0
    first = supports[0].order / max(1, shape.sentences)
    features[f"first at {int(first * 5)}"] = 1.0
    if supports[0].order == 0:
        features["in first sentence"] = 1.0
    if len({support.mention.term.words for support in supports}) > 1:
        features["several wordings"] = 1.0
    if any(support.manner is Manner.CONDITION for support in supports) is False:
        features["status only"] = 1.0
