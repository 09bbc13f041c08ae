"""The fourth step: images on the treatment machine show how the patient lies, and the couch corrects it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

import numpy as np
import numpy.typing as npt

from codewell.radonc.facts import Point
from codewell.radonc.lab.guiding.cone_beam import FULL_FAN, HALF_FAN, cone_beam_ct
from codewell.radonc.lab.guiding.registering import register
from codewell.radonc.lab.guiding.shifts import RigidShift
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.presets.choices import GuidanceChoice
from codewell.radonc.lab.quality import Quality
from codewell.radonc.lab.steps.figures import Figure
from codewell.radonc.lab.steps.scheduling import Appointment
from codewell.radonc.volume import Volume

BEFORE = timedelta(minutes=6)
"""Between images and the first beam."""
MATCHED = timedelta(minutes=2)
"""Between images and their registration."""
REVIEWED_AT = time(17, 15)
"""When the physician reviews the day's images: before the next fraction, unless that is given the same day."""
SPREAD = 3.0
"""Standard deviation of how far the patient lies off along each axis, mm."""
TURN = 0.7
"""Standard deviation of how far the patient lies turned about each axis, degrees."""


@dataclass(frozen=True, slots=True)
class Guided:
    """Images of a session.

    Args:
        appointment: before which they were made.
        made: when.
        approved: when the physician approved them; None where that did not happen.
        images: cone-beam CT; None where a portal image was made.
        known: how the phantom was placed.
        found: what the registration found; None without one.
        portal: portal image; None where a cone-beam CT was made.
        beam_angle: gantry angle of the portal image.
    """

    appointment: Appointment
    made: datetime
    approved: datetime | None
    images: Volume | None
    known: RigidShift
    found: RigidShift | None
    portal: npt.NDArray[np.uint16] | None = None
    beam_angle: float = 0.0


def guided_appointments(choice: GuidanceChoice | None, due: Sequence[Appointment]) -> tuple[Appointment, ...]:
    """Return the appointments before which images are made: one in so many of the first plan given at each time."""
    if choice is None:
        return ()
    firsts: list[Appointment] = []
    for one in due:
        if not firsts or one.start - firsts[-1].start > timedelta(hours=1):
            firsts.append(one)
    return tuple(firsts[:: choice.every])


def guide(
    choice: GuidanceChoice,
    due: Appointment,
    phantom: Phantom,
    quality: Quality,
    *,
    seed: int,
    measures: bool,
) -> Guided:
    """Image the phantom as it lies on the day, and find the correction.

    Args:
        choice: of the scenario.
        due: appointment.
        phantom: without noise.
        quality: resolution.
        seed: of position and noise.
        measures: whether the images are registered; else the known shift stands for a registration without error.
    """
    random = np.random.default_rng([seed, due.fraction, len(due.plan.label)])
    place = phantom.isocentres[due.plan.isocentres[0]]
    moved = np.round(np.clip(SPREAD * random.standard_normal(3), -9, 9), 1)
    turned = np.round(np.clip(TURN * random.standard_normal(3), -2, 2), 1)
    known = RigidShift(Point(*map(float, moved)), Point(*map(float, turned)), place)
    made = due.start - BEFORE
    approved = datetime.combine(due.start.date(), REVIEWED_AT) if choice.is_reviewed else None
    if choice.kind == "portal-image":
        angle = due.plan.gantries[0] if due.plan.gantries else 0.0
        return Guided(due, made, approved, None, known, None, _portal(phantom, known), angle)
    wide = phantom.ct.grid.shape[2] * phantom.ct.grid.spacing[2] > 300
    imager = replace(HALF_FAN if wide else FULL_FAN, spacing=quality.cone_beam)
    images = cone_beam_ct(phantom, known, isocentre=place, imager=imager, seed=int(random.integers(2**31)))
    found = register(phantom.ct, images, isocentre=place).shift if measures else known
    return Guided(due, made, approved, images, known, found)


def _portal(phantom: Phantom, shift: RigidShift) -> npt.NDArray[np.uint16]:
    """Return what a wide beam from the front leaves of itself behind the phantom, rows from the head, columns from the right."""
    water = np.clip(np.asarray(phantom.ct.values, dtype=np.float32) + 1000, 0, None) / 1000
    depth = water.sum(axis=1) * phantom.ct.grid.spacing[1]
    through = np.exp(-0.004 * depth)
    cells = round(shift.translation.z / phantom.ct.grid.spacing[0]), round(shift.translation.x / phantom.ct.grid.spacing[2])
    moved = np.roll(through, cells, axis=(0, 1))[::-1]
    return np.asarray(np.rint(moved * 60000), dtype=np.uint16)


def guidance_figures(guided: Sequence[Guided], measured: int) -> tuple[Figure, ...]:
    """Return how far patients lay off, and how well the measured registrations found it."""
    if not guided:
        return ()
    far = [_length(one.known.translation) for one in guided]
    figures = [
        Figure("guidance", "sessions with images", len(guided)),
        Figure("guidance", "mean distance from the planned position", float(np.mean(far)), "mm"),
    ]
    errors = [_length(_difference(one)) for one in guided[:measured] if one.found is not None and one.images is not None]
    if errors:
        figures.append(Figure("guidance", "sessions registered by their images", len(errors)))
        figures.append(Figure("guidance", "largest error of registration", max(errors), "mm"))
    return tuple(figures)


def _difference(one: Guided) -> Point:
    known, found = one.known.translation, (one.found or one.known).translation
    return Point(found.x - known.x, found.y - known.y, found.z - known.z)


def _length(point: Point) -> float:
    return point.distance(Point(0.0, 0.0, 0.0))
