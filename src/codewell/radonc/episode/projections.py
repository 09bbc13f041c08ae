"""RT Images made on the treatment machine: portal images, and pairs of kilovoltage images at right angles."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import items_of, number_of, numbered, proof_of, text_of
from codewell.radonc.episode.opening import DicomFile
from codewell.radonc.episode.record_reading import plan_of
from codewell.radonc.episode.registration_reading import approval_of
from codewell.radonc.episode.series import all_text, moment_of
from codewell.radonc.facts import Guidance, Proof, Shown

_NOT_MADE = ("DRR", "SIMULATOR", "BLANK", "FLUENCE", "PREDICTED_DOSE", "ACQUIRED_DOSE")
_KILOVOLTAGE = re.compile(r"(?<![A-Za-z])k[vV](?![A-Za-z])")
_HIGHEST_KV = 500.0
_RIGHT_ANGLE = 90.0
_TOLERANCE = 15.0
_AT_ONE_TIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Projection:
    """A projection image.

    Args:
        file: where it stands.
        day: made.
        at: made; None where not given.
        gantry: degrees; None where not stated.
        kilovoltage: whether it was made with an X-ray tube; None where nothing says.
        approved: when it was approved; None where it does not say.
        proofs: of day, kind, energy, gantry.
    """

    file: str
    day: date
    at: time | None
    gantry: float | None
    kilovoltage: bool | None
    approved: Shown[tuple[date, time | None]] | None
    proofs: tuple[Proof, ...]


def projections_of(files: Sequence[DicomFile], treating: Callable[[str], bool]) -> list[Projection]:
    """Return projections made of the patient, in order of time.

    Computed ones (DRR, fluence) are left out, and so are images of plans that treat nobody, which measure the machine.

    Args:
        files: RT Images.
        treating: says of a plan's UID whether it treats, or is not known.
    """
    own = [file for file in files if treating(plan_of(file.dataset))]
    found = [made for file in own if (made := _projection(file.dataset, file.name)) is not None]
    return sorted(found, key=lambda one: (one.day, one.at or time.min, one.gantry or 0.0, one.file))


def _projection(dataset: Dataset, file: str) -> Projection | None:
    kinds = all_text(dataset, "ImageType").upper().split()
    day, at, day_proof = moment_of(dataset, file)
    if day is None or day_proof is None or any(word in kinds for word in _NOT_MADE):
        return None
    kilovoltage, energy = _energy(dataset, file)
    gantry = number_of(dataset, "GantryAngle")
    proofs = [day_proof, proof_of(dataset, "ImageType" if kinds else "Modality", file), *energy]
    if gantry is not None:
        proofs.append(proof_of(dataset, "GantryAngle", file))
    return Projection(file, day, at, gantry, kilovoltage, approval_of(dataset, file), tuple(proofs))


def _energy(dataset: Dataset, file: str) -> tuple[bool | None, tuple[Proof, ...]]:
    for holder, path in ((dataset, ""), *numbered(dataset, "ExposureSequence")):
        peak = number_of(holder, "KVP")
        if peak is not None and peak > 0:
            return peak < _HIGHEST_KV, (proof_of(holder, "KVP", file, path),)
    for exposure in items_of(dataset, "ExposureSequence"):
        if number_of(exposure, "NominalBeamEnergy") is not None:
            return False, ()
    for keyword in ("RTImageLabel", "RTImageDescription", "SeriesDescription"):
        if _KILOVOLTAGE.search(text_of(dataset, keyword)):
            return True, (proof_of(dataset, keyword, file),)
    return None, ()


def kinds_of(images: Sequence[Projection]) -> list[tuple[Guidance, tuple[Projection, ...]]]:
    """Return the guidance that the projections of one session or day show.

    Two kilovoltage images within ten minutes whose gantry angles lie 75 to 105 degrees apart are stereoscopic X-ray guidance.
    Other images are portal images, except a single kilovoltage image, which is neither.
    """
    pairs = [image for image in images if any(_is_pair(image, other) for other in images)]
    rest = [image for image in images if image not in pairs]
    portal = tuple(image for image in rest if not image.kilovoltage)
    single = tuple(image for image in rest if image.kilovoltage)
    found = [(Guidance.STEREOSCOPIC_X_RAY, tuple(pairs)), (Guidance.PORTAL_IMAGE, portal)]
    if not pairs:
        found.append((Guidance.OTHER, single))
    return [(kind, group) for kind, group in found if group]


def _is_pair(one: Projection, two: Projection) -> bool:
    if not one.kilovoltage or not two.kilovoltage or one.gantry is None or two.gantry is None or one.day != two.day:
        return False
    apart = abs(one.gantry - two.gantry) % 360.0
    apart = min(apart, 360.0 - apart)
    if abs(apart - _RIGHT_ANGLE) > _TOLERANCE:
        return False
    if one.at is None or two.at is None:
        return True
    return abs(datetime.combine(one.day, one.at) - datetime.combine(two.day, two.at)) <= _AT_ONE_TIME
