"""Check the claim of every case of the rule book against what its publication says.

A line is written as on a form: `27447 50 x2 @2024-07-03..2024-07-04 in=21 to=1,2` is the code, modifiers, units, days, place of
service and diagnosis pointers; `rev=0250` a revenue code, `charge=-1` a charge (`charge=none` for none). A finding is its
verdict, its lines and, after a `/`, its places among the diagnoses.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from codewell.edits.checking import ClaimChecker
from codewell.edits.registry import FAMILIES, all_edits
from codewell.kernel.claims import Claim, ClaimLine, Diagnosis, DiagnosisRole, Patient, Provider, Setting, Sex
from codewell.releases.shelf import Shelf
from codewell.tasks.claim_reference import ShelfClaimReference

FOLDER = Path(__file__).parent
KEYS = {
    *("edit", "case", "cites", "setting", "payer", "day", "lines", "diagnoses", "place", "received", "born", "sex", "npi"),
    *("admission", "discharge", "expect"),
}
DAY = date(2024, 7, 2)
WITHOUT_SOURCE = {"code-editor.unacceptable-principal", "coverage.diagnosis-not-listed"}
"""Edits whose source no release holds; their cases say `no_data`."""


def cases() -> list[dict[str, Any]]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            assert set(case) <= KEYS, f"{path.name}: unknown keys {set(case) - KEYS}"
            assert case["edit"].split(".")[0].replace("-", "_") == path.stem, f"{case['edit']} stands in {path.name}"
            assert case["cites"], f"{case['edit']}: a case says nothing of its source"
            found.append(case)
    return found


def line(number: int, words: str, day: date) -> ClaimLine:
    """Read a line as the module's docstring writes it."""
    fields: dict[str, Any] = {"procedure": "", "date_of_service": day, "charge": Decimal(100)}
    modifiers = []
    for place, word in enumerate(words.split()):
        key, _, value = word.partition("=")
        if word.startswith("@"):
            first, _, last = word[1:].partition("..")
            fields["date_of_service"] = date.fromisoformat(first)
            fields["last_day"] = date.fromisoformat(last) if last else None
        elif key == "in":
            fields["place_of_service"] = value
        elif key == "to":
            fields["diagnosis_pointers"] = tuple(int(one) for one in value.split(","))
        elif key == "rev":
            fields["revenue_code"] = value
        elif key == "charge":
            fields["charge"] = None if value == "none" else Decimal(value)
        elif key == "npi":
            fields["rendering"] = Provider(value)
        elif word.startswith("x") and place:
            fields["units"] = Decimal(word[1:])
        elif place == 0:
            fields["procedure"] = word
        else:
            modifiers.append(word)
    return ClaimLine(number, modifiers=tuple(modifiers), **fields)


def claim(case: dict[str, Any]) -> Claim:
    day = case.get("day", DAY)
    listed = enumerate(case.get("diagnoses", ["C61"]))
    diagnoses = tuple(Diagnosis(code, DiagnosisRole.OTHER if n else DiagnosisRole.FIRST_LISTED) for n, code in listed)
    return Claim(
        "1",
        Setting(case.get("setting", "professional")),
        tuple(line(n, words, day) for n, words in enumerate(case.get("lines", ["99213"]), start=1)),
        diagnoses,
        Patient(case.get("born"), Sex(case.get("sex", "U"))),
        case.get("payer", "medicare-mac"),
        place_of_service=str(case.get("place", "11")),
        billing=Provider(str(case["npi"])) if "npi" in case else None,
        received=case.get("received"),
        admission=case.get("admission"),
        discharge=case.get("discharge"),
    )


@pytest.fixture(scope="module")
def checker(reference_home: Path) -> ClaimChecker:
    return ClaimChecker(ShelfClaimReference(Shelf(reference_home)))


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['edit']}-{case['case'].replace(' ', '-')}")
def test_case(checker: ClaimChecker, case: dict[str, Any]) -> None:
    found = []
    for one in checker.check(claim(case)).findings:
        if one.edit == case["edit"]:
            places = " ".join(str(number) for number in one.lines)
            listed = f" / {' '.join(str(place) for place in one.diagnoses)}" if one.diagnoses else ""
            found.append(f"{one.verdict.value} {places}{listed}".replace("  ", " ").strip())
    assert found == case["expect"]


def test_every_family_has_a_file() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == {family for family, _ in FAMILIES}


@pytest.mark.parametrize("edit", all_edits(), ids=lambda edit: edit.id)
def test_every_edit_has_cases_that_fire_and_that_do_not(edit) -> None:
    mine = [case["expect"] for case in cases() if case["edit"] == edit.id]
    assert any(mine), f"no case of {edit.id} fires"
    if edit.id not in WITHOUT_SOURCE:
        assert any(all(one.startswith("no_data") for one in expected) for expected in mine), f"no case of {edit.id} stays silent"
