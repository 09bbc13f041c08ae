"""Visits: what a patient was treated with between coming and going, from one session or several that belong together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from codewell.radonc.coding.workbench import Workbench, proofs_of
from codewell.radonc.facts import BeamFacts, DeliveredBeam, Evidence, PlanFacts, Point, SessionFacts

_TREATS = ("TREATMENT", "CONTINUATION")


@dataclass(frozen=True)
class Visit:
    """A treatment session as it is billed.

    Args:
        sessions: that belong together, in order of time.
        plans: that treat, as far as their files are among those read, in order of first use.
        missing: UIDs of plans whose files are not; an empty one for a session that names no plan.
        number: 1-based among the visits of its day.
        break_before: time since the visit before on the same day; None for the first one or where times are not shown.
    """

    sessions: tuple[SessionFacts, ...]
    plans: tuple[PlanFacts, ...]
    missing: tuple[str, ...]
    number: int = 1
    break_before: timedelta | None = None

    @property
    def key(self) -> str:
        """Key of the first session."""
        return self.sessions[0].key

    @property
    def day(self) -> date:
        """Date of service."""
        return self.sessions[0].day

    @property
    def plan(self) -> str:
        """UID of the first plan; empty where no plan is read."""
        return self.plans[0].uid if self.plans else ""

    @cached_property
    def beams(self) -> tuple[tuple[DeliveredBeam, BeamFacts | None], ...]:
        """Treatment beams that gave meterset, each with its plan's beam where that is read."""
        return tuple(
            (beam, self._planned(session, beam.number))
            for session in self.sessions
            for beam in session.beams
            if beam.delivered > 0 and beam.delivery_type in _TREATS
        )

    def _planned(self, session: SessionFacts, number: int) -> BeamFacts | None:
        own = [plan for plan in self.plans if plan.uid in session.plans]
        return next((beam for plan in own for beam in plan.beams if beam.number == number), None)

    @cached_property
    def radiations(self) -> frozenset[str]:
        """Kinds of radiation that were given, as recorded, else as planned."""
        named = (beam.radiation or (planned.radiation if planned else "") for beam, planned in self.beams)
        return frozenset(name.upper() for name in named if name)

    @cached_property
    def isocentres(self) -> tuple[Point, ...]:
        """Distinct isocentres, more than 1 mm apart; those of the plans' beams where the records name none."""
        recorded = [point for session in self.sessions for point in session.isocentres]
        planned = [point for _, beam in self.beams if beam for point in beam.isocentres]
        return distinct(recorded or planned)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Proofs of the sessions and plans."""
        return proofs_of(
            *(session.proofs for session in self.sessions),
            *(plan.proofs for plan in self.plans),
            *(beam.proofs for _, beam in self.beams if beam),
        )

    @property
    def is_incomplete(self) -> bool:
        """Say whether a fraction ended short of its plan."""
        return any(session.incomplete for session in self.sessions)

    @property
    def was_interrupted(self) -> bool:
        """Say whether delivery broke off and went on."""
        return any(session.interrupted for session in self.sessions) or self._resumed

    @property
    def _resumed(self) -> bool:
        plans = [session.plans for session in self.sessions]
        return len(plans) > len(set(plans))


def distinct(points: Iterable[Point], apart: float = 1.0) -> tuple[Point, ...]:
    """Return the points that lie more than `apart` mm from those before them."""
    found: list[Point] = []
    for point in points:
        if all(point.distance(other) > apart for other in found):
            found.append(point)
    return tuple(found)


def in_time(sessions: Iterable[SessionFacts]) -> list[SessionFacts]:
    """Return sessions by day, then start (those without one last), then key."""
    return sorted(sessions, key=lambda one: (one.day, one.start is None, one.start or time.min, one.key))


def visits_of(bench: Workbench, sessions: Iterable[SessionFacts]) -> tuple[Visit, ...]:
    """Return the visits in order of time, leaving out what treats nobody; that is listed as denied or a problem.

    Args:
        bench: the coding.
        sessions: of the episode or a course, in any order.
    """
    groups: list[list[SessionFacts]] = []
    for session in in_time(one for one in sessions if _counts(bench, one)):
        if groups and _belongs(bench, groups[-1], session):
            groups[-1].append(session)
        else:
            groups.append([session])
    return tuple(_numbered(bench, groups))


def _numbered(bench: Workbench, groups: list[list[SessionFacts]]) -> Iterator[Visit]:
    number = 1
    for place, group in enumerate(groups):
        before = groups[place - 1] if place else []
        same_day = bool(before) and before[0].day == group[0].day
        number = number + 1 if same_day else 1
        pause = gap(before[-1], group[0]) if same_day else None
        uids = tuple(dict.fromkeys(uid for session in group for uid in session.plans))
        known = {uid: bench.episode.plan(uid) for uid in uids}
        plans = tuple(plan for plan in known.values() if plan is not None and plan.intent.is_treatment)
        _tell_merged(bench, group)
        missing = [uid for uid, plan in known.items() if plan is None]
        if any(not session.plans for session in group):
            missing.append("")
        yield Visit(tuple(group), plans, tuple(missing), number, pause)


def _tell_merged(bench: Workbench, group: list[SessionFacts]) -> None:
    """List what is no session of its own."""
    for place, session in enumerate(group[1:], 1):
        again = any(one.plans == session.plans for one in group[:place])
        rule = "rt.delivery.interrupted" if again else "rt.delivery.one-visit"
        what = "goes on with a fraction that broke off" if again else "follows without a distinct break"
        bench.deny("", session.day, f"{session.key} {what}: one session with {group[0].key}.", rule, session.proofs)


def gap(first: SessionFacts, second: SessionFacts) -> timedelta | None:
    """Return the time from the end of a session to the start of another on the same day; None where it is not shown."""
    end = first.stop or first.start
    if end is None or second.start is None:
        return None
    return datetime.combine(second.day, second.start) - datetime.combine(first.day, end)


def _counts(bench: Workbench, session: SessionFacts) -> bool:
    """Say whether a session treats on a day for which there are rules."""
    if not bench.answers(session.day):
        return False
    plans = [bench.episode.plan(uid) for uid in session.plans]
    if plans and all(plan is not None and not plan.intent.is_treatment for plan in plans):
        intents = sorted({plan.intent.value for plan in plans if plan})
        because = f"The session {session.key} delivers a plan of intent {' and '.join(intents)}: it treats nobody."
        bench.deny("", session.day, because, "rt.delivery.never-bills", session.proofs)
        return False
    if not session.treated:
        because = f"No treatment beam gave monitor units in the session {session.key}."
        bench.deny("", session.day, because, "rt.delivery.no-meterset", session.proofs)
        return False
    return True


def _belongs(bench: Workbench, group: list[SessionFacts], session: SessionFacts) -> bool:
    """Say whether a session is part of the visit before it.

    Other plans without a distinct break between are one visit; so is the same fraction of the same plans, resumed.
    """
    if group[-1].day != session.day:
        return False
    if any(set(one.plans) & set(session.plans) for one in group):
        return any(_resumes(one, session) for one in group)
    pause = gap(group[-1], session)
    least = bench.rule("rt.delivery.second-session", session.day).number("break_minutes")
    return pause is None or pause < timedelta(minutes=least)


def _resumes(first: SessionFacts, second: SessionFacts) -> bool:
    """Say whether a session goes on with a fraction that broke off.

    Where no fraction is numbered, the two parts must add up to one; the margin is that of metersets rounded to whole units.
    """
    if first.plans != second.plans or first.fraction != second.fraction:
        return False
    is_one = first.share is not None and second.share is not None and first.share + second.share <= 1.05
    return is_one or (first.incomplete and first.fraction is not None)
