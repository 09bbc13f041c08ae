"""An episode as files: a folder that is whole or not there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from pydicom.uid import UID

from codewell.kernel.errors import InputError
from codewell.radonc.lab.dicom.doses import write_dose
from codewell.radonc.lab.dicom.guidance import PortalImage, Registered, write_portal_image, write_registration
from codewell.radonc.lab.dicom.images import CtSeries, write_ct
from codewell.radonc.lab.dicom.objects import Header
from codewell.radonc.lab.dicom.ordering import plan_order
from codewell.radonc.lab.dicom.orders import PlanOrder
from codewell.radonc.lab.dicom.plans import plan_uid, write_plan
from codewell.radonc.lab.dicom.records import TreatmentRecord, write_record
from codewell.radonc.lab.dicom.structures import write_structures
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.presets.choices import Preset
from codewell.radonc.lab.steps.delivering import Session
from codewell.radonc.lab.steps.guiding import MATCHED, Guided
from codewell.radonc.lab.steps.planning import Planned
from codewell.radonc.lab.steps.scheduling import PLANNING_TIME, weekday_before
from codewell.radonc.volume import Volume

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that happened in an episode.

    Args:
        preset: scenario.
        header: identity.
        first_day: of treatment.
        phantom: imaged.
        phases: of the 4D CT, evenly over the breathing cycle from inhale; empty without one.
        planned: plans.
        sessions: in order of time.
        guided: in order of time.
    """

    preset: Preset
    header: Header
    first_day: date
    phantom: Phantom
    phases: tuple[Volume, ...]
    planned: tuple[Planned, ...]
    sessions: tuple[Session, ...]
    guided: tuple[Guided, ...]


class OccupiedFolderError(InputError):
    """The folder for an episode holds something already."""

    slug = "rt.folder-occupied"


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """Give a folder to write to, which takes its name only when everything is written; otherwise nothing stays.

    Raises:
        OccupiedFolderError: `out` holds something, or is no folder.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OccupiedFolderError(f"“{out.name}” holds something already.", next_step="Name a folder that is empty or new.")
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        yield unfinished
        if out.exists():
            out.rmdir()
        unfinished.chmod(0o755)
        unfinished.rename(out)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def write_story(story: Story, folder: Path, progress: Progress) -> None:
    """Write every DICOM object of an episode.

    Args:
        story: of the episode.
        folder: empty.
        progress: called with objects or sessions done and all.
    """
    days = _orders(story)
    planning = CtSeries("ct", 1, story.phantom.ct, story.header.study_day, PLANNING_TIME, "Planning CT", story.header.frame)
    structure_set = None
    if any(planned.choice.is_volumetric for planned in story.planned):
        structure_set = _write_anatomy(story, planning, folder)
    for planned in story.planned:
        _write_plan(story, planned, days[planned.plan.label], structure_set, folder)
    for number, session in enumerate(story.sessions, start=1):
        _write_session(story.header, session, days[session.planned.plan.label], folder)
        progress(number, len(story.sessions) + len(story.guided))
    for number, guided in enumerate(story.guided, start=1):
        _write_guided(story, planning, guided, number, folder)
        progress(len(story.sessions) + number, len(story.sessions) + len(story.guided))


def _write_anatomy(story: Story, planning: CtSeries, folder: Path) -> UID:
    write_ct(story.header, planning, folder / "ct")
    _write_phases(story, folder)
    drawn_at = time(11, 40)
    return write_structures(
        story.header, planning, story.phantom.structures, story.header.study_day, drawn_at, folder / "structures.dcm"
    )


def _write_plan(story: Story, planned: Planned, order: PlanOrder, structure_set: UID | None, folder: Path) -> None:
    label = planned.plan.label.lower()
    is_volumetric = planned.choice.is_volumetric
    structures = story.phantom.structures if is_volumetric else ()
    drawn = structure_set if is_volumetric else None
    uid = write_plan(story.header, planned.plan, order, structures, drawn, folder / f"plan-{label}.dcm")
    if is_volumetric:
        dose = folder / f"dose-{label}.dcm"
        write_dose(story.header, planned.total_dose, uid, planned.plan.label, order.day, order.at, dose)


def _orders(story: Story) -> dict[str, PlanOrder]:
    orders = {}
    for planned in story.planned:
        starts = [one.appointment.start.date() for one in story.sessions if one.planned is planned]
        first = min(starts, default=story.first_day)
        day = weekday_before(first, planned.choice.days_before)
        approval = weekday_before(first, max(planned.choice.days_before - 2, 1))
        orders[planned.plan.label] = plan_order(story.header, planned.choice, day, approval)
    return orders


def _write_phases(story: Story, folder: Path) -> None:
    header = story.header
    for index, volume in enumerate(story.phases):
        percent = round(100 * index / len(story.phases))
        described = f"4D CT phase {percent}%"
        key = f"phase-{percent:02d}"
        series = CtSeries(key, 2 + index, volume, header.study_day, PLANNING_TIME, described, header.frame)
        write_ct(header, series, folder / "ct-4d")


def _write_session(header: Header, session: Session, order: PlanOrder, folder: Path) -> None:
    label = session.planned.plan.label.lower()
    for part in session.parts:
        name = f"{label}-{part.number:02d}" + ("" if len(session.parts) == 1 else f"-part-{part.part}")
        number = 10 * part.number + part.part
        write_record(header, TreatmentRecord(session.planned.plan, order, part), number, folder / "records" / f"{name}.dcm")


def _write_guided(story: Story, planning: CtSeries, guided: Guided, number: int, folder: Path) -> None:
    header, place = story.header, folder / "guidance"
    fraction = guided.appointment.fraction
    if guided.images is None:
        if guided.portal is None:
            return
        choice = guided.appointment.plan
        uid = next(plan_uid(header, one.plan) for one in story.planned if one.choice is choice)
        isocentre = story.phantom.isocentres[choice.isocentres[0]]
        spacing = 1.5 * story.phantom.ct.grid.spacing[2]
        image = PortalImage(
            f"{number}", guided.portal, spacing, guided.beam_angle, isocentre, choice.energy, 1, guided.made, guided.approved
        )
        write_portal_image(header, image, uid, fraction, number, place / f"portal-{number:02d}.dcm")
        return
    key = f"cbct-{number:02d}"
    daily = CtSeries(
        key,
        100 + number,
        guided.images,
        guided.made.date(),
        guided.made.time(),
        f"CBCT fraction {fraction}",
        header.uid("frame", key),
        is_cone_beam=True,
    )
    write_ct(header, daily, place / key)
    found = guided.found or guided.known
    registered = Registered(fraction, planning, daily, found.to_planning(), guided.made + MATCHED, guided.approved)
    write_registration(header, registered, number, place / f"registration-{number:02d}.dcm")
