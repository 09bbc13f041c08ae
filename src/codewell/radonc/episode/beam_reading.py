"""Beams of an RT Plan as facts, with their shapes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydicom.dataset import Dataset

from codewell.radonc.episode.apertures import Apertures
from codewell.radonc.episode.compensators import count_of, read_compensators
from codewell.radonc.episode.control_points import ControlPoints, control_points_of
from codewell.radonc.episode.elements import numbered, proof_of, text_of, whole_of
from codewell.radonc.episode.fields import OpenStrips, strips_of
from codewell.radonc.episode.fraction_groups import BeamOrder
from codewell.radonc.episode.isocentres import isocentres_of
from codewell.radonc.episode.plan_technique import BeamShapesOf
from codewell.radonc.episode.technique import Measured, measure_beam
from codewell.radonc.facts import BeamFacts, FileProblem, Modulation, Proof, Technique

_NO_DOSE = 0.01
# A rectangle of leaves is a plain field; what leaves take off it beyond this makes a shaped one.
_RECTANGLE = 0.97


@dataclass(frozen=True, slots=True)
class BeamReading:
    """A beam with the data set it was read from.

    Args:
        item: of the Beam Sequence.
        path: `BeamSequence[1]`.
        facts: of the beam.
        shapes: its static shapes, place and group.
        apertures: None without control points.
        is_shaped: whether leaves shape the field to something else than a rectangle.
    """

    item: Dataset
    path: str
    facts: BeamFacts
    shapes: BeamShapesOf
    apertures: Apertures | None
    is_shaped: bool


def read_beams(
    plan: Dataset, file: str, orders: dict[int, BeamOrder], *, inverse: bool, problems: list[FileProblem]
) -> list[BeamReading]:
    """Return the beams in the file's order; one without a number of its own is numbered by its place."""
    found: list[BeamReading] = []
    taken: set[int] = set()
    sequence = "BeamSequence" if "BeamSequence" in plan else "IonBeamSequence"
    for place, (item, path) in enumerate(numbered(plan, sequence), start=1):
        stated = whole_of(item, "BeamNumber")
        number = stated if stated is not None and stated not in taken else _free(place, taken)
        if number != stated:
            problems.append(
                FileProblem(
                    file,
                    "rt.beam-number",
                    f"{path} has no number of its own; it is counted as {number}.",
                    "Export the plan again.",
                )
            )
        taken.add(number)
        found.append(_read(item, path, file, number, orders.get(number), inverse=inverse, problems=problems))
    return found


def _free(place: int, taken: set[int]) -> int:
    return next(number for number in range(place, place + len(taken) + 1) if number not in taken)


def _read(
    item: Dataset, path: str, file: str, number: int, order: BeamOrder | None, *, inverse: bool, problems: list[FileProblem]
) -> BeamReading:
    points = control_points_of(item)
    compensators = read_compensators(item)
    delivery = (text_of(item, "TreatmentDeliveryType") or "TREATMENT").upper()
    measured = measure_beam(item, points, compensators, inverse=inverse)
    if delivery in ("TREATMENT", "CONTINUATION"):
        _name_problems(points, measured, path, file, problems)
    else:
        measured = Measured(Technique.NONE, f"the beam does not treat: {delivery.lower()[:20]}", measured.apertures)
    facts = BeamFacts(
        number=number,
        name=text_of(item, "BeamName"),
        delivery_type=delivery,
        radiation=(text_of(item, "RadiationType") or "PHOTON").upper(),
        energy=None if points is None else points.energy,
        technique=measured.technique,
        isocentres=() if points is None else isocentres_of(points),
        gantry_start=None if points is None else _angle(points.gantry[0]),
        gantry_stop=None if points is None else _angle(points.gantry[-1]),
        arc=0.0 if measured.apertures is None else round(measured.apertures.arc, 3),
        modulation=_modulation(measured, order),
        meterset=None if order is None else order.meterset,
        dose=None if order is None else order.dose,
        wedges=count_of(item, "NumberOfWedges", "WedgeSequence"),
        blocks=count_of(item, "NumberOfBlocks", "BlockSequence"),
        boluses=count_of(item, "NumberOfBoli", "ReferencedBolusSequence"),
        compensators=compensators.number,
        ssd=None if points is None else points.ssd,
        proofs=_proofs(item, path, file, measured, order),
        how=measured.how,
    )
    shapes = _shapes(facts, measured, points, order)
    return BeamReading(item, path, facts, shapes, measured.apertures, _is_shaped(measured.apertures))


