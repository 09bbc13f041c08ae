"""Facts of a patient as people and programs state them beside a note, in words or JSON values, read into their types."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

from codewell.clinical.facts import Age, EncounterType, PatientFacts, age_of
from codewell.clinical.profile import Setting
from codewell.kernel.claims import Sex
from codewell.kernel.errors import InputError

_Kind = TypeVar("_Kind", bound=Enum)

FIELDS = ("age", "sex", "pregnant", "weeks", "encounter")
"""Names of the facts as fields of a record, columns of a table and parts of a form; `born` and `setting` stand beside them."""

_SEXES = {"f": Sex.FEMALE, "female": Sex.FEMALE, "m": Sex.MALE, "male": Sex.MALE, "u": None, "unknown": None}
_YES = {"true": True, "yes": True, "y": True, "1": True, "false": False, "no": False, "n": False, "0": False}


def stated_facts(
    *, age: object = None, sex: object = None, pregnant: object = None, weeks: object = None, encounter: object = None
) -> PatientFacts:
    """Return the facts that were stated; None or an empty text leaves a fact to the note.

    Args:
        age: whole years as a number, or a text: `67`, `8 months`, `2 weeks`, `3d`.
        sex: F or M (female, male); U or unknown states nothing.
        pregnant: true or false, yes or no.
        weeks: completed weeks of gestation, 1 to 45; they make the patient pregnant.
        encounter: initial, subsequent or sequela.

    Raises:
        InputError: one is no such fact, named in the message; its value is not quoted.
    """
    told = PatientFacts(_age(age), _sex(sex), _yes(pregnant), None, stated_encounter(encounter))
    count = _weeks(weeks)
    if count is None:
        return told
    if told.pregnant is False:
        raise _refused("weeks", "must be left out where the patient is not pregnant")
    return PatientFacts(told.age, told.sex, True, count, told.encounter)


def as_stated(age: Age) -> str:
    """Return an age as `stated_facts` reads it: years, below two years months, in the first month days."""
    if age.years >= 2:
        return str(age.years)
    months = age.years * 12 + age.months
    return f"{months} months" if months else f"{age.days} days"


def _age(value: object) -> Age | None:
    if value is None or value == "":
        return None
    try:
        if isinstance(value, bool) or not isinstance(value, int | str | float):
            raise ValueError("no age")
        if isinstance(value, float):
            if not value.is_integer():
                raise ValueError("no whole years")
            value = int(value)
        return age_of(str(value))
    except ValueError:
        raise _refused("age", "must be whole years, or a text such as 67, 8 months, 2 weeks or 3 days") from None


def _sex(value: object) -> Sex | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or value.strip().lower() not in _SEXES:
        raise _refused("sex", "must be F, M or U")
    return _SEXES[value.strip().lower()]


def _yes(value: object) -> bool | None:
    if value is None or value == "" or isinstance(value, bool):
        return value if isinstance(value, bool) else None
    if not isinstance(value, str) or value.strip().lower() not in _YES:
        raise _refused("pregnant", "must be true or false")
    return _YES[value.strip().lower()]


def _weeks(value: object) -> int | None:
    if value is None or value == "":
        return None
    written = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    if isinstance(value, bool) or not (written.isascii() and written.isdigit()) or not 1 <= int(written[:4]) <= 45:
        raise _refused("weeks", "must be completed weeks of gestation, 1 to 45")
    return int(written)


def stated_encounter(value: object) -> EncounterType | None:
    """Return the kind of encounter, or None where none is stated.

    Raises:
        InputError: there is no such kind.
    """
    return _one_of(EncounterType, value, "encounter", "must be initial, subsequent or sequela")


def stated_setting(value: object) -> Setting | None:
    """Return the setting, or None where none is stated.

    Raises:
        InputError: there is no such setting.
    """
    return _one_of(Setting, value, "setting", "must be outpatient or inpatient")


def _one_of(kinds: type[_Kind], value: object, name: str, must: str) -> _Kind | None:
    if value is None or value == "":
        return None
    try:
        return kinds(value.strip().lower() if isinstance(value, str) else value)
    except ValueError:
        raise _refused(name, must) from None


def _refused(name: str, must: str) -> InputError:
    return InputError(f"The field '{name}' {must}.", slug="input.bad-fact")
