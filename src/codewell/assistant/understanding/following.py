"""Completing a follow-up from the question before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from codewell.assistant.question import CodeMention, Entities, Intent, Side, Understood
from codewell.assistant.understanding.cues import cue_words
from codewell.assistant.understanding.intents import Wanted
from codewell.assistant.understanding.names import names
from codewell.assistant.understanding.words import Word
from codewell.kernel.codes import CodeSystem

_LEADS = tuple(
    tuple(lead.split())
    for lead in (
        *(
            "and",
            "or",
            "but",
            "what about",
            "how about",
            "same",
            "also",
            "what if",
            "ok",
            "then",
            "plus",
            "now",
            "instead",
            "only",
        ),
        *("for", "in", "on", "with", "without", "at", "as of"),
    )
)
_POINTING = frozenset(
    {"it", "its", "they", "them", "their", "these", "those", "both", "this", "that", "same", "one", "ones", "former", "latter"}
)
_CODE_WORDS = frozenset({"code", "codes", "one", "ones", "pair", "service", "procedure", "drug", "diagnosis", "edit"})
_PLACES = {"first": 0, "former": 0, "second": 1, "third": 2, "fourth": 3, "last": -1, "latter": -1, "other": -1}
_PAIRWISE = frozenset({Intent.PTP, Intent.COMPARE})
_OF_A_CODE = frozenset(
    {Intent.MEANING, Intent.PAYMENT, Intent.MUE, Intent.PTP, Intent.ADD_ON, Intent.HISTORY, Intent.CROSSWALK, Intent.COVERAGE}
    | {Intent.MODIFIER, Intent.COMPARE}
)
_OF_BOTH_KINDS = frozenset({Intent.COVERAGE, Intent.CLAIM_CHECK})
_NO_INTENT = frozenset({Intent.UNCLEAR, Intent.OUT_OF_SCOPE})
_SHORT = 6
_ASKED_ANEW = 3.0
_NARROWING = frozenset(
    {"with", "without", "in", "due", "during", "from", "after", "of", "unspecified", "initial", "subsequent", "chronic", "acute"}
)
_SIDE_WORDS = {"left": Side.LEFT, "right": Side.RIGHT, "bilateral": Side.BOTH, "both": Side.BOTH}


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a question leans on the one before it."""

    leads: bool
    points: bool
    bare: bool
    has_own_intent: bool


def completed(words: Sequence[Word], wants: Wanted, own: Entities, before: Understood) -> tuple[Wanted, Entities, bool]:
    """Return what is wanted and named with what the question before adds, and whether it adds anything."""
    reads = [word.read for word in words]
    shape = _shape(reads, wants, own)
    if not (shape.leads or shape.points or shape.bare):
        return wants, own, False
    if wants.intent is Intent.DEFINITION and shape.points and before.entities.codes and not before.entities.indicator:
        wants = replace(wants, intent=Intent.MEANING)
    intent = wants.intent if shape.has_own_intent else before.intent
    merged = _merged(reads, own, before, intent, shape)
    if not shape.has_own_intent:
        wants = replace(wants, intent=intent, confidence=round(0.9 * before.confidence, 3), alternatives=before.alternatives)
    return wants, merged, intent is not wants.intent or merged != own or not shape.has_own_intent


def _shape(reads: Sequence[str], wants: Wanted, own: Entities) -> _Shape:
    leads = any(tuple(reads[: len(lead)]) == lead for lead in _LEADS)
    points = any(read in _POINTING for read in reads) and not own.codes
    points = points or (not own.codes and _ordinal(reads) is not None and any(read in _CODE_WORDS for read in reads))
    points = points or (any(read in ("it", "that", "them", "this") for read in reads[1:]) and wants.intent in _PAIRWISE)
    strong = (
        wants.strength >= _ASKED_ANEW and wants.intent not in _NO_INTENT and not _only_adds_a_modifier(reads, own, leads=leads)
    )
    new_topic = any(word not in cue_words() for word in own.topic.lower().split())
    of_a_code = wants.intent in _OF_A_CODE and not own.codes and not new_topic and not own.indicator
    bare = (strong and of_a_code and not (wants.intent is Intent.MODIFIER and own.modifiers)) or (
        not strong and len(reads) <= _SHORT
    )
    if reads and reads[0] in ("for", "in", "on", "with", "without", "at", "as") and (strong or own.codes):
        leads = not strong
    if not points and strong and leads and own.codes and wants.intent not in _PAIRWISE:
        bare = False
    return _Shape(leads, points, bare, strong)


