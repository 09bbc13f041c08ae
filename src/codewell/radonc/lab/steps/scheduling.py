"""Which fraction is given on which day, and what happens to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from codewell.radonc.lab.presets.choices import Event, PlanChoice, Preset
from codewell.radonc.lab.presets.reading import holidays


@dataclass(frozen=True, slots=True)
class Appointment:
    """A fraction of a plan at its time.

    Args:
        plan: chosen.
        fraction: number within the plan, from 1.
        start: when the patient is on the couch.
        event: what happens to the fraction; None where it is given whole.
    """

    plan: PlanChoice
    fraction: int
    start: datetime
    event: Event | None


def appointments(preset: Preset, first_day: date) -> tuple[Appointment, ...]:
    """Return every fraction of every plan in order of time.

    Plans that follow another take the next free time after it; plans that do not are given at the same sessions, a few minutes
    after each other.
    """
    slots = _slots(preset, first_day)
    times: list[datetime] = []
    ends: dict[str, int] = {}
    found: list[Appointment] = []
    beside = 0
    for plan in preset.plans:
        start = ends[plan.after] if plan.after else 0
        given = plan.fractions if plan.delivered is None else plan.delivered
        while len(times) < start + given:
            times.append(next(slots))
        minutes = 0 if plan.after else 15 * beside
        beside += 0 if plan.after else 1
        for number in range(1, given + 1):
            moment = times[start + number - 1] + timedelta(minutes=minutes)
            found.append(Appointment(plan, number, moment, _event(preset, plan, number)))
        ends[plan.label] = start + given
    return tuple(sorted(found, key=lambda one: one.start))


def _slots(preset: Preset, first_day: date) -> Iterator[datetime]:
    day = first_day
    while True:
        is_closed = preset.schedule.skips_holidays and day in holidays()
        if day.weekday() < 5 and not is_closed:
            yield from (datetime.combine(day, at) for at in preset.schedule.at)
        day += timedelta(days=1)


def _event(preset: Preset, plan: PlanChoice, fraction: int) -> Event | None:
    for event in preset.events:
        if event.fraction == fraction and (event.plan or preset.plans[0].label) == plan.label:
            return event
    return None


def weekday_before(day: date, days: int) -> date:
    """Return the last weekday that lies at least some days before a day, no holiday."""
    found = day - timedelta(days=days)
    while found.weekday() > 4 or found in holidays():
        found -= timedelta(days=1)
    return found


PLANNING_TIME = time(10, 30)
"""Time of day of imaging and planning."""
