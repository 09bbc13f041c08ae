"""The seventh character of injuries, poisonings and complications: what the note says of the encounter, else what was given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.clinical.facts import EncounterType
from codewell.kernel.text import TextSpan

_LATER_CARE = (
    "subsequent encounter",
    "routine healing",
    "healing well",
    "healing appropriately",
    "healing nicely",
    "post-operative visit",
    "postoperative visit",
    "post-op visit",
    "postop visit",
    "weeks post-op",
    "weeks postop",
    "weeks post op",
    "months post-op",
    "days post-op",
    "cast removal",
    "hardware removal",
    "suture removal",
    "sutures removed",
    "staple removal",
    "staples removed",
)
"""Words of care after active treatment, which make an injury's seventh character D (guideline I.C.19.a)."""
_INITIAL = ("initial encounter", "initial visit")
_SEQUELA = re.compile(
    r"\b(?:sequelae?|late effects?) of (?:an? |the |his |her )?(?:old )?(?:\w+ ){0,3}?"
    r"(?:fracture|burn|injury|laceration|wound|dislocation|sprain|poisoning|trauma|amputation)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:will|return|later|need|possible|risks?|plan\w*|schedul\w+|in about|follow up in)\b[^.;\n]*$", re.IGNORECASE
)
_BEFORE = 60
"""Characters before the words within which they are told to lie ahead: "will return in 3 weeks for cast removal"."""
_OPEN = ("open fracture", "compound fracture", "open displaced fracture", "open nondisplaced fracture")
_HEALING = (("nonunion", "KD"), ("malunion", "PD"), ("delayed healing", "GD"))


def encounter_told(text: str) -> Iterator[tuple[EncounterType, TextSpan]]:
    """Yield the kind of encounter that a note states, with the words; nothing where it is silent."""
    lower = text.lower()
    late = _SEQUELA.search(text) if "sequela" in lower or "late effect" in lower else None
    if late is not None:
        yield EncounterType.SEQUELA, TextSpan(late.start(), late.end())
    for kind, wordings in ((EncounterType.SUBSEQUENT, _LATER_CARE), (EncounterType.INITIAL, _INITIAL)):
        for words in wordings:
            for said in re.finditer(re.escape(words), text, re.IGNORECASE) if words in lower else ():
                if not _TO_COME.search(text, max(0, said.start() - _BEFORE), said.start()):
                    yield kind, TextSpan(said.start(), said.end())
                    return


def seventh_characters(lower: str, encounter: EncounterType | None) -> str:
    """Return the seventh characters an injury of a note may have, the fittest first (guidelines I.C.19.a and I.C.19.c.1).

    Care of a nonunion, malunion or delayed healing has characters of its own, whatever the encounter.

    Args:
        lower: the note in lower case.
        encounter: its kind, as given or as the note says it; None takes active treatment.
    """
    if encounter is EncounterType.SEQUELA:
        return "S"
    for word, characters in _HEALING:
        if word in lower and f"no {word}" not in lower:
            return characters
    is_open = any(words in lower for words in _OPEN)
    if encounter is EncounterType.SUBSEQUENT:
        return "ED" if is_open else "D"
    return "BA" if is_open else "A"
