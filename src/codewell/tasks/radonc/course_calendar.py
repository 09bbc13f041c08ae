"""The days of a coded episode, each with what happened and what is billed; one row of a calendar a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.radonc.coding.lines import CodedEpisode
from codewell.radonc.facts import Episode


@dataclass(frozen=True, slots=True)
class RtDay:
    """A day on which something was done or is billed.

    Args:
        day: of service.
        sessions: keys of the sessions of the day, in order of time.
        guidance: places in the episode's list of guidance.
        imaging: places in the episode's list of imaging.
        lines: places in the list of coded lines.
        denied: places in the list of services that are not billed.
    """

    day: date
    sessions: tuple[str, ...]
    guidance: tuple[int, ...]
    imaging: tuple[int, ...]
    lines: tuple[int, ...]
    denied: tuple[int, ...]


def calendar_of(episode: Episode, coded: CodedEpisode) -> tuple[RtDay, ...]:
    """Return the days in order."""
    sessions = [(session.day, session.key) for session in episode.sessions]
    guidance = [(one.day, place) for place, one in enumerate(episode.guidance)]
    imaging = [(one.day, place) for place, one in enumerate(episode.imaging)]
    lines = [(line.date_of_service, place) for place, line in enumerate(coded.lines)]
    denied = [(one.date_of_service, place) for place, one in enumerate(coded.denied)]
    days = {day for held in (sessions, guidance, imaging, lines, denied) for day, _ in held if day is not None}
    return tuple(
        RtDay(
            day,
            tuple(key for on, key in sessions if on == day),
            *(tuple(place for on, place in held if on == day) for held in (guidance, imaging, lines, denied)),
        )
        for day in sorted(days)
    )
