"""Fractions fall on weekdays on which the department is open."""

from __future__ import annotations

from datetime import date, time

import pytest

from codewell.radonc.lab.presets.choices import Event, PhantomChoice, PlanChoice, Preset, ScheduleChoice
from codewell.radonc.lab.steps.scheduling import appointments, weekday_before


def plan(label: str = "A", fractions: int = 5, after: str = "", delivered: int | None = None) -> PlanChoice:
    """Return a plan of some fractions."""
    return PlanChoice(
        label=label,
        technique="static",
        target="PTV",
        gantries=(0.0,),
        fractions=fractions,
        dose_per_fraction=2.0,
        after=after,
        delivered=delivered,
    )


def preset(*plans: PlanChoice, at: tuple[time, ...] = (time(9),), events: tuple[Event, ...] = ()) -> Preset:
    """Return a scenario of some plans."""
    return Preset(
        title="t",
        description="d",
        shows=(),
        first_day=date(2025, 12, 29),
        phantom=PhantomChoice(name="c-shape"),
        plans=plans,
        schedule=ScheduleChoice(at=at),
        events=events,
    )


def test_weekends_and_holidays_are_left_out() -> None:
    found = appointments(preset(plan()), date(2025, 12, 30))
    assert [one.start.date() for one in found] == [
        date(2025, 12, 30),
        date(2025, 12, 31),
        date(2026, 1, 2),
        date(2026, 1, 5),
        date(2026, 1, 6),
    ]


def test_two_times_a_day_give_two_fractions_a_day() -> None:
    found = appointments(preset(plan(fractions=4), at=(time(8), time(15))), date(2026, 1, 12))
    assert [(one.start.day, one.start.hour, one.fraction) for one in found] == [(12, 8, 1), (12, 15, 2), (13, 8, 3), (13, 15, 4)]


def test_a_boost_begins_when_the_first_plan_is_done() -> None:
    found = appointments(preset(plan("A", 3), plan("B", 2, after="A")), date(2026, 1, 12))
    assert [(one.plan.label, one.fraction, one.start.day) for one in found] == [
        ("A", 1, 12), ("A", 2, 13), ("A", 3, 14), ("B", 1, 15), ("B", 2, 16),
    ]  # fmt: skip


def test_plans_beside_each_other_share_their_days() -> None:
    found = appointments(preset(plan("A", 2), plan("B", 2)), date(2026, 1, 12))
    assert [(one.plan.label, one.start.day, one.start.minute) for one in found] == [
        ("A", 12, 0), ("B", 12, 15), ("A", 13, 0), ("B", 13, 15),
    ]  # fmt: skip


def test_fractions_that_are_not_delivered_have_no_appointment() -> None:
    assert len(appointments(preset(plan(fractions=20, delivered=2)), date(2026, 1, 12))) == 2


def test_an_event_belongs_to_its_fraction() -> None:
    event = Event(fraction=2, kind="partial", share=0.4)
    found = appointments(preset(plan(fractions=3), events=(event,)), date(2026, 1, 12))
    assert [one.event for one in found] == [None, event, None]


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        pytest.param(date(2026, 1, 12), 5, date(2026, 1, 7), id="a-weekday"),
        pytest.param(date(2026, 1, 12), 1, date(2026, 1, 9), id="over-a-weekend"),
        pytest.param(date(2026, 1, 2), 1, date(2025, 12, 31), id="over-a-holiday"),
    ],
)
def test_planning_falls_on_a_weekday(day: date, days: int, expected: date) -> None:
    assert weekday_before(day, days) == expected