def _only_adds_a_modifier(reads: Sequence[str], own: Entities, *, leads: bool) -> bool:
    """Say whether a question is no more than "and with modifier 26?"."""
    return leads and bool(own.modifiers) and not own.codes and len(reads) <= _SHORT


def _merged(reads: Sequence[str], own: Entities, before: Understood, intent: Intent, shape: _Shape) -> Entities:
    held = before.entities
    same = intent is before.intent
    return Entities(
        codes=_codes(reads, own, held, intent, shape),
        modifiers=own.modifiers or (held.modifiers if same else ()),
        days=own.days or held.days,
        years=own.years if own.days else held.years,
        setting=own.setting or (None if own.place_of_service else held.setting),
        place_of_service=own.place_of_service or ("" if own.setting else held.place_of_service),
        payer=own.payer or held.payer,
        state=own.state or ("" if own.locality else held.state),
        locality=own.locality or ("" if own.state else held.locality),
        specialty=own.specialty or held.specialty,
        side=own.side or held.side,
        indicator=own.indicator or (held.indicator if same else ()),
        topic=_topic(reads, own, held, shape),
    )


def _codes(reads: Sequence[str], own: Entities, held: Entities, intent: Intent, shape: _Shape) -> tuple[CodeMention, ...]:
    carried = tuple(replace(code, start=0, end=0) for code in held.codes)
    if own.codes:
        others = tuple(code for code in carried if _is_diagnosis(code) != _is_diagnosis(own.codes[0]))
        if intent in _OF_BOTH_KINDS and others:
            return (*others, *own.codes)
        pairs = intent in _PAIRWISE and len(own.codes) == 1 and carried and carried[0].text != own.codes[0].text
        return (carried[0], own.codes[0]) if pairs else own.codes
    chosen = _ordinal(reads)
    if chosen is not None and len(carried) > 1 and (chosen < len(carried)):
        return (carried[chosen],)
    if own.indicator or (own.topic and not shape.points and not shape.leads and not shape.bare and shape.has_own_intent):
        return ()
    return carried


def _is_diagnosis(code: CodeMention) -> bool:
    return code.systems[0] is CodeSystem.ICD10CM


def _ordinal(reads: Sequence[str]) -> int | None:
    return next((_PLACES[read] for read in reads if read in _PLACES), None)


def _topic(reads: Sequence[str], own: Entities, held: Entities, shape: _Shape) -> str:
    if shape.has_own_intent and own.topic:
        return own.topic
    if own.codes or not held.topic:
        return own.topic or ("" if own.codes else held.topic)
    rest = " ".join(
        word for word in own.topic.split() if word.lower() not in {*_SIDE_WORDS, "side", "why", "one", "ones", "sided"}
    )
    topic = _with_side(held.topic, own.side) if own.side else held.topic
    if not rest:
        return topic
    sites = names().sites
    asked = [word for word in rest.lower().split() if word in sites]
    known = [word for word in topic.lower().split() if word in sites]
    if asked and known and len(rest.split()) == len(asked):
        return " ".join(asked[0] if word.lower() == known[0] else word for word in topic.split())
    if _NARROWING & set(reads):
        return f"{topic} {rest}" if rest.split()[0].lower() in _NARROWING else f"{topic} {_joint(reads)} {rest}"
    return rest if not own.side else f"{_with_side(rest, own.side)}"


def _joint(reads: Sequence[str]) -> str:
    return next(read for read in reads if read in _NARROWING)


def _with_side(topic: str, side: Side) -> str:
    said = {Side.LEFT: "left", Side.RIGHT: "right", Side.BOTH: "bilateral"}[side]
    words = topic.split()
    if any(word.lower() in _SIDE_WORDS for word in words):
        return " ".join(said if word.lower() in _SIDE_WORDS else word for word in words)
    return f"{said} {topic}"
