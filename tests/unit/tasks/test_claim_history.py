"""Earlier claims: joined by the patient's number, which no output shows."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from codewell.claims.issue import Issue
from codewell.edits.checking import ClaimChecker
from codewell.kernel.claims import Claim
from codewell.kernel.errors import InputError
from codewell.releases.shelf import Shelf
from codewell.tasks.claim_history import ClaimHistory, read_history, with_history
from codewell.tasks.claim_reference import ShelfClaimReference
from codewell.tasks.read_claims import open_claims, read_claims

HEADER = "claim,patient,birth_date,sex,date_of_service,procedure,billing_npi,pos,diagnoses,charge\n"
BEFORE = HEADER + "OLD,CANARY-77,1951-05-04,F,2024-06-26,10060,1234567893,11,L02.91,200\n"
NOW = "NEW,CANARY-77,1951-05-04,F,2024-07-02,99213,1234567893,11,I10,100\n"
VISIT = "history.visit-in-global-period"


def claims(text: str) -> list[Claim]:
    return [one for one in read_claims(open_claims(io.BytesIO(text.encode())), "medicare-mac") if isinstance(one, Claim)]


@pytest.fixture
def history() -> ClaimHistory:
    return read_history(io.BytesIO(BEFORE.encode()), "medicare-mac")


@pytest.fixture(scope="module")
def checker(reference_home) -> ClaimChecker:
    return ClaimChecker(ShelfClaimReference(Shelf(reference_home)))


def test_the_same_patient_is_joined_and_another_is_not(history, checker):
    """10060 has 10 global days (RVU24C); the visit of 2 July lies in them."""
    (mine,) = claims(HEADER + NOW)
    (other,) = claims(HEADER + NOW.replace("CANARY-77", "CANARY-78"))
    (dependent,) = claims(HEADER + NOW.replace("1951-05-04", "1990-01-01"))
    assert VISIT in {one.edit for one in checker.check(history.joined(mine)).findings}
    for stranger in (other, dependent):
        joined = history.joined(stranger)
        assert joined.earlier == ()
        assert VISIT not in {one.edit for one in checker.check(joined).findings}


def test_a_claim_is_not_earlier_than_itself(history):
    (again,) = claims(BEFORE)
    assert history.joined(again).earlier == ()


def test_without_earlier_claims_the_edits_are_neither_asked_nor_passed(history, checker):
    (mine,) = claims(HEADER + NOW)
    assert VISIT not in checker.check(mine).applied
    assert VISIT not in checker.check(mine).passed
    assert VISIT in checker.check(replace(mine, earlier=())).passed


def test_a_claim_without_number_is_told_once(history):
    text = HEADER + NOW.replace("CANARY-77", "") + NOW.replace("NEW,CANARY-77", "NEXT,")
    told = list(with_history(claims(text), history))
    assert [one.slug for one in told if isinstance(one, Issue)] == ["claims.no-patient-number"]
    assert [one.earlier for one in told if isinstance(one, Claim)] == [None, None]


def test_a_history_without_any_number_is_refused():
    with pytest.raises(InputError, match="no claim with a patient's number"):
        read_history(io.BytesIO((HEADER + NOW.replace("CANARY-77", "")).encode()), "medicare-mac")


def test_the_number_is_in_no_form_of_a_claim(history, checker):
    (mine,) = claims(HEADER + NOW)
    joined = history.joined(mine)
    assert "CANARY" not in repr(joined)
    assert mine.patient.key not in repr(joined)
    assert "CANARY" not in repr(checker.check(joined).findings)
