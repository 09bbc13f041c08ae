"""Physical compensators: milled or cast to modulate intensity, or to make up for missing tissue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import FloatArray, items_of, number_of, numbers_of, text_of, whole_of

# A map that a plane or a bowl explains to this degree follows a body surface; fluence of intensity modulation has edges.
_SMOOTH = 0.97
_ENOUGH_PIXELS = 64
_TISSUE = ("tissue", "missing", "surface comp", "gewebe")


@dataclass(frozen=True, slots=True)
class CompensatorReading:
    """Compensators of a beam.

    Args:
        number: physical ones.
        makes_up_tissue: whether their description says that they make up for missing tissue.
        is_smooth: whether the map is as smooth as that of a tissue compensator; None without a map.
        is_virtual: whether the file describes fluence that leaves or jaws shall make (Compensator Type DYNAMIC).
    """

    number: int
    makes_up_tissue: bool = False
    is_smooth: bool | None = None
    is_virtual: bool = False


def read_compensators(beam: Dataset) -> CompensatorReading:
    """Return the compensators of a beam.

    Those that the file calls DYNAMIC are no physical ones: leaves or jaws stand in for them (DICOM PS3.3 C.8.8.14.9).
    """
    items = items_of(beam, "CompensatorSequence") or items_of(beam, "IonRangeCompensatorSequence")
    stated = whole_of(beam, "NumberOfCompensators") or 0
    virtual = [item for item in items if text_of(item, "CompensatorType").upper() == "DYNAMIC"]
    physical = [item for item in items if item not in virtual]
    number = len(physical) if items else max(0, stated)
    words = " ".join(
        text_of(item, keyword).lower()
        for item in physical
        for keyword in ("CompensatorDescription", "CompensatorID", "MaterialID")
    )
    smooth = [one for one in (_is_smooth(item) for item in physical) if one is not None]
    return CompensatorReading(
        number, any(word in words for word in _TISSUE), all(smooth) if smooth else None, bool(virtual) and not physical
    )


def _is_smooth(item: Dataset) -> bool | None:
    rows, columns = whole_of(item, "CompensatorRows"), whole_of(item, "CompensatorColumns")
    values = numbers_of(item, "CompensatorThicknessData")
    if values is None:
        passed = numbers_of(item, "CompensatorTransmissionData")
        values = None if passed is None or bool((passed <= 0).any()) else np.asarray(-np.log(passed))
    if values is None or not rows or not columns or values.size != rows * columns or values.size < _ENOUGH_PIXELS:
        return None
    return _explained(values.reshape(rows, columns)) >= _SMOOTH


def _explained(values: FloatArray) -> float:
    """Return the share of a map's variance that a surface of the second degree explains; 0 for a map without variance."""
    y, x = np.mgrid[-1 : 1 : values.shape[0] * 1j, -1 : 1 : values.shape[1] * 1j]
    basis = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    flat = values.ravel()
    spread = float(((flat - flat.mean()) ** 2).sum())
    if spread <= 1e-9:
        return 0.0
    found, *_ = np.linalg.lstsq(basis, flat, rcond=None)
    return 1 - float(((flat - basis @ found) ** 2).sum()) / spread


def count_of(beam: Dataset, number: str, sequence: str) -> int:
    """Return how many accessories of a kind a beam has: what the sequence holds, else what the number says."""
    items = items_of(beam, sequence)
    stated = number_of(beam, number)
    return len(items) if items else max(0, int(stated or 0))