def _angle(value: np.float64) -> float | None:
    return float(value) if np.isfinite(value) else None


def _name_problems(points: ControlPoints | None, measured: Measured, path: str, file: str, problems: list[FileProblem]) -> None:
    again = "Export the plan again from the planning system."
    if points is None:
        problems.append(FileProblem(file, "rt.beam-without-control-points", f"{path} has no control points.", again))
        return
    if not points.weights_stated and len(points.weights) > 1:
        problems.append(
            FileProblem(file, "rt.meterset-weights", f"{path} leaves out Cumulative Meterset Weights; steps count alike.", again)
        )
    if measured.technique is Technique.PARTICLE:
        problems.append(
            FileProblem(
                file,
                "rt.particle-beam",
                f"{path} is a beam of neither photons nor electrons; its technique is not measured.",
                "Code particle therapy by hand.",
            )
        )


def _modulation(measured: Measured, order: BeamOrder | None) -> Modulation:
    apertures = measured.apertures
    if apertures is None:
        return Modulation(0, None, 0.0, None)
    # A dynamic wedge is one field whose jaw moves.
    one = measured.technique is Technique.STATIC and (apertures.jaws_move > 0 or apertures.leaves_move > 0)
    per_gray = None
    if order is not None and order.meterset and order.dose is not None and order.dose > _NO_DOSE:
        per_gray = order.meterset / order.dose
    return Modulation(1 if one else apertures.count, per_gray, 1.0 if one else apertures.largest_share, apertures.edge)


def _proofs(item: Dataset, path: str, file: str, measured: Measured, order: BeamOrder | None) -> tuple[Proof, ...]:
    stated = [
        keyword for keyword in ("BeamNumber", "RadiationType", "TreatmentDeliveryType", "BeamType") if text_of(item, keyword)
    ]
    proofs = [proof_of(item, keyword, file, path) for keyword in stated]
    if measured.apertures is not None:
        sequence = "ControlPointSequence" if "ControlPointSequence" in item else "IonControlPointSequence"
        proofs.append(proof_of(item, sequence, file, path))
    if order is not None:
        proofs.append(order.proof)
    return tuple(proofs)


def _shapes(facts: BeamFacts, measured: Measured, points: ControlPoints | None, order: BeamOrder | None) -> BeamShapesOf:
    strips: tuple[OpenStrips, ...] = ()
    if measured.field is not None and measured.apertures is not None:
        strips = tuple(strips_of(measured.apertures, facts.meterset or 1.0))
    couch = None if points is None else _angle(points.couch[0])
    axis = measured.apertures.openings.axis if measured.apertures is not None else "x"
    return BeamShapesOf(facts, strips, couch, 0 if order is None else order.group, axis)


def _is_shaped(apertures: Apertures | None) -> bool:
    """Say whether the first shape is no rectangle of leaves."""
    if apertures is None or not apertures.openings.leaves.size or not apertures.count:
        return False
    at = apertures.first[0]
    openings = apertures.openings
    is_open = openings.heights[at] > 0
    if not is_open.any():
        return False
    box = float(np.ptp(np.concatenate([openings.low[at][is_open], openings.high[at][is_open]])) * openings.heights[at].sum())
    return box > 0 and float(openings.areas[at]) / box < _RECTANGLE
