"""Treatment sessions: fractions of one plan, or of plans treated in one attendance, from treatment records alone.

Planned fractions never become sessions; where there are no records, delivery is not shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from codewell.radonc.episode.fractions import ATTENDANCE, NO_TIME, FractionPart, fraction_parts, name_excess, planned_beam
from codewell.radonc.episode.record_reading import RecordedBeam
from codewell.radonc.facts import (
    FileProblem,
    MotionManagement,
    NotShown,
    PlanFacts,
    Point,
    Proof,
    SessionFacts,
    Shown,
)

_SAME_PLACE = 1.0
_TREATS = ("TREATMENT", "CONTINUATION")
_MOTION_NOT_SHOWN = NotShown(
    "gating or tracking during the session", "the treatment record's note that the beam was gated or the target tracked"
)


def sessions_of(
    items: Iterable[RecordedBeam], plans: Mapping[str, PlanFacts], problems: list[FileProblem]
) -> tuple[SessionFacts, ...]:
    """Return sessions in order of time.

    One session is:

    * a fraction (plan, fraction group, fraction number) on a day: interrupted and resumed the same day, its metersets add up;
    * resumed on a later day, each day is a session of its own: the first is interrupted and incomplete, the last one is
      complete when both together reach what was planned, and the share of each counts its own meterset;
    * parts of several plans, or of several fraction groups of a plan, on a day (electron boost and photons, two isocentres
      in two plans) where they are one attendance: no more than two hours between the end of one and the start of the next,
      and no fraction group twice with different fraction numbers. Without times the first fraction of one plan goes with the
      first of the other, the second with the second.

    Two fraction numbers of one plan on a day are two sessions (twice-daily treatment), with the hours between them. Plans
    that treat nobody (quality assurance, verification) never share a session with plans that do.
    """
    parts = fraction_parts(items, plans, problems)
    name_excess(parts, problems)
    attendances: list[list[FractionPart]] = []
    for day in sorted({part.day for part in parts}):
        attendances += _attendances([part for part in parts if part.day == day], plans)
    return _numbered([_session(attendance, plans) for attendance in attendances])


def _attendances(parts: Sequence[FractionPart], plans: Mapping[str, PlanFacts]) -> list[list[FractionPart]]:
    found: list[list[FractionPart]] = []
    timed = sorted((part for part in parts if part.start is not None), key=_order)
    for part in timed:
        open_ones = [one for one in found if _may_join(one, part, plans) and _follows(one, part)]
        if open_ones:
            open_ones[-1].append(part)
        else:
            found.append([part])
    for part in sorted((part for part in parts if part.start is None), key=_order):
        joined = next((one for one in found if _may_join(one, part, plans)), None)
        if joined is None:
            found.append([part])
        else:
            joined.append(part)
    return found


def _order(part: FractionPart) -> tuple[datetime, int, str]:
    return part.start or NO_TIME, part.fraction if part.fraction is not None else 0, part.plan


def _may_join(attendance: Sequence[FractionPart], part: FractionPart, plans: Mapping[str, PlanFacts]) -> bool:
    if any((one.plan, one.items[0].group) == (part.plan, part.items[0].group) for one in attendance):
        return False
    return _treats_patient(attendance[0], plans) == _treats_patient(part, plans)


def _treats_patient(part: FractionPart, plans: Mapping[str, PlanFacts]) -> bool:
    plan = plans.get(part.plan)
    return plan is None or plan.intent.is_treatment


def _follows(attendance: Sequence[FractionPart], part: FractionPart) -> bool:
    stops = [one.stop for one in attendance if one.stop is not None]
    return bool(stops) and part.start is not None and part.start - max(stops) <= ATTENDANCE


def _session(attendance: Sequence[FractionPart], plans: Mapping[str, PlanFacts]) -> SessionFacts:
    starts = [part.start for part in attendance if part.start is not None]
    stops = [part.stop for part in attendance if part.stop is not None]
    planned = [part.planned for part in attendance if part.planned is not None]
    delivered = sum(part.delivered for part in attendance if part.planned is not None)
    items = [item for part in attendance for item in part.items]
    uids = list(dict.fromkeys(part.plan for part in attendance if part.plan))
    return SessionFacts(
        key="",
        day=attendance[0].day,
        start=min(starts).time() if starts else None,
        stop=max(stops).time() if stops else None,
        plans=tuple(uids),
        fraction=attendance[0].fraction,
        beams=tuple(beam for part in attendance for beam in part.beams),
        isocentres=_isocentres(items, plans),
        share=delivered / sum(planned) if planned and sum(planned) > 0 else None,
        interrupted=any(part.was_interrupted for part in attendance),
        incomplete=any(part.is_incomplete for part in attendance),
        motion=_motion(items),
        records=tuple(sorted({item.file for item in items})),
        proofs=_proofs(items),
    )


def _isocentres(items: Sequence[RecordedBeam], plans: Mapping[str, PlanFacts]) -> tuple[Point, ...]:
    """Return the isocentres of treatment beams that delivered. Positions in different frames of reference never compare."""
    found: list[tuple[str, Point]] = []
    for item in items:
        plan = plans.get(item.plan)
        beam = planned_beam(plan, item)
        if plan is None or beam is None or not item.delivered:
            continue
        if (item.delivery_type or beam.delivery_type) not in _TREATS:
            continue
        for point in beam.isocentres:
            if all(frame != plan.frame or point.distance(other) > _SAME_PLACE for frame, other in found):
                found.append((plan.frame, point))
    return tuple(point for _, point in found)


def _motion(items: Sequence[RecordedBeam]) -> Shown[MotionManagement] | NotShown:
    return next((item.motion for item in items if item.motion is not None), _MOTION_NOT_SHOWN)


def _proofs(items: Sequence[RecordedBeam]) -> tuple[Proof, ...]:
    return tuple(dict.fromkeys(proof for item in items for proof in item.proofs))


def _numbered(sessions: Sequence[SessionFacts]) -> tuple[SessionFacts, ...]:
    ordered = sorted(sessions, key=lambda one: (one.day, one.start or time.min, one.fraction or 0, one.plans))
    numbers: Counter[date] = Counter()
    named: list[SessionFacts] = []
    for one in ordered:
        numbers[one.day] += 1
        before = named[-1] if named and named[-1].day == one.day else None
        named.append(replace(one, key=f"{one.day.isoformat()}#{numbers[one.day]}", hours_since_previous=_hours(before, one)))
    return tuple(named)


def _hours(before: SessionFacts | None, session: SessionFacts) -> float | None:
    if before is None or before.stop is None or session.start is None:
        return None
    gap = datetime.combine(session.day, session.start) - datetime.combine(before.day, before.stop)
    return round(gap.total_seconds() / 3600, 2)
