"""Whose files these are: an episode is one patient's, and files of two are never mixed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydicom.dataset import Dataset

from codewell.kernel.errors import InputError
from codewell.radonc.episode.elements import items_of, text_of
from codewell.radonc.episode.kinds import Kind
from codewell.radonc.episode.naming import problem
from codewell.radonc.episode.opening import DicomFile
from codewell.radonc.facts import FileProblem

_DECIDING = (Kind.PLAN, Kind.RECORD, Kind.SUMMARY, Kind.NOT_CODED)
_NAME = "PatientName"


@dataclass(frozen=True, slots=True, order=True, repr=False)
class Identity:
    """Who a header says the patient is, brought to one writing; its representation shows nothing.

    Args:
        number: Patient ID.
        name: family and given name, upper case.
        born: birth date as digits.
    """

    number: str
    name: str
    born: str

    def __repr__(self) -> str:
        return "Identity(...)"

    @property
    def stated(self) -> int:
        """How many of the three are stated."""
        return bool(self.number) + bool(self.name) + bool(self.born)

    def agrees(self, other: Identity) -> bool:
        """Say whether both are surely one patient: nothing contradicts, and number or full name with it is shared."""
        pairs = ((self.number, other.number), (self.name, other.name), (self.born, other.born))
        if any(one and two and one != two for one, two in pairs):
            return False
        return bool(self.number and other.number) or bool(self.name and other.name)


def identity_of(header: Dataset) -> Identity:
    """Return who a header says the patient is."""
    name = text_of(header, _NAME)
    parts = [re.sub(r"[\W_]+", " ", part).strip().upper() for part in name.split("=")[0].split("^")[:2]]
    return Identity(
        text_of(header, "PatientID").upper(),
        "^".join(parts).strip("^"),
        re.sub(r"\D", "", text_of(header, "PatientBirthDate")),
    )


def of_one_patient(files: Sequence[DicomFile], problems: list[FileProblem]) -> list[DicomFile]:
    """Return the files of the episode's patient; files of others are named in `problems`, without saying who they are.

    The patient is the one whose plans are there, or, without a plan, whose treatment records are. A file that states no
    patient at all is taken where it shares a study, a frame of reference or a reference with the patient's files, or where no
    file states a patient.

    Raises:
        InputError: several patients have plans; or none has and several have records; or there are several without either.
    """
    by_identity: dict[Identity, list[DicomFile]] = defaultdict(list)
    for file in files:
        by_identity[identity_of(file.dataset)].append(file)
    nobody = by_identity.pop(Identity("", "", ""), [])
    groups = _groups(by_identity)
    if not groups:
        return list(files)
    patient = _the_patient([[file for who in group for file in by_identity[who]] for group in groups])
    chosen = {id(file) for file in patient} | {id(file) for file in _linked(nobody, patient)}
    unstated = {id(file) for file in nobody}
    for file in files:
        if id(file) not in chosen:
            problems.append(problem(file.name, _objection(file, is_unstated=id(file) in unstated)))
    return [file for file in files if id(file) in chosen]


def _objection(file: DicomFile, *, is_unstated: bool) -> str:
    # A media directory is nobody's, and says nothing to coding anyway.
    if is_unstated:
        return "rt.not-rt" if file.kind is Kind.OTHER else "rt.no-patient"
    return "rt.other-patient"


def _groups(identities: Iterable[Identity]) -> list[list[Identity]]:
    """Return identities by patient. One that agrees with two patients who contradict each other stays on its own."""
    groups: list[list[Identity]] = []
    for one in sorted(identities, key=lambda identity: (-identity.stated, identity)):
        fitting = [group for group in groups if all(one.agrees(other) for other in group)]
        if len(fitting) == 1:
            fitting[0].append(one)
        else:
            groups.append([one])
    return groups


def _the_patient(patients: list[list[DicomFile]]) -> list[DicomFile]:
    if len(patients) == 1:
        return patients[0]
    for kinds in ((Kind.PLAN,), _DECIDING):  # a stray record of somebody else does not cost the patient's course
        deciding = [files for files in patients if any(file.kind in kinds for file in files)]
        if len(deciding) == 1:
            return deciding[0]
    raise InputError(
        f"The files are of {len(patients)} patients.", next_step="Give each patient's files on their own.",
        slug="rt.mixed-patients",
    )  # fmt: skip


def _linked(unstated: Sequence[DicomFile], patient: Sequence[DicomFile]) -> list[DicomFile]:
    known = {uid for file in patient for uid in _uids(file)}
    found: list[DicomFile] = []
    rest = list(unstated)
    while True:
        more = [file for file in rest if known & _uids(file)]
        if not more:
            return found
        found += more
        taken = {id(file) for file in more}
        rest = [file for file in rest if id(file) not in taken]
        known |= {uid for file in more for uid in _uids(file)}


def _uids(file: DicomFile) -> set[str]:
    header = file.dataset
    uids = {text_of(header, keyword) for keyword in ("StudyInstanceUID", "FrameOfReferenceUID", "SOPInstanceUID")}
    for keyword in ("ReferencedRTPlanSequence", "ReferencedStructureSetSequence"):
        uids |= {text_of(item, "ReferencedSOPInstanceUID") for item in items_of(header, keyword)}
    return uids - {""}
