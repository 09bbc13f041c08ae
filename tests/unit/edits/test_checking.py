"""The engine over the bundled reference: PTP, MUE, incomplete diagnoses; batch equals single, unrelated claims change nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from codewell.edits.checking import ClaimChecker
from codewell.edits.finding import Verdict
from codewell.edits.providers import is_npi
from codewell.edits.registry import all_edits
from codewell.kernel.claims import Claim, ClaimLine, Diagnosis, DiagnosisRole, Setting
from codewell.releases.shelf import Shelf
from codewell.tasks.claim_reference import ShelfClaimReference

DAY = date(2024, 7, 2)


def line(number: int, procedure: str, *modifiers: str, units: str = "1") -> ClaimLine:
    return ClaimLine(number, procedure, DAY, modifiers=modifiers, units=Decimal(units), charge=Decimal(100))


def claim(*lines: ClaimLine, diagnoses: tuple[str, ...] = ("C61",)) -> Claim:
    listed = tuple(Diagnosis(code, DiagnosisRole.OTHER if n else DiagnosisRole.FIRST_LISTED) for n, code in enumerate(diagnoses))
    return Claim("1", Setting.PROFESSIONAL, lines, listed, place_of_service="11")


@pytest.fixture(scope="module")
def checker(reference_home) -> ClaimChecker:
    return ClaimChecker(ShelfClaimReference(Shelf(reference_home)))


def verdicts(checker: ClaimChecker, asked: Claim, edit: str) -> list[tuple[Verdict, tuple[int, ...]]]:
    return [(found.verdict, found.lines) for found in checker.check(asked).findings if found.edit == edit]


def test_a_column_two_code_is_denied_in_either_order(checker):
    """77301 and 77014 have modifier indicator 0 in the practitioner file of July 2024; 99213 beside 77301 has 1."""
    ptp = "ptp.column-two-not-payable"
    assert verdicts(checker, claim(line(1, "77301"), line(2, "77014", "59")), ptp) == [(Verdict.FAIL, (2, 1))]
    assert verdicts(checker, claim(line(1, "77014"), line(2, "77301")), ptp) == [(Verdict.FAIL, (1, 2))]
    assert verdicts(checker, claim(line(1, "77301"), line(2, "99213")), ptp) == [(Verdict.FAIL, (2, 1))]
    assert verdicts(checker, claim(line(1, "77301"), line(2, "99213", "25")), ptp) == [(Verdict.BYPASSED, (2, 1))]


def test_absence_from_an_excerpt_is_no_data(checker):
    found = checker.check(claim(line(1, "77014"), line(2, "99213")))
    assert "ptp.pair-not-loaded" in {one.edit for one in found.findings if one.verdict is Verdict.NO_DATA}
    assert "ptp.pair-not-loaded" not in found.passed


def test_units_of_a_day_are_summed(checker):
    """77301 has MUE 1 and MAI 3 in the practitioner table of July 2024."""
    mue = "mue.units-on-day-clinical"
    assert verdicts(checker, claim(line(1, "77301")), mue) == []
    assert verdicts(checker, claim(line(1, "77301"), line(2, "77301", "76")), mue) == [(Verdict.FAIL, (1, 2))]


def test_a_diagnosis_without_its_seventh_character_is_denied(checker):
    found = checker.check(claim(line(1, "99213"), diagnoses=("S72001",))).findings
    assert [one.diagnoses for one in found if one.edit == "diagnosis.seventh-character-missing"] == [(1,)]


def test_a_batch_finds_what_single_claims_find(checker):
    claims = [
        claim(line(1, "77301"), line(2, "77014")),
        claim(line(1, "99213"), line(2, "99213")),
        claim(line(1, "77301", units="3"), diagnoses=()),
    ]
    together = [one.findings for one in checker.check_all(claims * 3)]
    assert together == [checker.check(one).findings for one in claims] * 3


def test_another_claim_number_changes_no_finding(checker):
    asked = claim(line(1, "77301"), line(2, "77014"))
    assert checker.check(replace(asked, id="another")).findings == checker.check(asked).findings


@pytest.mark.parametrize(
    ("npi", "right"), [("1234567893", True), ("1234567890", False), ("123456789", False), ("3234567893", False), ("", False)]
)
def test_the_check_digit_of_an_npi(npi, right):
    """1234567893 is the worked example of CMS's document on the check digit."""
    assert is_npi(npi) is right


@pytest.mark.parametrize("edit", all_edits(), ids=lambda edit: edit.id)
def test_every_edit_says_what_it_does_and_where_that_is_written(edit):
    assert edit.cites
    assert edit.doc.split("\n")[0].rstrip().endswith(".") or "." in edit.doc
    assert edit.id.split(".")[0].replace("-", "_") == edit.family
