"""Reading an episode: every file of a folder or archive, linked by UID and frame of reference, as typed facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from codewell.kernel.errors import InputError
from codewell.radonc.episode.courses import courses_of
from codewell.radonc.episode.diagnoses import diagnoses_of
from codewell.radonc.episode.doses import dose_of
from codewell.radonc.episode.duplicates import distinct
from codewell.radonc.episode.guidance import Linked, guidance_of
from codewell.radonc.episode.kinds import Kind, is_brachytherapy
from codewell.radonc.episode.linking import imaging_of, made_for_guidance, planning_of
from codewell.radonc.episode.members import Members, opened_members
from codewell.radonc.episode.naming import problem
from codewell.radonc.episode.opening import DAMAGED, DicomFile, is_laboratory_text, open_dicom
from codewell.radonc.episode.patients import of_one_patient
from codewell.radonc.episode.plan_reading import read_plan
from codewell.radonc.episode.quiet import quiet_pydicom
from codewell.radonc.episode.record_reading import RecordedBeam, recorded_beams
from codewell.radonc.episode.sessions import sessions_of
from codewell.radonc.episode.structures import structures_of
from codewell.radonc.episode.summary_reading import summarised_beams
from codewell.radonc.episode.withholding import identity_words, is_identified, withhold
from codewell.radonc.facts import DoseFacts, Episode, FileProblem, PlanFacts, Shown, StructureFacts

# What a folder without any DICOM holds; with another problem a DICOM file is there and is to be named.
_NOT_DICOM = frozenset({"rt.not-dicom", "rt.empty-file", "rt.link", "rt.nested-archive", "rt.unsafe-name"})

Progress = Callable[[str, int, int], None]
"""Told of the stage, how much of it is done, and of how much."""


def _unheard(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Files of one patient by kind."""

    by_kind: dict[Kind, list[DicomFile]]

    def of(self, kind: Kind) -> list[DicomFile]:
        return self.by_kind.get(kind, [])


def read_episode(source: Path | BinaryIO, progress: Progress = _unheard) -> Episode:
    """Return everything that an episode's files show; what cannot be used is named file by file in `problems`.

    Args:
        source: a folder (to any depth), a ZIP archive, or one DICOM file; the latter two as a stream too.
            Nothing is unpacked to the disk.
        progress: told of the stages `reading` (files) and `linking`.

    Raises:
        InputError: there is no such place, nothing in it, no DICOM at all; or the files are of several patients and not exactly
            one of them has plans or treatment records.
        TooLargeError: there is more than an episode can have.
    """
    problems: list[FileProblem] = []
    with quiet_pydicom(), opened_members(source) as members:
        files = _opened(members, problems, progress)
        if not files and all(one.slug in _NOT_DICOM for one in problems):
            raise InputError(
                "None of the files is DICOM.", next_step="Give the folder or archive that holds the DICOM export.",
                slug="rt.no-dicom",
            )  # fmt: skip
        own = distinct(of_one_patient(files, problems), problems)
        progress("linking", 0, 1)
        episode = _linked(own, members.count, problems)
        words = identity_words(file.dataset for file in files)
        progress("linking", 1, 1)
        return withhold(episode, words)


def _opened(members: Members, problems: list[FileProblem], progress: Progress) -> list[DicomFile]:
    problems += members.problems
    members.files = [member for member in members.files if not is_laboratory_text(member)]
    files: list[DicomFile] = []
    for done, member in enumerate(members.files, start=1):
        found = open_dicom(member)
        if isinstance(found, FileProblem):
            problems.append(found)
        else:
            files.append(found)
        if done % 50 == 0 or done == len(members.files):
            progress("reading", done, len(members.files))
    return files


