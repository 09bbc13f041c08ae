"""Records of one fraction of one plan put together: interrupted ones add up (DICOM PS3.3 C.8.8.21)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from codewell.radonc.episode.naming import problem
from codewell.radonc.episode.record_reading import RecordedBeam
from codewell.radonc.facts import BeamFacts, DeliveredBeam, FileProblem, PlanFacts

ATTENDANCE = timedelta(hours=2)
"""House policy: what follows within two hours is one attendance. Fractions given twice a day are some six hours apart, and
nobody waits two hours on the couch."""

NO_TIME = datetime.combine(date.min, time.min)
"""Sorts what states no time before what does."""

_WHOLE = 0.99
_TOO_MUCH = 1.05
_TREATS = ("TREATMENT", "CONTINUATION")


@dataclass(frozen=True, slots=True)
class FractionPart:
    """What was delivered of a fraction of a plan on a day: the whole fraction, or one of the days it was spread over.

    Args:
        plan: UID; empty where the records name none.
        fraction: number; None where not stated.
        day: of the first record.
        items: beams as recorded, in order of time.
        beams: delivered, summed over items.
        planned: MU of the whole fraction over the beams that treat; None where nothing says.
        delivered: MU of this part over the beams that treat.
        before: MU of the same fraction delivered on earlier days.
        goes_on: whether the fraction was taken up again on a later day.
    """

    plan: str
    fraction: int | None
    day: date
    items: tuple[RecordedBeam, ...]
    beams: tuple[DeliveredBeam, ...]
    planned: float | None
    delivered: float
    before: float = 0.0
    goes_on: bool = False

    @property
    def start(self) -> datetime | None:
        """First moment recorded."""
        return min((item.start for item in self.items if item.start is not None), default=None)

    @property
    def stop(self) -> datetime | None:
        """Last moment recorded."""
        return max((item.stop for item in self.items if item.stop is not None), default=None)

    @property
    def is_incomplete(self) -> bool:
        """Say whether the fraction stood short of what was planned when this part ended."""
        if self.planned:
            return self.before + self.delivered < _WHOLE * self.planned
        return bool(self.beams) and any(beam.terminations and beam.terminations[-1] != "NORMAL" for beam in self.beams)

    @property
    def was_interrupted(self) -> bool:
        """Say whether delivery broke off and went on, in this part or over days."""
        if self.goes_on or self.before > 0:
            return True
        return any(len(beam.terminations) > 1 for beam in self.beams) or any(
            item.delivery_type == "CONTINUATION" for item in self.items
        )


def fraction_parts(
    items: Iterable[RecordedBeam], plans: Mapping[str, PlanFacts], problems: list[FileProblem]
) -> list[FractionPart]:
    """Return fractions as delivered, each on its day.

    Items of one plan, fraction group and fraction number on one day are one part, however long the break; so are items
    around midnight with less than `ATTENDANCE` between them. On a later day the same fraction is another part that knows
    what came before. Items without a fraction number follow one another until a beam that was given whole is given again.
    """
    by_fraction: dict[tuple[str, int | None, int | None], list[RecordedBeam]] = defaultdict(list)
    for item in items:
        by_fraction[item.plan, item.group, item.fraction].append(item)
    parts: list[FractionPart] = []
    for (uid, group, fraction), recorded in by_fraction.items():
        planned = _PlannedMeterset(plans.get(uid), group, recorded)
        recorded = _without_repeats(sorted(recorded, key=_in_time), planned, problems)
        runs = _by_attendance(recorded) if fraction is not None else _unnumbered(recorded, planned)
        made = [_part(uid, fraction, run, planned, plans.get(uid)) for run in runs]
        parts += made if fraction is None else _chained(made)
    return parts


def _in_time(item: RecordedBeam) -> tuple[date, datetime, int, int, float]:
    return item.day, item.start or NO_TIME, item.number, 0, item.delivered or 0.0


class _PlannedMeterset:
    """MU that a fraction plans for each beam: of the plan, else the most that a record specifies."""

    def __init__(self, plan: PlanFacts | None, group: int | None, items: Sequence[RecordedBeam]) -> None:
        self.of_beam: dict[int, float] = {}
        for item in items:
            if item.specified is not None:
                self.of_beam[item.number] = max(item.specified, self.of_beam.get(item.number, 0.0))
        self.treating = {item.number for item in items if _treats(item, plan)}
        if plan is None:
            return
        beams = _beams_of_group(plan, group)
        stated = {beam.number: beam.meterset for beam in beams if beam.meterset is not None}
        self.of_beam |= stated
        # Beams of the plan that no record shows were planned all the same.
        if self.treating & {beam.number for beam in beams}:
            self.treating |= {beam.number for beam in beams if beam.number in stated}

    def total(self) -> float | None:
        """Return the MU of the fraction over the beams that treat; None where nothing says."""
        known = [self.of_beam[number] for number in self.treating if number in self.of_beam]
        return sum(known) if known else None


def _beams_of_group(plan: PlanFacts, group: int | None) -> tuple[BeamFacts, ...]:
    chosen = [one for one in plan.groups if one.number == group] or (list(plan.groups) if len(plan.groups) == 1 else [])
    if not chosen:
        return plan.treating
    return tuple(beam for beam in plan.treating if beam.number in chosen[0].beams)


def planned_beam(plan: PlanFacts | None, item: RecordedBeam) -> BeamFacts | None:
    """Return the plan's beam that an item delivered: by number, by name where the record gives no number."""
    if plan is None:
        return None
    if item.number:
        return next((beam for beam in plan.beams if beam.number == item.number), None)
    return next((beam for beam in plan.beams if item.name and beam.name == item.name), None)


