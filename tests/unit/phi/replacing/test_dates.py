"""Dates moved in the form they were written in."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codewell.phi.replacing.dates import Shift, shifted, tells_old_age, year_of

TEN_BACK = Shift(-10, 2021)


@pytest.mark.parametrize(
    ("written", "moved"),
    [
        ("3/4/2021", "2/22/2021"),
        ("03/04/2021", "02/22/2021"),
        ("03/04/21", "02/22/21"),
        ("14/3/2021", "4/3/2021"),
        ("2021-03-04", "2021-02-22"),
        ("2021-03-04T14:22", "2021-02-22T14:22"),
        ("20210304", "20210222"),
        ("March 4, 2021", "February 22, 2021"),
        ("MARCH 4, 2021", "FEBRUARY 22, 2021"),
        ("Mar 14th, 2021", "Mar 4th, 2021"),
        ("March 13th", "March 3rd"),
        ("the 14th of March", "the 4th of March"),
        ("14-Mar-2021", "4-Mar-2021"),
        ("14 March 2021", "4 March 2021"),
        ("March 2019", "March 2019"),
        ("03/2019", "03/2019"),
        ("3/14", "3/4"),
        ("3/14-3/19", "3/4-3/9"),
        ("3/14/21 - 3/19/21", "3/4/21 - 3/9/21"),
        ("March 14 to March 19", "March 4 to March 9"),
        ("12/28/20-1/14/21", "12/18/20-1/4/21"),
        ("Sunday, March 14, 2021", "Thursday, March 4, 2021"),
        ("Sun 3/14", "Thu 3/4"),
        ("MON., MARCH 15, 2021", "FRI., MARCH 5, 2021"),
    ],
)
def test_a_date_moves_ten_days_back(written, moved):
    assert shifted(written, TEN_BACK) == moved


def test_a_month_with_its_year_moves_as_its_fifteenth_day():
    assert shifted("March 2019", Shift(-20)) == "February 2019"
    assert shifted("01/2019", Shift(-20)) == "12/2018"


@pytest.mark.parametrize("written", ["Thanksgiving", "March", "the third", "2/30/2021", "13/13/2021", "soon", ""])
def test_what_has_no_place_in_time_is_left_to_the_caller(written):
    assert shifted(written, TEN_BACK) is None


def test_without_a_year_to_lie_in_a_short_date_is_left_to_the_caller():
    assert shifted("3/14", Shift(-10)) is None


_FORMS = ("{0.month}/{0.day}/{0.year}", "{0:%m/%d/%Y}", "{0:%Y-%m-%d}", "{0:%B} {0.day}, {0.year}", "{0.day} {0:%b} {0.year}")


@settings(max_examples=100, deadline=None)
@given(
    st.dates(date(1950, 1, 1), date(2049, 12, 31)),
    st.integers(0, 4000),
    st.sampled_from(_FORMS),
    st.sampled_from(_FORMS),
    st.integers(-364, -1),
)
def test_the_days_between_two_dates_stay_whatever_forms_they_have(first, apart, one, other, days):
    second = first + timedelta(apart)
    for written, form in ((first, one), (second, other)):
        moved = shifted(form.format(written), Shift(days))
        assert moved is not None
        assert _plain(moved) == _plain(form.format(written + timedelta(days)))


def _plain(written: str) -> str:
    """10/10/2000 does not tell whether its writer pads with zeros, nor May whether months are cut short."""
    return re.sub(r"\b0(?=\d)", "", re.sub(r"([A-Z][a-z]{2})[a-z]+", r"\1", written))


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("3/4/2021", 2021),
        ("3/4/21", 2021),
        ("3/4/55", 1955),
        ("March 2019", 2019),
        ("3/4", None),
        ("Mar '19", 2019),
        ("May 5", None),
    ],
)
def test_the_year_of_a_date(written, year):
    assert year_of(written) == year


@pytest.mark.parametrize(
    ("born", "newest", "tells"),
    [(1934, 2024, True), (1935, 2024, False), (1931, 1931, True), (1980, 0, False)],
)
def test_a_year_of_birth_tells_an_age_over_89(born, newest, tells):
    assert tells_old_age(born, newest) is tells
