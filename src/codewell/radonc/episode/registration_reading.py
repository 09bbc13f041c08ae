"""Spatial Registrations: the rigid matrix between frames of reference, its shift and rotation, its approval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, time

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import day_of, items_of, numbered, numbers_of, proof_of, text_of, time_of
from codewell.radonc.episode.naming import problem
from codewell.radonc.episode.series import moment_of
from codewell.radonc.facts import FileProblem, Point, Proof, Shown

Matrix = npt.NDArray[np.float64]

LARGEST_SHIFT = 50.0
"""House policy, mm: no correction of a patient on the couch is larger; a larger number is a distance between origins."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A frame of reference that a registration brings onto its own.

    Args:
        frame: Frame of Reference UID of the item.
        matrix: 4 by 4, rigid; takes a point of the item's frame to the registration's frame, mm.
        proof: where the matrix stands.
    """

    frame: str
    matrix: Matrix
    proof: Proof


@dataclass(frozen=True, slots=True)
class Registration:
    """A Spatial Registration.

    Args:
        file: where it stands.
        frame: Frame of Reference UID that the items are brought onto.
        items: frames other than its own, or with a matrix other than identity.
        series: Series Instance UIDs that it refers to.
        day: of its content.
        at: of its content.
        approved: where the object says so.
        proof: of the day.
    """

    file: str
    frame: str
    items: tuple[Registered, ...]
    series: frozenset[str]
    day: date | None
    at: time | None
    approved: Shown[tuple[date, time | None]] | None
    proof: Proof | None


def read_registration(dataset: Dataset, file: str, problems: list[FileProblem]) -> Registration:
    """Return a Spatial Registration; one without a rigid matrix is named in `problems` and has no items."""
    own = text_of(dataset, "FrameOfReferenceUID")
    items: list[Registered] = []
    unusable = False
    for item, path in numbered(dataset, "RegistrationSequence"):
        frame, read = text_of(item, "FrameOfReferenceUID"), _matrix(item, file, path)
        if read is None:
            unusable = True
        elif frame != own or not np.allclose(read[0], np.eye(4), atol=1e-6):
            items.append(Registered(frame, *read))
    if unusable and not items:
        problems.append(problem(file, "rt.registration-without-matrix"))
    day, at, proof = moment_of(dataset, file)
    return Registration(file, own, tuple(items), _series(dataset), day, at, approval_of(dataset, file), proof)


def approval_of(dataset: Dataset, file: str) -> Shown[tuple[date, time | None]] | None:
    """Return when an object was approved (300E,0002) to (300E,0005); None where it does not say."""
    day = day_of(dataset, "ReviewDate")
    if text_of(dataset, "ApprovalStatus").upper() != "APPROVED" or day is None:
        return None
    keywords = ["ApprovalStatus", "ReviewDate"]
    at = time_of(dataset, "ReviewTime")
    if at is not None:
        keywords.append("ReviewTime")
    return Shown((day, at), tuple(proof_of(dataset, keyword, file) for keyword in keywords))


def _matrix(item: Dataset, file: str, path: str) -> tuple[Matrix, Proof] | None:
    """Return the product of an item's matrices: the first is applied first (PS3.3 C.20.2.1.1)."""
    whole: Matrix = np.eye(4)
    proof: Proof | None = None
    for registration, where in numbered(item, "MatrixRegistrationSequence", path):
        for step, step_path in numbered(registration, "MatrixSequence", where):
            numbers = numbers_of(step, "FrameOfReferenceTransformationMatrix")
            if numbers is None or numbers.size != 16 or not _is_rigid(numbers.reshape(4, 4)):
                return None
            whole = numbers.reshape(4, 4) @ whole
            proof = proof or proof_of(step, "FrameOfReferenceTransformationMatrix", file, step_path)
    return None if proof is None else (whole, proof)


def _is_rigid(matrix: Matrix) -> bool:
    turn = matrix[:3, :3]
    return bool(
        np.allclose(matrix[3], (0, 0, 0, 1), atol=1e-6)
        and np.allclose(turn @ turn.T, np.eye(3), atol=1e-3)
        and np.linalg.det(turn) > 0
    )


def _series(dataset: Dataset) -> frozenset[str]:
    holders = [dataset, *items_of(dataset, "StudiesContainingOtherReferencedInstancesSequence")]
    found = {text_of(one, "SeriesInstanceUID") for holder in holders for one in items_of(holder, "ReferencedSeriesSequence")}
    return frozenset(found - {""})


def day_to_plan(registration: Registration, day_frame: str, planning: frozenset[str]) -> tuple[Matrix, Proof] | None:
    """Return the matrix that takes a point of the day's images to planning; None where the registration has none.

    A registration may be written either way round: onto the planning frame, or onto the day's.

    Args:
        registration: read.
        day_frame: of the images on the machine; empty takes any frame that is not planning's.
        planning: frames of planning.
    """
    for item in registration.items:
        if registration.frame in planning and item.frame not in planning and item.frame == (day_frame or item.frame):
            return item.matrix, item.proof
        if item.frame in planning and registration.frame == (day_frame or registration.frame) not in planning:
            return np.asarray(np.linalg.inv(item.matrix), dtype=np.float64), item.proof
    if day_frame in planning and registration.frame in planning and len(registration.items) == 1:
        # Images of the day exported in the planning frame, with the correction as a matrix on top of it.
        return registration.items[0].matrix, registration.items[0].proof
    return None


def shift_of(matrix: Matrix, isocentre: Point | None) -> Point | None:
    """Return by how much the patient is to be moved at the isocentre, mm along the patient's axes.

    The shift moves the anatomy as it lies on the day to where it lay at planning. Frames of machines have their origin
    either where planning has it, or at the machine's isocentre; the second is taken only where the first would move the
    patient by more than 50 mm and the second would not. None where both would: such a matrix says nothing of a correction.

    Args:
        matrix: takes a point of the day's images to planning.
        isocentre: of the plan, in its frame; None takes the shift at the frame's origin.
    """
    turn, move = matrix[:3, :3], matrix[:3, 3]
    if isocentre is None:
        return _plausible(move)
    centre = np.array([isocentre.x, isocentre.y, isocentre.z])
    nominal = _plausible(centre - turn.T @ (centre - move))
    return nominal or _plausible(move - centre)


def _plausible(move: Matrix) -> Point | None:
    if float(np.linalg.norm(move)) > LARGEST_SHIFT:
        return None
    return Point(*(round(float(value), 3) + 0.0 for value in move))


def rotation_of(matrix: Matrix) -> Point:
    """Return the rotation in degrees about x, y and z of a matrix that turns about x first, then y, then z."""
    turn = matrix[:3, :3]
    about_y = math.asin(max(-1.0, min(1.0, -float(turn[2, 0]))))
    about_x = math.atan2(float(turn[2, 1]), float(turn[2, 2]))
    about_z = math.atan2(float(turn[1, 0]), float(turn[0, 0]))
    return Point(*(round(math.degrees(angle), 3) + 0.0 for angle in (about_x, about_y, about_z)))