def _delivery_type(item: RecordedBeam, plan: PlanFacts | None) -> str:
    beam = planned_beam(plan, item)
    return item.delivery_type or (beam.delivery_type if beam else "TREATMENT")


def _treats(item: RecordedBeam, plan: PlanFacts | None) -> bool:
    return _delivery_type(item, plan) in _TREATS


def _without_repeats(items: Sequence[RecordedBeam], planned: _PlannedMeterset, problems: list[FileProblem]) -> list[RecordedBeam]:
    """Drop items that repeat one beam, moment and meterset of another file, where both together exceed what was planned."""
    kept: list[RecordedBeam] = []
    named: set[str] = set()
    for item in items:
        limit = planned.of_beam.get(item.number)
        twins = [
            one
            for one in kept
            if one.file != item.file
            and (one.number, one.start, one.stop, one.delivered) == (item.number, item.start, item.stop, item.delivered)
            and one.start is not None
        ]
        both = 2 * (item.delivered or 0.0)
        if twins and limit is not None and (both > _TOO_MUCH * limit or not both):
            if both and item.file not in named:
                named.add(item.file)
                problems.append(problem(item.file, "rt.repeated-record"))
            continue
        kept.append(item)
    return kept


def _by_attendance(items: Sequence[RecordedBeam]) -> list[list[RecordedBeam]]:
    runs: list[list[RecordedBeam]] = []
    for item in items:
        if runs and _continues(runs[-1], item):
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def _continues(run: Sequence[RecordedBeam], item: RecordedBeam) -> bool:
    if item.day == run[0].day:
        return True
    stops = [one.stop for one in run if one.stop is not None]
    return bool(stops) and item.start is not None and timedelta(0) <= item.start - max(stops) <= ATTENDANCE


def _unnumbered(items: Sequence[RecordedBeam], planned: _PlannedMeterset) -> list[list[RecordedBeam]]:
    runs: list[list[RecordedBeam]] = []
    given: dict[int, float] = {}
    for item in items:
        limit = planned.of_beam.get(item.number)
        again = limit is not None and limit > 0 and given.get(item.number, 0.0) >= _WHOLE * limit
        again = again or (limit is None and bool(runs) and _comes_again(runs[-1], item))
        if not runs or again or not _continues(runs[-1], item):
            runs.append([])
            given = {}
        runs[-1].append(item)
        given[item.number] = given.get(item.number, 0.0) + (item.delivered or 0.0)
    return runs


def _comes_again(run: Sequence[RecordedBeam], item: RecordedBeam) -> bool:
    """Say whether a beam of unknown meterset that ended normally is given again in another attendance."""
    ended = [one.stop for one in run if one.number == item.number and one.termination == "NORMAL" and one.stop is not None]
    return bool(ended) and item.start is not None and item.start - max(ended) > ATTENDANCE


def _part(
    uid: str, fraction: int | None, items: Sequence[RecordedBeam], planned: _PlannedMeterset, plan: PlanFacts | None
) -> FractionPart:
    by_beam: dict[tuple[int, str, bool], list[RecordedBeam]] = defaultdict(list)
    for item in items:
        if not item.is_summary or item.delivered is not None:
            by_beam[item.number, item.name if not item.number else "", _treats(item, plan)].append(item)
    beams = tuple(_delivered_beam(group, planned, plan) for _, group in sorted(by_beam.items()))
    delivered = sum(beam.delivered for beam in beams if beam.delivery_type in _TREATS)
    return FractionPart(uid, fraction, items[0].day, tuple(items), beams, planned.total(), delivered)


def _delivered_beam(items: Sequence[RecordedBeam], planned: _PlannedMeterset, plan: PlanFacts | None) -> DeliveredBeam:
    first = items[0]
    beam = planned_beam(plan, first)
    return DeliveredBeam(
        number=first.number,
        radiation=next((item.radiation for item in items if item.radiation), beam.radiation if beam else ""),
        planned=planned.of_beam.get(first.number),
        delivered=round(sum(item.delivered or 0.0 for item in items), 6),
        delivery_type=_delivery_type(first, plan),
        terminations=tuple(item.termination or "UNKNOWN" for item in items),
    )


def _chained(parts: Sequence[FractionPart]) -> list[FractionPart]:
    """Tell parts of one fraction on several days what came before them and that more follows.

    A fraction that was whole does not go on: its number given again on another day is another fraction under a wrong number.
    """
    chained: list[FractionPart] = []
    before = 0.0
    for index, part in enumerate(parts):
        now = replace(part, before=before)
        more = any(later.delivered > 0 for later in parts[index + 1 :])
        now = replace(now, goes_on=more and now.is_incomplete and part.delivered > 0)
        chained.append(now)
        before = before + part.delivered if now.is_incomplete else 0.0
    return chained


def name_excess(parts: Iterable[FractionPart], problems: list[FileProblem]) -> None:
    """Name the records of fractions that got more meterset than planned, in one go or by another whole delivery later."""
    whole: set[tuple[str, int | None, int | None]] = set()
    for part in sorted(parts, key=lambda one: one.day):
        key = part.plan, part.items[0].group, part.fraction
        if part.fraction is not None and part.delivered > 0:
            if key in whole:
                problems += [problem(file, "rt.repeated-fraction") for file in sorted({item.file for item in part.items})]
            elif part.planned and not part.is_incomplete:
                whole.add(key)
        if part.planned and part.before + part.delivered > _TOO_MUCH * part.planned:
            problems += [problem(file, "rt.more-than-planned") for file in sorted({item.file for item in part.items})]
