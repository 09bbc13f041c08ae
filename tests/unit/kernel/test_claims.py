"""A claim's own words: spans of days, ages, who rendered and where, and nothing of the patient in a representation."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.kernel.claims import Claim, ClaimLine, Patient, Provider, Setting, Sex

DAY = date(2026, 3, 2)


def test_days_of_a_line_count_both_ends():
    assert ClaimLine(1, "97110", DAY).days == 1
    assert ClaimLine(1, "97110", DAY, last_day=DAY).days == 1
    assert ClaimLine(1, "97110", DAY, last_day=date(2026, 3, 4)).days == 3


def test_a_span_that_runs_backwards_counts_as_one_day():
    assert ClaimLine(1, "97110", DAY, last_day=date(2026, 3, 1)).days == 1


@pytest.mark.parametrize(
    ("day", "age"),
    [(date(2026, 5, 31), 59), (date(2026, 6, 1), 60), (date(1966, 6, 1), 0), (date(1966, 5, 31), None)],
    ids=["day-before-birthday", "birthday", "day-of-birth", "before-birth"],
)
def test_age_is_in_completed_years(day, age):
    assert Patient(date(1966, 6, 1)).age_on(day) == age


def test_a_patient_shows_nothing_of_itself():
    shown = repr(Claim("1", Setting.PROFESSIONAL, (), patient=Patient(date(1966, 6, 1), Sex.FEMALE)))
    assert "1966" not in shown
    assert "FEMALE" not in shown


def test_the_nearest_provider_rendered_a_line():
    line = ClaimLine(1, "99213", DAY)
    claim = Claim("1", Setting.PROFESSIONAL, (line,), billing=Provider("1234567893"), rendering=Provider("1245319599"))
    assert claim.renderer_of(line) == "1245319599"
    assert claim.renderer_of(ClaimLine(2, "99213", DAY, rendering=Provider("1111111112"))) == "1111111112"
    assert Claim("1", Setting.PROFESSIONAL, (line,)).renderer_of(line) == ""


def test_a_line_without_a_place_takes_the_claims():
    claim = Claim("1", Setting.PROFESSIONAL, (), place_of_service="11")
    assert claim.place_of(ClaimLine(1, "99213", DAY)) == "11"
    assert claim.place_of(ClaimLine(1, "99213", DAY, place_of_service="22")) == "22"
