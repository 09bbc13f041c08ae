"""The couch's displacement from the planned setup, as a record's patient setup states it."""

from __future__ import annotations

from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import number_of, numbered, proof_of, text_of
from codewell.radonc.facts import Point, Proof

_KEYWORDS = (
    "TableTopLateralSetupDisplacement",
    "TableTopVerticalSetupDisplacement",
    "TableTopLongitudinalSetupDisplacement",
)
# IEC 61217 for somebody who faces the gantry: lateral to the right, vertical up, longitudinal towards the gantry. Signs of
# the patient's x (left), y (back), z (head) for each position.
_SIGNS = {"HFS": (1, -1, 1), "HFP": (-1, 1, 1), "FFS": (-1, -1, -1), "FFP": (1, 1, -1)}


def couch_of(record: Dataset, file: str) -> tuple[Point, tuple[Proof, ...]] | None:
    """Return by how much the couch moved the patient, mm along the patient's axes; None where that is not stated.

    A displacement of nothing is none: machines write zeros where nothing was measured.
    """
    for setup, path in numbered(record, "PatientSetupSequence"):
        moves = [number_of(setup, keyword) for keyword in _KEYWORDS]
        signs = _SIGNS.get(text_of(setup, "PatientPosition").upper() or "HFS")
        if signs is None or all(move is None for move in moves) or not any(moves):
            continue
        x, y, z = (sign * (move or 0.0) for sign, move in zip(signs, moves, strict=True))
        stated = [keyword for keyword, move in zip(_KEYWORDS, moves, strict=True) if move is not None]
        return Point(x + 0.0, y + 0.0, z + 0.0), tuple(proof_of(setup, keyword, file, path) for keyword in stated)
    return None
