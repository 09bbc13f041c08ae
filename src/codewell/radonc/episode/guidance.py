"""Image guidance of sessions: cone-beam CT with its registration, projections, ultrasound, tracking while the beam is on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from codewell.radonc.episode.cone_beam import Planning
from codewell.radonc.episode.fractions import ATTENDANCE
from codewell.radonc.episode.motion import CONTROLS_THE_BEAM
from codewell.radonc.episode.projections import Projection, kinds_of
from codewell.radonc.episode.registration_reading import Registration, approval_of, day_to_plan, rotation_of, shift_of
from codewell.radonc.episode.series import ImageSeries
from codewell.radonc.facts import (
    Evidence,
    Guidance,
    GuidanceFacts,
    NotShown,
    PlanFacts,
    Point,
    Proof,
    SessionFacts,
    Shown,
)

_APPROVAL_NOT_SHOWN = NotShown(
    "approval of the image guidance before the next session",
    "the physician's review of images or shifts, with its day and time",
)
Approved = Shown[tuple[date, time | None]]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made to guide sessions.

    Args:
        cone_beams: series with what shows that they were made on the machine.
        registrations: read.
        projections: in order of time.
        ultrasound: day, time and proofs of each image.
        image_frames: frames of references of images for planning (CT, MR, PET).
        couch: by file of the record: the couch's displacement and where it stands.
    """

    cone_beams: tuple[tuple[ImageSeries, tuple[Proof, ...]], ...]
    registrations: tuple[Registration, ...]
    projections: tuple[Projection, ...]
    ultrasound: tuple[tuple[date, time | None, tuple[Proof, ...]], ...]
    image_frames: frozenset[str]
    couch: Mapping[str, tuple[Point, tuple[Proof, ...]]]


@dataclass(frozen=True, slots=True)
class Linked:
    """What guidance is linked to.

    Args:
        plans: by UID.
        sessions: in order of time.
        planning: frames and series of planning.
    """

    plans: Mapping[str, PlanFacts]
    sessions: Sequence[SessionFacts]
    planning: Planning


def guidance_of(made: Made, linked: Linked) -> tuple[GuidanceFacts, ...]:
    """Return image guidance in order of time.

    Guidance belongs to the session of its day that was nearest, no more than two hours away; without times, to the only
    session of its day. A shift comes from the registration, from the couch's displacement in the record where there is none.
    """
    found = [
        *_of_cone_beams(made, linked),
        *_of_lone_registrations(made, linked),
        *_of_projections(made, linked),
        *_of_ultrasound(made, linked),
        *_of_tracking(linked),
    ]
    placed = [_with_couch(one, made, linked) for one in found]
    return tuple(sorted(placed, key=lambda one: (one.day, one.at or time.min, one.kind.value, one.session)))


def session_near(day: date, at: time | None, linked: Linked) -> str:
    """Return the key of the session that something made at a moment belongs to; empty where none fits."""
    own = [one for one in linked.sessions if one.day == day and _treats_patient(one, linked.plans)]
    if at is None or any(one.start is None or one.stop is None for one in own):
        return own[0].key if len(own) == 1 else ""
    moment = datetime.combine(day, at)
    best = min(((_away(one, moment), one.key) for one in own), default=None)
    return best[1] if best is not None and best[0] <= ATTENDANCE.total_seconds() else ""


def _treats_patient(session: SessionFacts, plans: Mapping[str, PlanFacts]) -> bool:
    known = [plans[uid] for uid in session.plans if uid in plans]
    return not known or any(plan.intent.is_treatment for plan in known)


def _away(session: SessionFacts, moment: datetime) -> float:
    start = datetime.combine(session.day, session.start or time.min)
    stop = datetime.combine(session.day, session.stop or time.min)
    if moment < start:
        return (start - moment).total_seconds()
    return max(0.0, (moment - stop).total_seconds())


def _isocentre(key: str, linked: Linked) -> Point | None:
    session = next((one for one in linked.sessions if one.key == key), None)
    uids = session.plans if session is not None else tuple(linked.plans)
    points = {point for uid in uids if uid in linked.plans for point in linked.plans[uid].isocentres}
    return points.pop() if len(points) == 1 else None


def _of_cone_beams(made: Made, linked: Linked) -> Iterator[GuidanceFacts]:
    for one, proofs in made.cone_beams:
        if one.day is None:
            continue
        key = session_near(one.day, one.at, linked)
        shift = rotation = None
        approved: Approved | NotShown = approval_of(one.header, one.file) or _APPROVAL_NOT_SHOWN
        registration = _registration_of(one, made.registrations, linked.planning)
        if registration is not None:
            approved = registration.approved or approved
            matrix = day_to_plan(registration, one.frame, linked.planning.frames)
            if matrix is not None:
                shift, rotation = shift_of(matrix[0], _isocentre(key, linked)), rotation_of(matrix[0])
                proofs = (*proofs, matrix[1])
        yield GuidanceFacts(Guidance.CONE_BEAM_CT, one.day, one.at, shift, rotation, approved, key, proofs)


