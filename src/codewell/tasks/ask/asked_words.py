"""What to search passages with: the question's own words, and what a follow-up took over."""

from __future__ import annotations

import re

from codewell.assistant.question import Understood
from codewell.kernel.codes import CodeSystem

_DAY = re.compile(r"\b(?:(?:on|as of) )?(?:\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})\b", re.IGNORECASE)
"""The day decides which edition answers; no passage is found by it."""
_DIAGNOSES = (CodeSystem.ICD10CM, CodeSystem.ICD10PCS)


def asked_words(understood: Understood) -> str:
    """Return the words to search with."""
    topic = understood.entities.topic
    text = _DAY.sub(" ", understood.text)
    if not text.strip():
        return topic
    return f"{text} {topic}" if understood.follows_up else text


def asked_codes(understood: Understood) -> tuple[str, ...]:
    """Return the codes that a question names, as the code book writes them."""
    return tuple(mention.text for mention in understood.entities.codes)


def names_services_only(understood: Understood) -> bool:
    """Say whether every code that a question names is one of services or supplies, and it names one."""
    codes = understood.entities.codes
    return bool(codes) and all(mention.systems and mention.systems[0] not in _DIAGNOSES for mention in codes)
