"""Encounters for another reason than a disease: examinations, screening, contraception, aftercare (guideline I.C.21.c)."""

from __future__ import annotations

from collections.abc import Sequence

from codewell.clinical.assertion import Assertion
from codewell.clinical.candidate import Manner, Support
from codewell.clinical.sections import Role
from codewell.clinical.weighed import Weighed, code_of

_REASONS = (
    *("Z00", "Z01", "Z02", "Z08", "Z09", "Z11", "Z12", "Z13", "Z23", "Z30", "Z31", "Z32", "Z34", "Z36", "Z38", "Z39"),
    *("Z42", "Z43", "Z44", "Z45", "Z46", "Z47", "Z48", "Z49", "Z51"),
)
_CONCLUDING = {"assessment", "diagnoses", "problem_list"}
_SHORT = 10
"""Tokens of a line at the head of a note that names the kind of visit."""
_HEAD = 2
_OPENERS = {"for", "here", "visit", "encounter", "surveillance"}
_GIVEN = {"given", "administered", "received"}


def keep_encounters(weighed: Sequence[Weighed]) -> None:
    """Report what the note names as the reason for the encounter: its title, the complaint, or a line of the assessment."""
    for one in weighed:
        code = code_of(one)
        if one.rule != "not-selected" or not code.startswith(_REASONS):
            continue
        if any(_names_the_visit(support, code) for support in one.candidate.supports):
            one.keep("reason-for-encounter")


def _names_the_visit(support: Support, code: str) -> bool:
    if support.assertion is not Assertion.PRESENT or support.manner is not Manner.CONDITION:
        return False
    if support.mention.slack > 2 or support.mention.commas > 1 or support.mention.term.kind == "lay":
        return False
    sentence = support.sentence
    words = {token.lower() for token in sentence.tokens}
    if code == "Z23":
        return bool(words & _GIVEN) and sentence.section not in ("past_history", "immunizations", "instructions")
    if sentence.section in _CONCLUDING:
        return sentence.role is Role.TITLE
    is_short = len(sentence.tokens) <= _SHORT
    if sentence.section == "complaint":
        return is_short or bool(words & _OPENERS)
    return support.order < _HEAD and sentence.section in ("", "present_illness") and (is_short or bool(words & _OPENERS))
