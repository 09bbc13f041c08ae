"""RT Treatment Summary Records: fractions that were given, where no treatment record tells more of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import day_of, numbered, proof_of, text_of, time_of, whole_of
from codewell.radonc.episode.naming import problem
from codewell.radonc.episode.record_reading import RecordedBeam, plan_of
from codewell.radonc.facts import BeamFacts, FileProblem, PlanFacts


def summarised_beams(
    summary: Dataset,
    file: str,
    recorded: Iterable[RecordedBeam],
    plans: Mapping[str, PlanFacts],
    problems: list[FileProblem],
) -> list[RecordedBeam]:
    """Return the fractions of a treatment summary that no treatment record states.

    A summary states no metersets. A fraction that it calls terminated normally was delivered as its plan says, so that the
    plan's metersets stand for it, where the plan's file is there; any other fraction is a session without delivery. Either
    way the summary is named in `problems`, since it proves less than a record.

    Args:
        summary: RT Treatment Summary Record.
        file: its name.
        recorded: beams of treatment records and of summaries read before.
        plans: by UID.
        problems: takes up that fractions rest on the summary alone.
    """
    known = {(item.plan, item.fraction, item.day) for item in recorded}
    items = [item for item in _fractions(summary, file, plans) if (item.plan, item.fraction, item.day) not in known]
    if items:
        problems.append(problem(file, "rt.summary-only"))
    return items


def _fractions(summary: Dataset, file: str, plans: Mapping[str, PlanFacts]) -> Iterator[RecordedBeam]:
    uid = plan_of(summary)
    for group, path in numbered(summary, "FractionGroupSummarySequence"):
        number = whole_of(group, "ReferencedFractionGroupNumber")
        for status, status_path in numbered(group, "FractionStatusSummarySequence", path):
            day = day_of(status, "TreatmentDate")
            if day is None:
                continue
            ended = text_of(status, "TreatmentTerminationStatus").upper()
            whole = ended == "NORMAL"
            for beam in _beams(plans.get(uid), number) or (None,):
                yield _item(status, status_path, file, uid, number, day, beam, whole=whole)


def _beams(plan: PlanFacts | None, group: int | None) -> tuple[BeamFacts, ...]:
    if plan is None:
        return ()
    chosen = next((one for one in plan.groups if one.number == group), None)
    return tuple(beam for beam in plan.treating if chosen is None or beam.number in chosen.beams)


def _item(
    status: Dataset,
    path: str,
    file: str,
    plan: str,
    group: int | None,
    day: date,
    beam: BeamFacts | None,
    *,
    whole: bool,
) -> RecordedBeam:
    at = time_of(status, "TreatmentTime")
    moment = None if at is None else datetime.combine(day, at)
    return RecordedBeam(
        file=file,
        plan=plan,
        group=group,
        fraction=whole_of(status, "ReferencedFractionNumber"),
        day=day,
        start=moment,
        stop=moment,
        number=0 if beam is None else beam.number,
        name="" if beam is None else beam.name,
        radiation="" if beam is None else beam.radiation,
        delivery_type="TREATMENT",
        specified=None if beam is None else beam.meterset,
        delivered=beam.meterset if whole and beam is not None else None,
        termination=text_of(status, "TreatmentTerminationStatus").upper(),
        fractions_planned=None,
        motion=None,
        is_summary=True,
        proofs=tuple(
            proof_of(status, keyword, file, path)
            for keyword in ("TreatmentDate", "ReferencedFractionNumber", "TreatmentTerminationStatus")
        ),
    )
