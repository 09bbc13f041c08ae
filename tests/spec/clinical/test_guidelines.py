"""Cases that the Official Guidelines decide."""

from __future__ import annotations

import lzma
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from codewell.clinical.coder import code_note
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.profile import Profile, Setting
from codewell.kernel.text import ClinicalText

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "guidelines.yaml").read_text(encoding="utf-8"))
ON = date(2026, 6, 2)


def _parameters() -> list[object]:
    found = []
    for number, case in enumerate(CASES):
        failing = case.get("known_failure")
        marks = [pytest.mark.xfail(strict=True, reason=failing)] if failing else []
        found.append(pytest.param(case, id=f"{number}-{case['cites']}", marks=marks))
    return found


@pytest.mark.parametrize("case", _parameters())
def test_guideline(case: dict[str, Any], dictionary: Dictionary) -> None:
    told = case.get("setting", "outpatient")
    setting = None if told == "found" else Setting(told)
    coded = code_note(ClinicalText(case["note"]), ON, dictionary, Profile.US_BILLING, setting)
    reported = [str(assignment.code) for assignment in coded.assignments]
    assert set(case.get("codes", ())) <= set(reported)
    assert not set(case.get("never", ())) & set(reported)
    sequenced = case.get("order", [])
    assert [code for code in reported if code in sequenced] == sequenced


def test_sixty_cases_each_citing_a_section_that_exists() -> None:
    packed = (files("codewell") / "bundled/guidelines/guidelines-FY2026.tsv.xz").read_bytes()
    sections = {line.split("\t")[0] for line in lzma.decompress(packed).decode("utf-8").splitlines()[1:]}
    assert len(CASES) >= 60
    assert {case["cites"] for case in CASES} <= sections


def test_few_known_failures() -> None:
    assert sum("known_failure" in case for case in CASES) <= len(CASES) // 5
