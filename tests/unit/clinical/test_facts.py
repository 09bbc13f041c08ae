"""Ages as people write them, and facts that are given over those that are found."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codewell.clinical.facts import Age, FactKind, FoundFact, PatientFacts, age_of, age_on
from codewell.kernel.text import TextSpan


@pytest.mark.parametrize(
    ("written", "age"),
    [
        ("67", Age(67)),
        ("67 years", Age(67)),
        ("67yo", Age(67)),
        ("67-year-old", None),
        ("8mo", Age(0, 8)),
        ("30 months", Age(2, 6)),
        ("2 weeks", Age(0, 0, 14)),
        ("4w", Age(0, 0, 28)),
        ("3d", Age(0, 0, 3)),
        ("29 days", Age(0, 0, 29)),
        ("0", Age(0)),
        ("131", None),
        ("-1", None),
        ("old", None),
        ("", None),
        ("6.5", None),
    ],
)
def test_age_as_written(written: str, age: Age | None) -> None:
    if age is None:
        with pytest.raises(ValueError, match="age"):
            age_of(written)
    else:
        assert age_of(written) == age


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2026, 6, 2), date(2026, 6, 2), Age(0)),
        (date(2026, 5, 5), date(2026, 6, 2), Age(0, 0, 28)),
        (date(2026, 5, 2), date(2026, 6, 2), Age(0, 1)),
        (date(1959, 6, 3), date(2026, 6, 2), Age(66, 11, 30)),
        (date(1959, 6, 2), date(2026, 6, 2), Age(67)),
        (date(2024, 2, 29), date(2026, 2, 28), Age(1, 11, 30)),
        (date(2024, 2, 29), date(2026, 3, 1), Age(2, 0, 1)),
        (date(2026, 1, 31), date(2026, 3, 1), Age(0, 1, 1)),
    ],
)
def test_age_on_a_day(born: date, day: date, age: Age) -> None:
    assert age_on(born, day) == age


@given(st.dates(date(1920, 1, 1), date(2026, 1, 1)), st.integers(0, 30_000))
def test_an_age_never_falls_as_days_pass(born: date, days: int) -> None:
    day = date.fromordinal(born.toordinal() + days)
    following = date.fromordinal(day.toordinal() + 1)
    assert age_on(born, day).days_of_life <= age_on(born, following).days_of_life


@given(st.integers(0, 28))
def test_a_newborn_is_one_to_the_28th_day(days: int) -> None:
    assert age_of(f"{days}d").is_newborn
    assert age_on(date(2026, 3, 3), date.fromordinal(date(2026, 3, 3).toordinal() + days)).is_newborn


@pytest.mark.parametrize("written", ["29d", "5 weeks", "1 month", "1"])
def test_afterwards_the_patient_is_no_newborn(written: str) -> None:
    assert not age_of(written).is_newborn


def test_weeks_make_the_patient_pregnant_and_no_pregnancy_has_no_weeks() -> None:
    found = PatientFacts(pregnant=True, weeks=24, found=(FoundFact(FactKind.WEEKS, (TextSpan(0, 8),)),))
    assert PatientFacts().overridden_by(PatientFacts(pregnant=True, weeks=20)).pregnant
    denied = found.overridden_by(PatientFacts(pregnant=False))
    assert (denied.pregnant, denied.weeks, denied.found) == (False, None, ())
    assert found.overridden_by(PatientFacts()) is found


def test_no_weeks_without_a_pregnancy() -> None:
    with pytest.raises(ValueError, match="weeks"):
        PatientFacts(pregnant=False, weeks=20)
