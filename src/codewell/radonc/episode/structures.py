"""Structure sets: which structures there are, and which contours cannot be used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from codewell.radonc.episode.elements import items_of, text_of, whole_of
from codewell.radonc.episode.naming import problem
from codewell.radonc.facts import FileProblem, StructureFacts

Outline = npt.NDArray[np.float64]
_CONTOUR_DATA = Tag(0x30060050)
_LEAST_AREA = 1e-3


def structures_of(dataset: Dataset, file: str, problems: list[FileProblem]) -> list[StructureFacts]:
    """Return the structures of a structure set, in its order; contours that cannot be used are named in `problems`.

    Contours of one structure on one plane may lie in one another (a hole) or apart; where their outlines cross, what is
    inside cannot be told. Structures that overlap one another, as targets and organs do, are in order.
    """
    kinds: dict[int | None, str] = {}
    for one in items_of(dataset, "RTROIObservationsSequence"):
        kinds.setdefault(whole_of(one, "ReferencedROINumber"), text_of(one, "RTROIInterpretedType").upper())
    contours = {whole_of(one, "ReferencedROINumber"): items_of(one, "ContourSequence") for one in _contoured(dataset)}
    slugs = {slug for items in contours.values() for slug in _faults(items)}
    problems += [problem(file, slug) for slug in sorted(slugs)]
    found: list[StructureFacts] = []
    for roi in items_of(dataset, "StructureSetROISequence"):
        number = whole_of(roi, "ROINumber")
        found.append(
            StructureFacts(
                name=text_of(roi, "ROIName"),
                kind=kinds.get(number, ""),
                contours=len(contours.get(number, ())),
                set_uid=text_of(dataset, "SOPInstanceUID"),
                file=file,
            )
        )
    return found


def _contoured(dataset: Dataset) -> tuple[Dataset, ...]:
    return items_of(dataset, "ROIContourSequence")


def _faults(contours: Sequence[Dataset]) -> set[str]:
    """Return slugs of what is wrong with a structure's contours. Only planes with several contours are read in full."""
    by_plane: dict[str, list[bytes]] = defaultdict(list)
    slugs: set[str] = set()
    for contour in contours:
        if not text_of(contour, "ContourGeometricType").startswith("CLOSED"):
            continue
        content = _content(contour)
        parts = content.split(b"\\", 3)
        if content.count(b"\\") < 8:
            slugs.add("rt.degenerate-contours")
        elif len(parts) == 4:
            by_plane[f"{_number(parts[2]):.2f}"].append(content)
    for contents in by_plane.values():
        if len(contents) > 1:
            outlines = [outline for outline in map(_outline, contents) if outline is not None]
            if any(_cross(one, two) for one, two in combinations(outlines, 2)):
                slugs.add("rt.overlapping-contours")
    return slugs


def _content(contour: Dataset) -> bytes:
    """Return Contour Data as it is written, which is far quicker than pydicom's decimal strings."""
    if _CONTOUR_DATA not in contour:
        return b""
    element: object = contour.get_item(_CONTOUR_DATA)
    if isinstance(element, RawDataElement):
        return element.value or b""
    return "\\".join(str(number) for number in contour[_CONTOUR_DATA].value or ()).encode()


def _number(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _outline(content: bytes) -> Outline | None:
    try:
        numbers = np.array(content.rstrip(b" \0").split(b"\\"), dtype=np.float64)
    except ValueError:
        return None
    points = numbers[: numbers.size // 3 * 3].reshape(-1, 3)[:, :2]
    return points if len(points) > 2 and np.isfinite(points).all() else None


def _cross(one: Outline, two: Outline) -> bool:
    """Say whether two closed outlines properly cross, or are one and the same; touching is in order."""
    if (one.max(0) <= two.min(0)).any() or (two.max(0) <= one.min(0)).any():
        return False
    if one.shape == two.shape and np.allclose(one, two, atol=1e-6):
        return True
    a, b = one[:, None, :], np.roll(one, -1, axis=0)[:, None, :]
    c, d = two[None, :, :], np.roll(two, -1, axis=0)[None, :, :]
    first = _side(a, b, c) * _side(a, b, d)
    second = _side(c, d, a) * _side(c, d, b)
    return bool(((first < -_LEAST_AREA) & (second < -_LEAST_AREA)).any())


def _side(start: Outline, end: Outline, point: Outline) -> Outline:
    along, to = end - start, point - start
    side: Outline = along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0]
    return side