def _registration_of(one: ImageSeries, registrations: Iterable[Registration], planning: Planning) -> Registration | None:
    """Return the registration of a cone-beam CT: one that refers to its series, else one of its frame on its day."""
    fitting: list[tuple[bool, bool, str, Registration]] = []
    for registration in registrations:
        frames = {registration.frame} | {item.frame for item in registration.items}
        named = one.uid in registration.series
        if not named and (one.frame not in frames or one.frame in planning.frames or registration.day != one.day):
            continue
        if not named and registration.series - planning.series:
            # It refers to other images of the day.
            continue
        # The last one that was approved counts; registrations are made again until they fit.
        moment = f"{registration.day} {registration.at or ''}"
        fitting.append((named, registration.approved is not None, moment, registration))
    return max(fitting, key=lambda entry: entry[:3])[3] if fitting else None


def _of_lone_registrations(made: Made, linked: Linked) -> Iterator[GuidanceFacts]:
    """Yield registrations of frames whose images are not there, on days of treatment: something was localised, not what."""
    known = made.image_frames | {one.frame for one, _ in made.cone_beams} - linked.planning.frames
    days = {session.day for session in linked.sessions}
    for registration in made.registrations:
        frames = ({registration.frame} | {item.frame for item in registration.items}) - linked.planning.frames
        if registration.day not in days or registration.day is None or not frames or frames & known:
            continue
        matrix = day_to_plan(registration, "", linked.planning.frames)
        if matrix is None:
            continue
        key = session_near(registration.day, registration.at, linked)
        proofs = tuple(proof for proof in (registration.proof, matrix[1]) if proof is not None)
        yield GuidanceFacts(
            Guidance.OTHER,
            registration.day,
            registration.at,
            shift_of(matrix[0], _isocentre(key, linked)),
            rotation_of(matrix[0]),
            registration.approved or _APPROVAL_NOT_SHOWN,
            key,
            proofs,
        )


def _of_projections(made: Made, linked: Linked) -> Iterator[GuidanceFacts]:
    groups: dict[tuple[date, str], list[Projection]] = defaultdict(list)
    for image in made.projections:
        groups[image.day, session_near(image.day, image.at, linked)].append(image)
    for (day, key), images in groups.items():
        for kind, group in kinds_of(images):
            times = [image.at for image in group if image.at is not None]
            proofs = tuple(proof for image in group for proof in image.proofs)
            yield GuidanceFacts(kind, day, min(times, default=None), None, None, _approval(group), key, proofs)


def _approval(images: Sequence[Projection]) -> Approved | NotShown:
    """Return when the last image was approved; not shown where one of them was not."""
    stated = [image.approved for image in images if image.approved is not None]
    if len(stated) < len(images):
        return _APPROVAL_NOT_SHOWN
    return max(stated, key=lambda one: (one.value[0], one.value[1] or time.max))


def _of_ultrasound(made: Made, linked: Linked) -> Iterator[GuidanceFacts]:
    days = {session.day for session in linked.sessions}
    groups: dict[tuple[date, str], list[tuple[time | None, tuple[Proof, ...]]]] = defaultdict(list)
    for day, at, proofs in made.ultrasound:
        if day in days:
            groups[day, session_near(day, at, linked)].append((at, proofs))
    for (day, key), images in groups.items():
        times = [at for at, _ in images if at is not None]
        proofs = tuple(proof for _, group in images for proof in group)
        yield GuidanceFacts(Guidance.ULTRASOUND, day, min(times, default=None), None, None, _APPROVAL_NOT_SHOWN, key, proofs)


def _of_tracking(linked: Linked) -> Iterator[GuidanceFacts]:
    """Yield tracking or gating while the beam was on: of sessions whose records show it, or whose plan orders it."""
    for session in linked.sessions:
        if not session.treated or not _treats_patient(session, linked.plans):
            continue
        ordered = [linked.plans[uid].motion for uid in session.plans if uid in linked.plans]
        for motion in (session.motion, *ordered):
            if isinstance(motion, NotShown) or motion.value.technique not in CONTROLS_THE_BEAM:
                continue
            proofs = _files_only(motion.proofs)
            yield GuidanceFacts(
                Guidance.INTRAFRACTION_TRACKING, session.day, session.start, None, None, _APPROVAL_NOT_SHOWN, session.key, proofs
            )
            break


def _files_only(proofs: Iterable[Evidence]) -> tuple[Proof, ...]:
    return tuple(proof for proof in proofs if isinstance(proof, Proof))


def _with_couch(one: GuidanceFacts, made: Made, linked: Linked) -> GuidanceFacts:
    if one.shift is not None or not one.session or one.kind in (Guidance.INTRAFRACTION_TRACKING, Guidance.PORTAL_IMAGE):
        return one
    session = next(session for session in linked.sessions if session.key == one.session)
    for record in session.records:
        if record in made.couch:
            shift, proofs = made.couch[record]
            return GuidanceFacts(
                one.kind, one.day, one.at, shift, one.rotation, one.approved, one.session, (*one.proofs, *proofs)
            )
    return one
