"""What is known of the patient and the encounter: age, sex, pregnancy and kind of encounter, given or found in the note."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from codewell.kernel.claims import Sex
from codewell.kernel.text import TextSpan

_OLDEST = 130
_NEWBORN_DAYS = 28
"""The perinatal period ends with the 28th day after birth (tabular list, chapter 16)."""
_WEEKS = range(1, 46)
_AGE = re.compile(
    r"(\d{1,3})\s*(?:(y|yr|yrs|years?|yo|y/o)|(mo|mos|m|months?)|(w|wk|wks|weeks?)|(d|days?))?(?:[ -]old)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Age:
    """Completed age.

    Args:
        years: completed years.
        months: completed months beyond them, 0 to 11; 0 also where the source gives years alone.
        days: days beyond them, 0 to 30; 0 also where the source gives no days.

    Raises:
        ValueError: no age of a person.
    """

    years: int
    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.years <= _OLDEST and 0 <= self.months < 12 and 0 <= self.days < 31):
            raise ValueError("no age of a person")

    @property
    def days_of_life(self) -> int:
        """Days since birth, with months of 30 and years of 365 days; exact within the first month, where it decides."""
        return self.years * 365 + self.months * 30 + self.days

    @property
    def is_newborn(self) -> bool:
        """Say whether the patient is in the perinatal period."""
        return self.days_of_life <= _NEWBORN_DAYS

    def __str__(self) -> str:
        named = ((self.years, "year"), (self.months, "month"), (self.days, "day"))
        told = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in named if count]
        return " ".join(told) or "0 days"


def age_of(written: str) -> Age:
    """Return the age that a person wrote: `67`, `67 years`, `8mo`, `2 weeks`, `3d`.

    Raises:
        ValueError: it is no age.
    """
    match = _AGE.fullmatch(written.strip())
    if match is None:
        raise ValueError("no age")
    count, _, months, weeks, days = int(match[1]), match[2], match[3], match[4], match[5]
    return age_in(count, "months" if months else "weeks" if weeks else "days" if days else "years")


def age_in(count: int, unit: str) -> Age:
    """Return the age of so many years, months, weeks or days.

    Raises:
        ValueError: no age of a person.
    """
    if unit == "years":
        return Age(count)
    if unit == "months":
        return Age(count // 12, count % 12)
    days = count * 7 if unit == "weeks" else count
    years, rest = divmod(days, 365)
    months, left = divmod(rest, 30) if years or rest > _NEWBORN_DAYS + 2 else (0, rest)
    return Age(years, min(months, 11), left)


def age_on(born: date, day: date) -> Age:
    """Return the completed age of someone on a day.

    Raises:
        ValueError: the day lies before the birth, or so far behind it that nobody is so old.
    """
    if day < born:
        raise ValueError("born after that day")
    months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
    first = _months_after(born, months)
    return Age(months // 12, months % 12, min((day - first).days, 30))


def _months_after(born: date, months: int) -> date:
    year, month = divmod(born.month - 1 + months, 12)
    start = date(born.year + year, month + 1, 1)
    following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return start + timedelta(days=min(born.day, (following - start).days) - 1)


class EncounterType(Enum):
    """Kind of encounter for an injury, poisoning or complication; its 7th character (guideline I.C.19.a)."""

    INITIAL = "initial"
    """Active treatment: A."""
    SUBSEQUENT = "subsequent"
    """Routine care during healing or recovery: D."""
    SEQUELA = "sequela"
    """For what an injury has left behind: S."""


class FactKind(Enum):
    """A fact of the patient or the encounter."""

    AGE = "age"
    SEX = "sex"
    PREGNANT = "pregnant"
    WEEKS = "weeks"
    ENCOUNTER = "encounter"


@dataclass(frozen=True, slots=True)
class FoundFact:
    """The words of a note that say a fact."""

    fact: FactKind
    spans: tuple[TextSpan, ...]


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """Facts that codes depend on; None where nobody says it.

    Args:
        age: on the day of service.
        sex: as the note or the person states it; it only ever bars codes, with the reason shown.
        pregnant: whether the patient is pregnant at the encounter.
        weeks: completed weeks of gestation; known only where `pregnant` is True.
        encounter: kind of encounter for an injury.
        after_delivery: whether the note tells of a delivery or its puerperium, where chapter 15 still holds.
        found: for facts that the note says, the words that say them. A fact that was given has no entry.
        differs: facts that were given and that the note tells otherwise.
    """

    age: Age | None = None
    sex: Sex | None = None
    pregnant: bool | None = None
    weeks: int | None = None
    encounter: EncounterType | None = None
    after_delivery: bool = False
    found: tuple[FoundFact, ...] = ()
    differs: tuple[FactKind, ...] = ()

    def __post_init__(self) -> None:
        if self.weeks is not None and (self.weeks not in _WEEKS or self.pregnant is False):
            raise ValueError("no weeks of a pregnancy")

    def overridden_by(self, given: PatientFacts) -> PatientFacts:
        """Return these facts, found in a note, with what a person or program gave in their place."""
        if given == NOTHING_GIVEN:
            return self
        values = {kind: getattr(self, kind.value) for kind in FactKind}
        told = {kind: value for kind in FactKind if (value := getattr(given, kind.value)) is not None}
        differs = tuple(kind for kind, value in told.items() if _is_other(values[kind], value))
        values |= told
        if given.weeks is not None:
            values[FactKind.PREGNANT] = True
        elif not values[FactKind.PREGNANT]:
            values[FactKind.WEEKS] = None
        found = tuple(one for one in self.found if one.fact not in told and values[one.fact] is not None)
        named = {kind.value: value for kind, value in values.items()}
        return PatientFacts(**named, after_delivery=self.after_delivery, found=found, differs=differs)

    def spans_of(self, kind: FactKind) -> tuple[TextSpan, ...]:
        """Return the words of the note that say a fact; none where it was given."""
        return next((one.spans for one in self.found if one.fact is kind), ())


def _is_other(own: object, given: object) -> bool:
    if isinstance(own, Age) and isinstance(given, Age):
        return own.years != given.years
    return own is not None and own != given


NOTHING_GIVEN = PatientFacts()
