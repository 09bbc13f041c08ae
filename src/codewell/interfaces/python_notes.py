"""Coding notes as a Python program calls it: `from codewell import code_note`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from codewell.clinical.profile import Profile
from codewell.interfaces.python_desk import desk
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.tasks.code_note import CodedNote, NoteRequest
from codewell.tasks.code_note import code_note as _code_note
from codewell.tasks.patient_facts import stated_facts, stated_setting

__all__ = ["CodedNote", "code_note"]


def code_note(
    text: str,
    *,
    on: date | None = None,
    profile: str = "us-billing",
    setting: str | None = None,
    age: int | str | None = None,
    born: date | None = None,
    sex: str | None = None,
    pregnant: bool | None = None,
    weeks: int | None = None,
    encounter: str | None = None,
    details: bool = False,
    home: Path | None = None,
) -> CodedNote:
    """Return the codes that a note documents, each with its evidence.

    Args:
        text: the note as received; kept nowhere.
        on: date of service or discharge; None for today.
        profile: "us-billing", or "complete" for every documented finding.
        setting: "outpatient" or "inpatient"; None lets the note say it, as do the arguments that follow.
        age: of the patient on that day: whole years, or "8 months", "2 weeks", "3d".
        born: birth date, in place of the age.
        sex: "F" or "M".
        pregnant: whether the patient is pregnant.
        weeks: completed weeks of gestation.
        encounter: for an injury "initial", "subsequent" or "sequela".
        details: whether risk categories, the work shown and questions to the writer are wanted.
        home: folder of the releases; None for the one that the environment or the operating system names.

    Raises:
        InputError: the note is empty or too long, or an argument has no such value.
        NotLoadedError: the reference is not built; `codewell build` does it.
    """
    try:
        wanted = Profile(profile)
    except ValueError:
        raise InputError("There is no such profile.", next_step="Use us-billing or complete.", slug="input.no-profile") from None
    patient = stated_facts(age=age, sex=sex, pregnant=pregnant, weeks=weeks, encounter=encounter)
    request = NoteRequest(ClinicalText(text), on, wanted, stated_setting(setting), details, patient=patient, born=born)
    return _code_note(desk(home), request)
