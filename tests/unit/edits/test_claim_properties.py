"""What holds of every claim: order, company, number and batch change no finding, and a claim without fault has no fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codewell.edits.checking import ClaimChecker
from codewell.edits.finding import Finding, Verdict
from codewell.kernel.claims import Claim, ClaimLine, Diagnosis, DiagnosisRole, Patient, Provider, Setting, Sex
from codewell.releases.shelf import Shelf
from codewell.tasks.claim_reference import ShelfClaimReference

DAY = date(2024, 7, 2)
CODES = (
    *("77301", "77014", "99213", "99214", "20610", "10060", "11720", "10061", "11642", "71046", "71045", "27447", "11102"),
    *("11103", "36416", "94760", "77336", "A0425", "00142", "80061", "G6015", "77385", "92015", "17003", "ZZ", "A4466", ""),
)
MODIFIERS = ("25", "59", "50", "LT", "RT", "26", "TC", "76", "XS", "80", "62", "51", "24", "57", "GA", "GZ", "R9")
DIAGNOSES = (
    "C61",
    "E109",
    "E089",
    "I10",
    "O139",
    "S72001",
    "S72001A",
    "M1611",
    "F0280",
    "G309",
    "W010XXA",
    "D630",
    "Q999X",
    "P599",
)
RENDERERS = (None, Provider("1234567893"), Provider("1245319599"), Provider("1234567890"))
PLACES = ("", "11", "21", "22", "24", "00")
SETTINGS = (Setting.PROFESSIONAL, Setting.OUTPATIENT, Setting.SURGICAL_CENTER, Setting.SUPPLIER)
OF_ALIKE_LINES = "duplicates.same-line-twice"
"""Which of several alike lines is the one too many depends on their order alone."""


@st.composite
def claim_lines(draw: st.DrawFn, number: int) -> ClaimLine:
    first = DAY + timedelta(days=draw(st.integers(-3, 12)))
    span = draw(st.sampled_from((None, None, None, 0, 2)))
    return ClaimLine(
        number,
        draw(st.sampled_from(CODES)),
        first,
        None if span is None else first + timedelta(days=span),
        tuple(draw(st.lists(st.sampled_from(MODIFIERS), max_size=3))),
        Decimal(draw(st.sampled_from(("1", "1", "2", "3", "0", "1.5", "300")))),
        draw(st.sampled_from((Decimal(100), Decimal(0), Decimal(-1), None))),
        draw(st.sampled_from(PLACES)),
        draw(st.sampled_from(("", "0360"))),
        tuple(draw(st.lists(st.integers(1, 4), max_size=2))),
        draw(st.sampled_from(RENDERERS)),
    )


@st.composite
def claims(draw: st.DrawFn, kinds: tuple[Setting, ...] = SETTINGS) -> Claim:
    count = draw(st.integers(1, 6))
    codes = draw(st.lists(st.sampled_from(DIAGNOSES), max_size=4))
    return Claim(
        draw(st.text("0123456789ABC", min_size=1, max_size=8)),
        draw(st.sampled_from(kinds)),
        tuple(draw(claim_lines(number)) for number in range(1, count + 1)),
        tuple(Diagnosis(code, DiagnosisRole.OTHER if n else DiagnosisRole.FIRST_LISTED) for n, code in enumerate(codes)),
        Patient(draw(st.sampled_from((None, date(1960, 1, 1), DAY))), draw(st.sampled_from(Sex))),
        draw(st.sampled_from(("medicare-mac", "medicaid", "commercial"))),
        draw(st.sampled_from(PLACES)),
        billing=draw(st.sampled_from(RENDERERS)),
        received=draw(st.sampled_from((None, DAY, DAY + timedelta(days=400)))),
    )


@pytest.fixture(scope="module")
def checker(reference_home: Path) -> ClaimChecker:
    return ClaimChecker(ShelfClaimReference(Shelf(reference_home)))


def property_of_claims(function):
    usual = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    return usual(function)


def summary(findings: Iterable[Finding]) -> Counter[tuple[object, ...]]:
    """Count findings by what they say of which lines and diagnoses; of alike lines, by how many are too many."""
    return Counter(
        (one.edit, one.verdict) if one.edit == OF_ALIKE_LINES else (one.edit, one.verdict, frozenset(one.lines), one.diagnoses)
        for one in findings
    )


@property_of_claims
@given(claim=claims(), data=st.data())
def test_the_order_of_the_lines_changes_nothing(checker, claim, data):
    shuffled = replace(claim, lines=tuple(data.draw(st.permutations(claim.lines))))
    assert summary(checker.check(shuffled).findings) == summary(checker.check(claim).findings)


@property_of_claims
@given(claim=claims((Setting.PROFESSIONAL, Setting.SURGICAL_CENTER, Setting.SUPPLIER)))
def test_a_line_of_another_day_and_practitioner_changes_nothing_for_the_others(checker, claim):
    """The line lies after the others, outside every global period, and its own findings are its own."""
    stranger = ClaimLine(99, "80053", DAY + timedelta(days=110), charge=Decimal(10), rendering=Provider("1992799993"))
    with_it = checker.check(replace(claim, lines=(*claim.lines, stranger))).findings
    assert [one for one in with_it if 99 not in one.lines] == list(checker.check(claim).findings)


@property_of_claims
@given(batch=st.lists(claims(), min_size=1, max_size=6))
def test_a_batch_finds_what_single_claims_find(checker, reference_home, batch):
    alone = ClaimChecker(ShelfClaimReference(Shelf(reference_home)))
    assert [one.findings for one in checker.check_all(batch)] == [alone.check(claim).findings for claim in batch]


@property_of_claims
@given(claim=claims(), number=st.text(min_size=1, max_size=20))
def test_the_number_of_the_claim_changes_nothing(checker, claim, number):
    assert checker.check(replace(claim, id=number)).findings == checker.check(claim).findings


@property_of_claims
@given(claim=claims())
def test_a_finding_points_at_what_the_claim_holds_and_says_whence_it_is(checker, claim):
    for one in checker.check(claim).findings:
        assert set(one.lines) <= {line.number for line in claim.lines}
        assert set(one.diagnoses) <= set(range(1, len(claim.diagnoses) + 1))
        assert one.message
        assert one.source
        assert one.remedy or one.verdict is not Verdict.FAIL
        assert one.releases or one.verdict is not Verdict.NO_DATA, f"{one.edit} does not say what is missing"


@pytest.fixture(scope="module")
def payable(reference_home: Path) -> list[tuple[str, str]]:
    """Codes that the fee schedule of July 2024 pays (status A), each with a place in which it is done.

    Left out: add-on codes (global ZZZ), which need company, and technical parts, which no practitioner bills in a hospital.
    """
    opened = Shelf(reference_home).in_force("mpfs", DAY)
    assert opened is not None
    rows = opened.database.all(
        "SELECT code, nonfacility_na, facility_na, pctc FROM fees WHERE modifier = '' AND status = 'A' AND global_days <> 'ZZZ'"
    )
    limits = Shelf(reference_home).in_force("ncci-mue-practitioner", DAY)
    addons = Shelf(reference_home).in_force("ncci-addon", DAY)
    assert limits is not None
    assert addons is not None
    refused = {row[0] for row in limits.database.all("SELECT code FROM limits WHERE mue_value = 0")}
    refused |= {row[0] for row in addons.database.all("SELECT addon_code FROM addons")}
    office = [(row[0], "11") for row in rows if not row[1]]
    hospital = [(row[0], "21") for row in rows if row[1] and not row[2] and str(row[3]) not in ("1", "3", "5")]
    return [one for one in (*office, *hospital) if one[0] not in refused]


def test_a_claim_without_fault_has_no_fail(checker, payable):
    """One unit of a code that is paid, in its place, with a valid diagnosis and right numbers: of every such code."""
    assert len(payable) > 200
    faults = []
    for code, place in payable:
        lines = (ClaimLine(1, code, DAY, charge=Decimal(50), place_of_service=place, diagnosis_pointers=(1,)),)
        listed = (Diagnosis("C61", DiagnosisRole.FIRST_LISTED),)
        billing = Provider("1234567893")
        claim = Claim("1", Setting.PROFESSIONAL, lines, listed, Patient(date(1960, 1, 1)), billing=billing, received=DAY)
        faults += [(code, one.edit) for one in checker.check(claim).findings if one.verdict is Verdict.FAIL]
    assert faults == []
