"""Motion management that a plan's or a record's patient setup states."""

from __future__ import annotations

from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import numbered, proof_of, text_of
from codewell.radonc.facts import MotionManagement, Shown

_NONE = frozenset({"", "NONE", "UNKNOWN"})
CONTROLS_THE_BEAM = frozenset({"GATING", "TRACKING", "REALTIME"})
"""Techniques that hold or steer the beam by motion while it is on; a breath hold alone does not."""


def motion_of(record: Dataset, file: str) -> Shown[MotionManagement] | None:
    """Return the respiratory motion compensation that a patient setup names; None where it names none."""
    for setup, setup_path in numbered(record, "PatientSetupSequence"):
        for item, path in numbered(setup, "MotionSynchronizationSequence", setup_path):
            technique = text_of(item, "RespiratoryMotionCompensationTechnique").upper()
            if technique in _NONE:
                continue
            signal = text_of(item, "RespiratorySignalSource").upper()
            proofs = [proof_of(item, "RespiratoryMotionCompensationTechnique", file, path)]
            if signal:
                proofs.append(proof_of(item, "RespiratorySignalSource", file, path))
            return Shown(MotionManagement(technique, "" if signal in _NONE else signal), tuple(proofs))
    return None
