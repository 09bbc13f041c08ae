"""Which codes the patient at hand cannot have: by sex, age and pregnancy, as stated; and what each asks for instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from codewell.clinical.code_ranges import CodeRanges, code_ranges
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.facts import Age, FactKind, PatientFacts
from codewell.kernel.claims import Sex
from codewell.kernel.text import TextSpan

_MATERNAL = ("O", "Z33", "Z34", "Z36", "Z3A", "Z37")
_OF_THE_NEWBORN = ("P", "Z38", "Z05", "Z0011")
_LASTS = ("O90", "O94", "O99", "O86", "O87", "O88", "O85", "O91", "O92", "O03", "O04", "O07", "O08")
"""Chapter 15 after the pregnancy: the puerperium and what an abortion leaves."""
_LASTING_WORDS = ("puerperium", "postpartum", "sequelae", "following")


@dataclass(frozen=True, slots=True)
class Limit:
    """Codes that only some patients can have.

    Args:
        codes: which.
        sex: the sex they are for; None for either.
        first, last: ages in days of life, both included; None where they are open.
        rule: the rule by which others do not have them.
    """

    codes: CodeRanges
    sex: Sex | None
    first: int | None
    last: int | None
    rule: str

    def bars(self, facts: PatientFacts) -> FactKind | None:
        """Return the fact that keeps such codes from a patient; None where none does.

        A pregnancy goes before a stated sex: the codes of female patients stay.
        """
        is_of_other = self.sex is not None and facts.sex in (Sex.MALE, Sex.FEMALE) and facts.sex is not self.sex
        if is_of_other and not (facts.pregnant and self.sex is Sex.FEMALE):
            return FactKind.SEX
        if facts.age is None:
            return None
        days = facts.age.days_of_life
        is_outside = (self.first is not None and days < self.first) or (self.last is not None and days > self.last)
        return FactKind.AGE if is_outside else None


@cache
def limits() -> tuple[Limit, ...]:
    """Return the limits in the order in which they are tried."""
    lines = (files(__package__) / "status" / "patient_limits.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    return tuple(
        Limit(code_ranges(codes), Sex(sex) if sex else None, _days(first, last=False), _days(last, last=True), rule)
        for codes, sex, first, last, rule in rows
    )


def _days(written: str, *, last: bool) -> int | None:
    """Return an end of a range of ages in days of life; a last year is included to its end."""
    if not written:
        return None
    count = int(written[:-1])
    if written[-1] == "d":
        return count
    return Age(count + 1).days_of_life - 1 if last else Age(count).days_of_life


@cache
def _limits_of(code: str) -> tuple[Limit, ...]:
    return tuple(limit for limit in limits() if limit.codes.holds(code))


@dataclass(frozen=True, slots=True)
class Barred:
    """Why a patient cannot have a code: the rule, and the words of the note that say the fact; none where it was given."""

    rule: str
    spans: tuple[TextSpan, ...]


def unfit(codes: Iterable[str], facts: PatientFacts, dictionary: Dictionary) -> Mapping[str, Barred]:
    """Return the codes that the patient cannot have, each with the reason; a fact that nobody stated bars nothing."""
    if facts.age is None and facts.sex is None and facts.pregnant is None:
        return {}
    found = {code: barred for code in codes if (barred := _barred(code, facts, dictionary)) is not None}
    return {code: Barred(rule, facts.spans_of(fact)) for code, (rule, fact) in found.items()}


def _barred(code: str, facts: PatientFacts, dictionary: Dictionary) -> tuple[str, FactKind] | None:
    for limit in _limits_of(code):
        fact = limit.bars(facts)
        if fact is not None:
            return limit.rule, fact
    if facts.pregnant and code.startswith(_OF_THE_NEWBORN):
        return "not-on-maternal-record", FactKind.PREGNANT
    if facts.pregnant is False and not facts.after_delivery and code.startswith(_MATERNAL) and not _lasts(code, dictionary):
        return "not-pregnant", FactKind.PREGNANT
    return _of_other_sex(code, facts, dictionary)


def _lasts(code: str, dictionary: Dictionary) -> bool:
    descriptor = dictionary.codes[code].descriptor.lower()
    return code.startswith(_LASTS) and (code[:3] != "O99" or any(word in descriptor for word in _LASTING_WORDS))


def _of_other_sex(code: str, facts: PatientFacts, dictionary: Dictionary) -> tuple[str, FactKind] | None:
    words = set(dictionary.codes[code].descriptor.lower().replace(",", " ").split())
    if facts.sex is Sex.MALE and "female" in words and "male" not in words:
        return "female-only", FactKind.SEX
    if facts.sex is Sex.FEMALE and "male" in words and "female" not in words:
        return "male-only", FactKind.SEX
    return None
