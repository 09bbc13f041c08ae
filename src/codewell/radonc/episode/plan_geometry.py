"""The geometry of one plan for pictures: its shapes, structures, dose, planning CT and a cone-beam CT with its registration."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar

import numpy as np
import numpy.typing as npt
import pydicom
from pydicom.dataset import Dataset

from codewell.kernel.errors import InputError
from codewell.radonc.episode.beam_shapes import read_beam_shapes
from codewell.radonc.episode.elements import items_of, text_of
from codewell.radonc.episode.geometry_reading import read_ct_volume, read_dose_volume, read_structure_contours
from codewell.radonc.episode.kinds import Kind
from codewell.radonc.episode.members import Member, opened_members
from codewell.radonc.episode.opening import DAMAGED, DicomFile, open_dicom
from codewell.radonc.episode.quiet import quiet_pydicom
from codewell.radonc.episode.registration_reading import day_to_plan, read_registration
from codewell.radonc.facts import Episode, PlanFacts
from codewell.radonc.geometry import BeamShapes, StructureContours
from codewell.radonc.volume import Volume

T = TypeVar("T")
Matrix = npt.NDArray[np.float64]
_OF_A_LABORATORY = "NOT FOR CLINICAL USE"


@dataclass(frozen=True, slots=True)
class DayImage:
    """A cone-beam CT and where it puts the patient.

    Args:
        volume: in coordinates of the treatment room.
        to_treatment: 4 by 4, takes a point of planning to where it lay on the day, mm.
    """

    volume: Volume
    to_treatment: Matrix


@dataclass(frozen=True, slots=True)
class PlanGeometry:
    """What pictures of a plan are drawn from; a part that the files do not hold, or that is damaged, is left out.

    Args:
        plan: facts.
        beams: shapes of every beam.
        structures: contours.
        dose: Gy; None where there is none in Gy with pixels.
        ct: Hounsfield units; None without planning images.
        day: the first cone-beam CT that a registration brings onto planning; None where there is none.
        is_laboratory: whether the plan says that it is not for clinical use.
    """

    plan: PlanFacts
    beams: tuple[BeamShapes, ...]
    structures: tuple[StructureContours, ...]
    dose: Volume | None
    ct: Volume | None
    day: DayImage | None
    is_laboratory: bool


def read_plan_geometries(source: Path | BinaryIO, episode: Episode, plans: Sequence[PlanFacts]) -> tuple[PlanGeometry, ...]:
    """Return the geometry of plans, in their order; the source is opened once for all of them.

    Args:
        source: that the episode was read from.
        episode: read from it.
        plans: of the episode.

    Raises:
        InputError: there is no such place.
    """
    if not plans:
        return ()
    with quiet_pydicom(), opened_members(source) as members:
        files = [one for member in members.files if isinstance(one := open_dicom(member), DicomFile)]
        return tuple(_geometry(files, episode, plan) for plan in plans)


def _geometry(files: Sequence[DicomFile], episode: Episode, plan: PlanFacts) -> PlanGeometry:
    by_uid = {one.uid: one.dataset for one in files if not one.kind.is_image}
    described = by_uid.get(plan.uid, Dataset())
    contours = by_uid.get(plan.structure_set)
    series = _series(files)
    return PlanGeometry(
        plan,
        _tried(lambda: read_beam_shapes(described)) or (),
        (_tried(lambda: read_structure_contours(contours)) or ()) if contours is not None else (),
        _dose(by_uid, episode, plan),
        _ct(series, contours, episode),
        _day(files, series, episode, plan),
        _OF_A_LABORATORY in text_of(described, "RTPlanDescription").upper(),
    )


def _tried(read: Callable[[], T]) -> T | None:
    """Return what is read; None where it is damaged, which the episode's problems already name."""
    try:
        return read()
    except (InputError, *DAMAGED):
        return None


def _series(files: Iterable[DicomFile]) -> dict[str, list[DicomFile]]:
    held: dict[str, list[DicomFile]] = defaultdict(list)
    for one in files:
        if one.kind is Kind.IMAGE and text_of(one.dataset, "Modality").upper() == "CT":
            held[text_of(one.dataset, "SeriesInstanceUID")].append(one)
    return held


def _dose(by_uid: dict[str, Dataset], episode: Episode, plan: PlanFacts) -> Volume | None:
    own = [one for one in episode.doses if one.plan == plan.uid and one.units == "GY" and one.shape is not None]
    own.sort(key=lambda one: one.summation != "PLAN")
    for one in own:
        dataset = by_uid.get(one.uid)
        volume = None if dataset is None else _tried(partial(read_dose_volume, dataset))
        if volume is not None:
            return volume
    return None


def _ct(series: dict[str, list[DicomFile]], contours: Dataset | None, episode: Episode) -> Volume | None:
    """Return the images that the structures were drawn on, else the largest CT that is no cone-beam CT."""
    named = set() if contours is None else _referenced_series(contours)
    planning = [one.series for one in episode.imaging if one.modality == "CT" and not one.is_cone_beam and one.phases == 1]
    candidates = [uid for uid in series if uid in named] or sorted(
        (uid for uid in planning if uid in series), key=lambda uid: -len(series[uid])
    )
    return next((volume for uid in candidates if (volume := _volume(series[uid])) is not None), None)


def _referenced_series(contours: Dataset) -> set[str]:
    return {
        text_of(series, "SeriesInstanceUID")
        for frame in items_of(contours, "ReferencedFrameOfReferenceSequence")
        for study in items_of(frame, "RTReferencedStudySequence")
        for series in items_of(study, "RTReferencedSeriesSequence")
    }


def _day(files: Sequence[DicomFile], series: dict[str, list[DicomFile]], episode: Episode, plan: PlanFacts) -> DayImage | None:
    registrations = [
        read_registration(one.dataset, one.name, []) for one in files if one.kind is Kind.REGISTRATION
    ]  # problems were named when the episode was read
    for image in episode.imaging:
        slices = series.get(image.series)
        if not image.is_cone_beam or not slices:
            continue
        frame = text_of(slices[0].dataset, "FrameOfReferenceUID")
        for one in registrations:
            found = day_to_plan(one, frame, frozenset({plan.frame})) if plan.frame else None
            volume = _volume(slices) if found is not None else None
            if found is not None and volume is not None:
                return DayImage(volume, np.asarray(np.linalg.inv(found[0]), dtype=np.float64))
    return None


def _volume(slices: Sequence[DicomFile]) -> Volume | None:
    return _tried(lambda: read_ct_volume([_with_pixels(one.member) for one in slices]))


def _with_pixels(member: Member) -> Dataset:
    with member.opened() as stream:
        return pydicom.dcmread(io.BytesIO(stream.read()), force=True)
