"""Weekly codes against the published formula, for every number of fractions, once and twice a day."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.radonc.coding.engine import code_episode
from codewell.radonc.coding.lines import RtSetting
from codewell.radonc.facts import Site, Technique
from radonc_made import MadeReference, episode, plan, sessions, twice_a_day

_PLAN = plan("1.2.1", Technique.STATIC, 4, where=Site.RECTUM, approved=date(2025, 3, 3))


def _codes(given, **more):
    coded = code_episode(episode([_PLAN], given, **more), RtSetting.FREESTANDING, "medicare", MadeReference())
    return [line.code for line in coded.lines], coded


def _expected_weeks(fractions: int) -> int:
    """One for each five; three or four left over are one more; a course of one or two has 77431 in their place."""
    return fractions // 5 + (1 if fractions % 5 >= 3 else 0)


@pytest.mark.parametrize("make", [sessions, twice_a_day], ids=["once-a-day", "twice-a-day"])
def test_management_of_every_course_length(make):
    before = 0
    for fractions in range(1, 71):
        codes, _ = _codes(make(_PLAN, date(2025, 3, 10), fractions))
        weeks = codes.count("77427")
        assert weeks == _expected_weeks(fractions), fractions
        assert codes.count("77431") == (1 if fractions <= 2 else 0), fractions
        assert codes.count("77336") == fractions // 5, fractions
        assert weeks >= before
        before = weeks


def test_a_course_under_way_has_its_full_weeks_only():
    for fractions in range(1, 31):
        codes, _ = _codes(sessions(_PLAN, date(2025, 3, 10), fractions), complete=False, planned=35)
        assert codes.count("77427") == fractions // 5, fractions
        assert codes.count("77431") == 0, fractions


def test_the_day_is_that_of_the_fifth_fraction():
    given = sessions(_PLAN, date(2025, 3, 12), 13)
    _, coded = _codes(given)
    days = [line.date_of_service for line in coded.lines if line.code == "77427"]
    assert days == [given[4].day, given[9].day, given[12].day]
