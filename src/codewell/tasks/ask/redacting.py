"""Identifiers out of a question before anything else sees it; codes and days of service stay."""

from __future__ import annotations

import re
from collections.abc import Iterable

from codewell.assistant.understanding.spelling import knows
from codewell.kernel.codes import possible_codes
from codewell.kernel.text import ClinicalText
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.redaction import RedactedText
from codewell.tasks.redact_note import RedactionRequest, find_in_note, redact_note

LONGEST_QUESTION = 4_000
"""Characters; longer text is a note."""

_BIRTH = re.compile(r"\b(?:d\.?o\.?b|born|birth\w{0,6}|died|death|deceased)\b", re.IGNORECASE)
_APC = re.compile(r"\bapc group\b", re.IGNORECASE)
_BEFORE = 24
_SURE = 0.5
"""The tagger's own confidence below which a word of a short question is left alone; it was trained on notes."""
_GUESSED = frozenset({PhiType.NAME, PhiType.LOCATION, PhiType.OTHER_ID, PhiType.DEVICE_ID})
"""Classes that rules infer from the words around; in a question these are codes and words of billing."""
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.'-]*")
_ABBREVIATION = re.compile(r"[A-Z]{1,5}")
_IN_QUESTIONS = frozenset({"location.city", "location.county", "location.state"})
"""Places that name a payment locality; a street or a postal code is taken out."""


def question_redacted(text: str) -> tuple[str, bool]:
    """Return a question without identifiers, and whether any was taken out.

    Dates stand, unless words of birth or death stand before them: in a question a date is the day of service asked about. A
    city stands where the question holds no other identifier, because Medicare pays by locality.

    Raises:
        InputError: the text is far longer than a question.
    """
    received = ClinicalText(text)
    found = [one for one in find_in_note(received) if not _is_plain(text, one)]
    if not found:
        return text, False
    stays = [one for one in found if one.type is PhiType.DATE and not _is_of_a_life(text, one)]
    identifying = [one for one in found if one not in stays and one.rule not in _IN_QUESTIONS]
    if not identifying:
        return text, False
    redacted = redact_note(RedactionRequest(received, keep=tuple(_kept(text, find_in_note(received), stays))))
    return redacted.redacted.text, True


def question_for_model(text: str) -> RedactedText:
    """Return a question as it may leave this machine: codes stay; days and towns go, too.

    Raises:
        InputError: the text is far longer than a question.
    """
    received = ClinicalText(text)
    keep = tuple(one for one in find_in_note(received) if one.type is not PhiType.DATE and _is_plain(text, one))
    return redact_note(RedactionRequest(received, keep=keep)).redacted


def _kept(text: str, found: Iterable[Found], stays: list[Found]) -> Iterable[Found]:
    return [one for one in found if one in stays or _is_plain(text, one)]


def _is_of_a_life(text: str, found: Found) -> bool:
    return _BIRTH.search(text[max(0, found.start - _BEFORE) : found.start]) is not None


def _is_plain(text: str, found: Found) -> bool:
    """Say whether a finding is a code, or a word that only the tagger takes for a name and is not sure of."""
    words = text[found.start : found.end].strip()
    if found.type in _GUESSED and all(_is_of_the_field(token) for token in _tokens(text, found)):
        return True
    if found.type in _GUESSED and _begins_within_a_code(text, found) and not any(one[:1].isupper() for one in words.split()[1:]):
        return True
    if found.type in _GUESSED and words[:1].islower() and _ends_within_a_code(text, found):
        return True
    if found.type is PhiType.HEALTH_PLAN_ID and possible_codes(words) and _APC.search(text[: found.start]):
        return True
    if found.rule.endswith(".tagger") and (found.confidence < _SURE or _ABBREVIATION.fullmatch(words)):
        return True
    return found.type in (PhiType.OTHER_ID, PhiType.DEVICE_ID) and bool(possible_codes(words))


def _tokens(text: str, found: Found) -> list[str]:
    """Return the whole words that a finding touches; a rule may take a word and the first letter of the code behind it."""
    return [one.group() for one in _TOKEN.finditer(text) if one.start() < found.end and found.start < one.end()]


def _is_of_the_field(token: str) -> bool:
    """Say whether a word is one of the field's, or a code, or a code with modifiers behind it (99213-25)."""
    code, *modifiers = token.split("-")
    is_code = bool(possible_codes(code)) and all(len(one) == 2 for one in modifiers)
    return is_code or bool(possible_codes(token)) or knows(token)


def _ends_within_a_code(text: str, found: Found) -> bool:
    """Say whether a finding ends amid the letters of a code: "codigo E" before 11.9."""
    return any(one.start() < found.end < one.end() and possible_codes(one.group()) for one in _TOKEN.finditer(text))


def _begins_within_a_code(text: str, found: Found) -> bool:
    """Say whether a finding begins at the last letters of a code, as no name does."""
    return any(one.start() < found.start < one.end() and possible_codes(one.group()) for one in _TOKEN.finditer(text))
