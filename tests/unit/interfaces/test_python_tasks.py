"""The tasks as a Python program calls them; the examples in their docstrings run here."""

from __future__ import annotations

import doctest
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

import codewell
from codewell.edits.finding import Verdict
from codewell.kernel.claims import Claim, ClaimLine, Diagnosis, DiagnosisRole, Patient, Setting
from codewell.kernel.errors import CodewellError, InputError, NotLoadedError, UnknownCodeError

ON = date(2026, 6, 2)
TASKS = sorted(codewell._FROM_PYTHON)


@pytest.mark.parametrize("module", ["python_codes", "python_rules", "python_answers", "python_releases"])
def test_the_examples_of_a_module_run(module: str, reference_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEWELL_HOME", str(reference_home))
    failed, _ = doctest.testmod(import_module(f"codewell.interfaces.{module}"))
    assert failed == 0


def test_every_call_is_named_and_typed_and_its_day_is_a_parameter() -> None:
    stub = Path(codewell.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    assert [name for name in TASKS if f" import {name} as {name}\n" not in stub] == []
    assert set(TASKS) <= set(dir(codewell))
    assert [name for name in TASKS if not getattr(codewell, name).__doc__] == []


def test_nothing_is_answered_from_an_empty_home(tmp_path: Path) -> None:
    with pytest.raises(NotLoadedError, match="holds no release"):
        codewell.look_up("R17", on=ON, home=tmp_path)


def test_what_is_no_code_system_or_setting_is_told_with_the_choices(reference_home: Path) -> None:
    with pytest.raises(InputError) as told:
        codewell.look_up("R17", on=ON, system="icd11", home=reference_home)
    assert "icd10cm" in told.value.next_step
    with pytest.raises(InputError):
        codewell.ptp("77301", "77014", on=ON, setting="moon", home=reference_home)
    with pytest.raises(UnknownCodeError):
        codewell.look_up("Z99.999", on=ON, home=reference_home)


def test_a_code_deleted_with_2026_has_its_last_year_in_its_history(reference_home: Path) -> None:
    """CPT 2026 deletes 77385; its page says so on either side of New Year."""
    events = codewell.history("77385", on=ON, home=reference_home)
    assert (date(2026, 1, 1), "deleted") in [(event.day, event.action) for event in events]


def test_an_amount_is_units_times_conversion_factor(reference_home: Path) -> None:
    """RVU25D: 99213 has 1.30 + 1.35 + 0.10 units outside a facility; the factor of 2025 is 32.3465."""
    answer = codewell.price("99213", on=date(2025, 11, 3), place="nonfacility", home=reference_home)
    (priced,) = answer.physician
    assert str(priced.price.amount) == "88.95"  # type: ignore[union-attr]


def test_a_pair_that_ncci_bundles_fails_the_claim(reference_home: Path) -> None:
    """NCCI 2024 Q3: 77014 is column 2 of 77301, and no modifier releases it."""
    day = date(2024, 7, 2)
    lines = tuple(
        ClaimLine(number, code, day, diagnosis_pointers=(1,), place_of_service="11")
        for number, code in enumerate(("77301", "77014"), 1)
    )
    diagnosis = Diagnosis("C61", DiagnosisRole.FIRST_LISTED)
    claim = Claim("one", Setting.PROFESSIONAL, lines, (diagnosis,), Patient(date(1950, 1, 1), "M"), payer="medicare-mac")
    checked = codewell.check_claim(claim, home=reference_home)
    told = [one for one in checked.findings if one.edit.startswith("ptp") and one.verdict is Verdict.FAIL]
    assert [one.lines[0] for one in told] == [2]


def test_a_question_and_a_guideline_are_answered(reference_home: Path) -> None:
    asked = codewell.ask("Can 77301 and 77014 be billed together?", on=date(2024, 7, 2), home=reference_home)
    assert asked.answers[0].outcome.name == "ANSWERED"
    assert codewell.guideline("I.C.4.a", on=ON, home=reference_home).passage.section == "I.C.4.a"
    assert codewell.guidelines("diabetes", on=ON, home=reference_home).headings


def test_a_file_that_is_not_there_is_told_without_a_traceback(reference_home: Path, tmp_path: Path) -> None:
    with pytest.raises(CodewellError, match="cannot be read"):
        codewell.check_claims_file(tmp_path / "none.837", home=reference_home)


def test_threads_share_a_desk_and_agree(reference_home: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        pages = list(threads.map(lambda code: codewell.look_up(code, on=ON, home=reference_home), ["R17"] * 8))
    assert {(str(page.likeliest.code), page.likeliest.billable) for page in pages} == {("R17", True)}
