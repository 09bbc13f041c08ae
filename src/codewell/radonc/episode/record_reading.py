"""RT Beams Treatment Records: what was delivered of each beam, when, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import day_of, items_of, number_of, numbered, proof_of, text_of, time_of, whole_of
from codewell.radonc.episode.motion import motion_of
from codewell.radonc.episode.naming import problem
from codewell.radonc.facts import FileProblem, MotionManagement, Proof, Shown

_MAY_TREAT = ("", "TREATMENT", "CONTINUATION")


@dataclass(frozen=True, slots=True)
class RecordedBeam:
    """The delivery of a beam, or of a part of it, as one item of a record states it.

    Args:
        file: of the record.
        plan: UID of the plan; empty where the record names none.
        group: fraction group; None where not stated.
        fraction: Current Fraction Number; None where not stated.
        day: Treatment Date, or the date of the first control point.
        start: first moment recorded; None where no time is.
        stop: last moment recorded.
        number: Referenced Beam Number; 0 where not stated.
        name: Beam Name; empty where not stated.
        radiation: as recorded; empty where not stated.
        delivery_type: as recorded; empty where not stated.
        specified: MU that were to be delivered; None where not stated.
        delivered: MU; None where not stated.
        termination: NORMAL, OPERATOR, MACHINE, UNKNOWN; empty where not stated.
        fractions_planned: as the record states; None where it does not.
        motion: gating or tracking of the record's patient setup.
        is_summary: whether a treatment summary states the fraction, without metersets.
        proofs: of day, fraction, meterset.
    """

    file: str
    plan: str
    group: int | None
    fraction: int | None
    day: date
    start: datetime | None
    stop: datetime | None
    number: int
    name: str
    radiation: str
    delivery_type: str
    specified: float | None
    delivered: float | None
    termination: str
    fractions_planned: int | None
    motion: Shown[MotionManagement] | None
    is_summary: bool
    proofs: tuple[Proof, ...]


def recorded_beams(record: Dataset, file: str, problems: list[FileProblem]) -> list[RecordedBeam]:
    """Return the beams of an RT Beams Treatment Record, in its order; what cannot be used is named in `problems`."""
    beams = list(_beams(record, file))
    if not items_of(record, "TreatmentSessionBeamSequence"):
        problems.append(problem(file, "rt.record-without-beams"))
    elif not beams:
        problems.append(problem(file, "rt.no-treatment-date"))
    if any(beam.delivered is None and beam.delivery_type in _MAY_TREAT for beam in beams):
        problems.append(problem(file, "rt.no-meterset"))
    if beams and not beams[0].plan:
        problems.append(problem(file, "rt.no-plan-reference"))
    return beams


def plan_of(record: Dataset) -> str:
    """Return the UID of the plan that an object refers to; empty where it names none."""
    return next((text_of(item, "ReferencedSOPInstanceUID") for item in items_of(record, "ReferencedRTPlanSequence")), "")


def _beams(record: Dataset, file: str) -> Iterator[RecordedBeam]:
    plan, motion = plan_of(record), motion_of(record, file)
    stated_day = day_of(record, "TreatmentDate")
    for item, path in numbered(record, "TreatmentSessionBeamSequence"):
        moments, day_proof = _moments(record, item, file, path)
        day = stated_day or (moments[0].date() if moments else None)
        if day is None:
            continue
        # A date shifted by de-identification in one place alone would tear a session apart.
        moments = [moment for moment in moments if abs((moment.date() - day).days) <= 1]
        at = time_of(record, "TreatmentTime")
        first = moments[0] if moments else _moment(day, at)
        delivered, delivered_proof = _delivered(item, file, path)
        fraction, fraction_proof = _fraction(record, item, file, path)
        radiation_proof = (proof_of(item, "RadiationType", file, path),) if text_of(item, "RadiationType") else ()
        yield RecordedBeam(
            file=file,
            plan=plan,
            group=whole_of(record, "ReferencedFractionGroupNumber"),
            fraction=fraction,
            day=day,
            start=first,
            stop=moments[-1] if moments else first,
            number=whole_of(item, "ReferencedBeamNumber") or 0,
            name=text_of(item, "BeamName"),
            radiation=text_of(item, "RadiationType").upper(),
            delivery_type=text_of(item, "TreatmentDeliveryType").upper(),
            specified=number_of(item, "SpecifiedPrimaryMeterset"),
            delivered=delivered,
            termination=text_of(item, "TreatmentTerminationStatus").upper(),
            fractions_planned=whole_of(record, "NumberOfFractionsPlanned"),
            motion=motion,
            is_summary=False,
            proofs=(
                proof_of(record, "TreatmentDate", file) if stated_day else day_proof,
                *fraction_proof,
                *delivered_proof,
                *radiation_proof,
            ),
        )


def _moment(day: date, at: time | None) -> datetime | None:
    return None if at is None else datetime.combine(day, at)


def _moments(record: Dataset, item: Dataset, file: str, path: str) -> tuple[list[datetime], Proof]:
    """Return the first and last control point's moment, and where the first stands."""
    sequence = f"{path}.ControlPointDeliverySequence[1]"
    points = items_of(item, "ControlPointDeliverySequence")
    ends = [points[0], points[-1]] if points else []
    found: list[datetime] = []
    for point in ends:
        day = day_of(point, "TreatmentControlPointDate") or day_of(record, "TreatmentDate")
        at = time_of(point, "TreatmentControlPointTime")
        if day is not None and at is not None:
            found.append(datetime.combine(day, at))
    proof = proof_of(points[0] if points else item, "TreatmentControlPointDate", file, sequence)
    return sorted(found), proof


def _delivered(item: Dataset, file: str, path: str) -> tuple[float | None, tuple[Proof, ...]]:
    """Return the delivered meterset of a beam, of the last control point where the beam itself leaves it out."""
    stated = number_of(item, "DeliveredPrimaryMeterset")
    if stated is not None:
        return stated, (proof_of(item, "DeliveredPrimaryMeterset", file, path),)
    points = items_of(item, "ControlPointDeliverySequence")
    if points and (last := number_of(points[-1], "DeliveredMeterset")) is not None:
        where = f"{path}.ControlPointDeliverySequence[{len(points)}]"
        return last, (proof_of(points[-1], "DeliveredMeterset", file, where),)
    return None, ()


def _fraction(record: Dataset, item: Dataset, file: str, path: str) -> tuple[int | None, tuple[Proof, ...]]:
    for holder, keyword, where in (
        (item, "CurrentFractionNumber", path),
        (record, "CurrentFractionNumber", ""),
        (record, "ReferencedFractionNumber", ""),
    ):
        stated = whole_of(holder, keyword)
        if stated is not None:
            return stated, (proof_of(holder, keyword, file, where),)
    return None, ()
