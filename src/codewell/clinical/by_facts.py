"""Codes that the patient's facts complete before anything is chosen: a newborn's, an examination's by age, one of two sexes."""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping, Set

from codewell.clinical.candidate import Candidate
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.facts import Age, PatientFacts
from codewell.clinical.rules import rules
from codewell.clinical.status import by_longest_prefix
from codewell.clinical.trace import Step, StepKind
from codewell.kernel.claims import Sex

_EXAMINATIONS = ("Z0000", "Z0001", "Z00110", "Z00111", "Z00121", "Z00129")
_WITH_FINDINGS = ("Z0001", "Z00121")


def complete_by_facts(
    found: MutableMapping[str, Candidate], facts: PatientFacts, trimester: Set[str], dictionary: Dictionary
) -> None:
    """Bring candidates to the code that age, sex and trimester ask for; what has no such code stays as it is.

    Args:
        found: candidates by code, changed in place.
        facts: of the patient.
        trimester: words of the trimester that the weeks of gestation lie in; empty where nobody tells.
        dictionary: the day's codes.
    """
    for code in list(found):
        for rule, told in _instead(code, facts, trimester, dictionary):
            if told != code and told in dictionary.codes and dictionary.codes[told].billable:
                _move(found, code, told, rule)
                break


def _instead(code: str, facts: PatientFacts, trimester: Set[str], dictionary: Dictionary) -> Iterator[tuple[str, str]]:
    age = facts.age
    if age is not None and code in _EXAMINATIONS:
        yield "examination-of-age", _examination(code, age)
    if age is not None and age.is_newborn and code[0] != "P" and (newborn := by_longest_prefix("newborn", code)):
        yield "newborn-default", newborn
    if facts.sex in (Sex.MALE, Sex.FEMALE):
        wanted, other = ("male", "female") if facts.sex is Sex.MALE else ("female", "male")
        if (sibling := _worded(code, wanted, other, dictionary)) is not None:
            yield "sex-of-patient", sibling
    if trimester and code.startswith(("O", "Z34")):
        (number,) = trimester - {"trimester"}
        if (sibling := _worded(code, f"{number} trimester", "unspecified trimester", dictionary)) is not None:
            yield "trimester-by-weeks", sibling


def _examination(code: str, age: Age) -> str:
    """Return the routine examination of an age: newborn to 7 and to 28 days, child to 17 years, adult."""
    if age.days_of_life <= 7:
        return "Z00110"
    if age.is_newborn:
        return "Z00111"
    found = code in _WITH_FINDINGS
    if age.years >= 18 or (age.years >= 15 and code.startswith("Z000")):
        return "Z0001" if found else "Z0000"
    return "Z00121" if found else "Z00129"


def _worded(code: str, wanted: str, other: str, dictionary: Dictionary) -> str | None:
    """Return the near code whose descriptor differs by one wording alone: C50.912 of a female, C50.922 of a male breast."""
    descriptor = dictionary.codes[code].descriptor.lower()
    if not re.search(rf"\b{other}\b", descriptor) or re.search(rf"\b{wanted}\b", descriptor):
        return None
    told = re.sub(rf"\b{other}\b", wanted, descriptor)
    codes = dictionary.codes
    parent = codes[code].parent
    above = codes[parent].parent if parent is not None and parent in codes else None
    near = (*codes.children(parent), *(codes.children(above) if above is not None else ())) if parent is not None else ()
    cousins = (child for one in near for child in (one, *codes.children(one)))
    return next((child for child in cousins if codes[child].descriptor.lower() == told), None)


def _move(found: MutableMapping[str, Candidate], code: str, told: str, rule: str) -> None:
    said = rules()[rule]
    moved = found.pop(code)
    for support in moved.supports:
        support.steps = (*support.steps, Step(StepKind.SPECIFICITY, said.says, said.cites, code=told))
    joined = found.setdefault(told, Candidate(told))
    joined.supports = sorted([*joined.supports, *moved.supports], key=lambda support: (support.order, support.spans[0]))
