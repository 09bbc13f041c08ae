"""Coding a note from Python."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from codewell import code_note
from codewell.kernel.errors import InputError

ON = date(2026, 6, 2)
NOTE = "ASSESSMENT\n1. Jaundice.\n"


def test_a_note_goes_in_and_codes_come_out(reference_home: Path) -> None:
    coded = code_note(NOTE, on=ON, home=reference_home)
    assert [str(one.code) for one in coded.codes] == ["R17"]


def test_facts_of_the_patient_decide(reference_home: Path) -> None:
    by_age = code_note(NOTE, on=ON, home=reference_home, age="3 days")
    by_birth = code_note(NOTE, on=ON, home=reference_home, born=date(2026, 5, 30), sex="F", encounter="initial")
    assert [str(one.code) for one in by_age.codes] == [str(one.code) for one in by_birth.codes] == ["P59.9"]
    assert str(by_birth.facts.age) == "3 days"


@pytest.mark.parametrize(
    "given",
    [
        {"profile": "all"},
        {"setting": "moon"},
        {"age": "old"},
        {"age": 140},
        {"sex": "X"},
        {"weeks": 60},
        {"weeks": 12, "pregnant": False},
        {"encounter": "first"},
        {"born": date(2027, 1, 1)},
    ],
)
def test_what_no_patient_can_be_is_refused(reference_home: Path, given: dict[str, object]) -> None:
    with pytest.raises(InputError):
        code_note(NOTE, on=ON, home=reference_home, **given)  # type: ignore[arg-type]
