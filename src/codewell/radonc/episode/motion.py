"""Motion management that a plan's or a record's patient setup states."""

from __future__ import annotations

from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import numbered, proof_of, text_of
from codewell.radonc.facts import MotionManagement, NotShown, Shown

# Beside the absent, techniques that reconstruct or correct images; none of them acts on the beam.
_NONE = frozenset({"", "NONE", "UNKNOWN", "RETROSPECTIVE", "CORRECTION", "PHASE_ORDERING", "PHASE_RESCANNING"})
CONTROLS_THE_BEAM = frozenset({"GATING", "TRACKING", "REALTIME"})
"""Techniques that hold or steer the beam by motion while it is on; a breath hold alone does not."""


_MOST_ACTIVE = ("TRACKING", "REALTIME", "GATING", "BREATH_HOLD")


def motion_of(record: Dataset, file: str) -> Shown[MotionManagement] | None:
    """Return the motion compensation that patient setups name, the most active of several; None where they name none."""
    found: list[Shown[MotionManagement]] = []
    for setup, setup_path in numbered(record, "PatientSetupSequence"):
        for item, path in numbered(setup, "MotionSynchronizationSequence", setup_path):
            technique = text_of(item, "RespiratoryMotionCompensationTechnique").upper().replace(" ", "_")
            if technique in _NONE:
                continue
            signal = text_of(item, "RespiratorySignalSource").upper().replace(" ", "_")
            proofs = [proof_of(item, "RespiratoryMotionCompensationTechnique", file, path)]
            if signal:
                proofs.append(proof_of(item, "RespiratorySignalSource", file, path))
            found.append(Shown(MotionManagement(technique, "" if signal in _NONE else signal), tuple(proofs)))
    return min(found, key=lambda one: _rank(one.value.technique), default=None)


def _rank(technique: str) -> int:
    return _MOST_ACTIVE.index(technique) if technique in _MOST_ACTIVE else len(_MOST_ACTIVE)


def ordered_motion(plan: Dataset, file: str) -> Shown[MotionManagement] | NotShown:
    """Return the motion management that a plan orders."""
    return motion_of(plan, file) or NotShown(
        "active motion management",
        "the beam was gated or steered by the patient's motion while it was on, with the system and how it was monitored",
    )
