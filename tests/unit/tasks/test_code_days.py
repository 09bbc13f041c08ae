"""The days around which a code's page changes: the first day of a change, the day before it, and the next release."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from codewell.codebook.entry import HistoryEvent, Origin
from codewell.kernel.codes import CptCode
from codewell.kernel.validity import Validity
from codewell.tasks.code_days import changes_of, days_around, first_day_of

CODE = CptCode("77385")
LISTED = Origin("hcpcs", "2025-Q4", None)
ADDED = HistoryEvent(date(2015, 1, 1), "added", "new", LISTED)


class Parts:
    """The parts of an entry that hold a history and days."""

    def __init__(self, history: tuple[HistoryEvent, ...], validity: Validity | None) -> None:
        self._history, self._validity = history, validity

    def history(self):
        return self._history

    def validity(self):
        return self._validity


@pytest.fixture
def entry(book):
    def make(on: date, *history: HistoryEvent, validity: Validity | None = None):
        book.codes[CODE] = ("RVU25D", Validity(date(2015, 1, 1)))
        return replace(book.entry(CODE, on=on), sections=Parts(history, validity))

    return make


@pytest.mark.parametrize(
    ("action", "first_day"),
    [
        pytest.param("added", date(2025, 12, 31), id="first-day-of-a-code"),
        pytest.param("deleted", date(2025, 12, 31), id="first-day-without-it"),
        pytest.param("terminated", date(2026, 1, 1), id="last-day-of-a-hcpcs-code"),
    ],
)
def test_the_first_day_of_a_change(action, first_day):
    assert first_day_of(HistoryEvent(date(2025, 12, 31), action, "", LISTED)) == first_day


def test_an_end_that_only_the_days_in_force_tell_is_a_change_too(entry):
    found = changes_of(entry(date(2025, 6, 2), ADDED, validity=Validity(date(2015, 1, 1), date(2025, 12, 31))))
    assert [(one.before, one.day, one.what) for one in found] == [
        (date(2014, 12, 31), date(2015, 1, 1), ("added",)),
        (date(2025, 12, 31), date(2026, 1, 1), ("no longer in force",)),
    ]


def test_an_end_that_the_history_tells_is_told_once(entry):
    ended = HistoryEvent(date(2026, 1, 1), "deleted", "", LISTED)
    found = changes_of(entry(date(2025, 6, 2), ended, validity=Validity(date(2015, 1, 1), date(2025, 12, 31))))
    assert [(one.day, one.what) for one in found] == [(date(2026, 1, 1), ("deleted",))]


@pytest.mark.parametrize(
    ("on", "before", "after"),
    [
        pytest.param(date(2014, 12, 31), None, date(2015, 1, 1), id="day-before"),
        pytest.param(date(2015, 1, 1), date(2015, 1, 1), date(2026, 1, 1), id="first-day"),
        pytest.param(date(2025, 12, 31), date(2015, 1, 1), date(2026, 1, 1), id="last-day"),
        pytest.param(date(2026, 1, 1), date(2026, 1, 1), None, id="day-after"),
    ],
)
def test_the_changes_before_and_after_a_day(workplace, entry, on, before, after):
    ended = HistoryEvent(date(2026, 1, 1), "deleted", "", LISTED)
    found = days_around(workplace, entry(on, ADDED, ended), ())
    assert (found.change_before and found.change_before.day) == before
    assert (found.change_after and found.change_after.day) == after