def _linked(own: Sequence[DicomFile], seen: int, problems: list[FileProblem]) -> Episode:
    files = _by_kind(own, problems)
    diagnoses = diagnoses_of((file.name, file.dataset) for file in own)
    structures = _structures(files.of(Kind.STRUCTURES), problems)
    doses = _doses(files.of(Kind.DOSE), problems)
    plans = _plans(files.of(Kind.PLAN), structures, doses, diagnoses, problems)
    by_uid = {plan.uid: plan for plan in plans}
    items = _recorded(files, by_uid, problems)
    sessions = sessions_of(items, by_uid, problems)
    _name_missing_plans(items, by_uid, problems)
    planning = planning_of(plans, files.of(Kind.STRUCTURES))
    imaging, cone_beams, frames = imaging_of(files.of(Kind.IMAGE), planning, sessions)
    made = made_for_guidance(
        cone_beams,
        frames,
        {
            "registrations": files.of(Kind.REGISTRATION),
            "projections": files.of(Kind.PROJECTION),
            "ultrasound": files.of(Kind.ULTRASOUND),
            "records": files.of(Kind.RECORD),
        },
        by_uid,
        problems,
    )
    fractions = {item.plan: item.fractions_planned for item in items if item.fractions_planned is not None}
    return Episode(
        courses=courses_of(plans, sessions, fractions),
        plans=plans,
        sessions=sessions,
        guidance=guidance_of(made, Linked(by_uid, sessions, planning)),
        imaging=imaging,
        structures=structures,
        doses=doses,
        diagnoses=diagnoses,
        stated=(),
        problems=tuple(sorted(set(problems), key=lambda one: (one.file, one.slug))),
        files=seen,
        read=sum(file.kind not in (Kind.OTHER, Kind.NOT_CODED) for file in own),
        identified=is_identified(file.dataset for file in own),
    )


def _by_kind(own: Sequence[DicomFile], problems: list[FileProblem]) -> _Sorted:
    by_kind: dict[Kind, list[DicomFile]] = defaultdict(list)
    for file in own:
        if file.kind is Kind.OTHER:
            problems.append(problem(file.name, "rt.not-rt"))
        elif file.kind is Kind.NOT_CODED or (file.kind is Kind.PLAN and is_brachytherapy(file.dataset)):
            problems.append(problem(file.name, "rt.not-coded"))
        else:
            by_kind[file.kind].append(file)
        if file.kind.is_image and file.cut:
            problems.append(problem(file.name, "rt.truncated"))
    return _Sorted(by_kind)


def _structures(files: Sequence[DicomFile], problems: list[FileProblem]) -> tuple[StructureFacts, ...]:
    found: list[StructureFacts] = []
    for file in sorted(files, key=lambda one: one.uid):
        try:
            found += structures_of(file.dataset, file.name, problems)
        except DAMAGED:
            problems.append(problem(file.name, "rt.unreadable"))
    return tuple(found)


def _doses(files: Sequence[DicomFile], problems: list[FileProblem]) -> tuple[DoseFacts, ...]:
    found: list[DoseFacts] = []
    for file in sorted(files, key=lambda one: one.uid):
        try:
            found.append(dose_of(file.dataset, file.name, cut=file.cut, problems=problems))
        except DAMAGED:
            problems.append(problem(file.name, "rt.unreadable"))
    return tuple(found)


def _plans(
    files: Sequence[DicomFile],
    structures: Sequence[StructureFacts],
    doses: Sequence[DoseFacts],
    diagnoses: Sequence[Shown[str]],
    problems: list[FileProblem],
) -> tuple[PlanFacts, ...]:
    found: list[PlanFacts] = []
    for file in files:
        try:
            plan = read_plan(file.dataset, file.name, structures, doses, diagnoses, problems)
        except DAMAGED:
            problems.append(problem(file.name, "rt.unreadable"))
            continue
        found.append(plan)
        if not plan.beams:
            problems.append(problem(file.name, "rt.plan-without-beams"))
        elif any(not beam.isocentres for beam in plan.treating):
            problems.append(problem(file.name, "rt.no-isocentre"))
    return tuple(sorted(found, key=lambda plan: (str(plan.day or "9999"), plan.label, plan.uid)))


def _name_missing_plans(items: Sequence[RecordedBeam], plans: Mapping[str, PlanFacts], problems: list[FileProblem]) -> None:
    """Name the earliest record of each plan whose file is not there."""
    missing = sorted({item.plan for item in items if item.plan and item.plan not in plans})
    for uid in missing:
        first = min((item for item in items if item.plan == uid), key=lambda item: (item.day, str(item.start), item.file))
        problems.append(problem(first.file, "rt.plan-missing"))


def _recorded(files: _Sorted, plans: Mapping[str, PlanFacts], problems: list[FileProblem]) -> list[RecordedBeam]:
    items: list[RecordedBeam] = []
    for file in sorted(files.of(Kind.RECORD), key=lambda one: (one.uid, one.name)):
        try:
            items += recorded_beams(file.dataset, file.name, problems)
        except DAMAGED:
            problems.append(problem(file.name, "rt.unreadable"))
    for file in sorted(files.of(Kind.SUMMARY), key=lambda one: (one.uid, one.name)):
        try:
            items += summarised_beams(file.dataset, file.name, items, plans, problems)
        except DAMAGED:
            problems.append(problem(file.name, "rt.unreadable"))
    return items
