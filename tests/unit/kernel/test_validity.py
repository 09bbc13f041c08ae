"""Days on which a fact holds."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.kernel.validity import Validity

YEAR = Validity(date(2025, 10, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        pytest.param(date(2025, 9, 30), False, id="day-before"),
        pytest.param(date(2025, 10, 1), True, id="first-day"),
        pytest.param(date(2026, 9, 30), True, id="last-day"),
        pytest.param(date(2026, 10, 1), False, id="day-after"),
    ],
)
def test_both_ends_are_included(day, holds):
    assert YEAR.covers(day) is holds


def test_no_announced_end_covers_every_later_day():
    assert Validity(date(2015, 10, 1)).covers(date(2199, 1, 1))


def test_an_end_before_the_beginning_is_refused():
    with pytest.raises(ValueError, match="before"):
        Validity(date(2026, 1, 2), date(2026, 1, 1))
