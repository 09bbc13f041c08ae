"""RT Plans as facts: what a plan orders, how its beams shape dose, what it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from pydicom.dataset import Dataset

from codewell.radonc.episode.beam_reading import BeamReading, read_beams
from codewell.radonc.episode.devices import read_devices
from codewell.radonc.episode.elements import day_of, items_of, numbered, proof_of, text_of
from codewell.radonc.episode.fraction_groups import (
    beam_orders,
    dose_constraints,
    fraction_groups,
    has_organ_limits,
    prescribed_a_fraction,
    prescriptions,
)
from codewell.radonc.episode.intent import read_approval, read_intent, read_predecessors
from codewell.radonc.episode.isocentres import distinct
from codewell.radonc.episode.motion import ordered_motion
from codewell.radonc.episode.plan_technique import plan_technique, settled, with_fields_in_fields
from codewell.radonc.episode.site import read_site
from codewell.radonc.facts import (
    DoseFacts,
    FileProblem,
    FractionGroup,
    Modulation,
    NotShown,
    PlanFacts,
    Proof,
    Shown,
    StructureFacts,
    Technique,
)

# A point dose below this says nothing of the dose of a fraction.
_LEAST_DOSE = 0.05
_LITTLE = 0.5


def read_plan(
    plan: Dataset,
    file: str,
    structures: Sequence[StructureFacts],
    doses: Sequence[DoseFacts],
    diagnoses: Sequence[Shown[str]] = (),
    problems: list[FileProblem] | None = None,
) -> PlanFacts:
    """Return the facts of an RT Plan; what it leaves out is not shown, what cannot be used is named in `problems`.

    Args:
        plan: RT Plan or RT Ion Plan.
        file: its name inside the folder or archive.
        structures: of every structure set of the episode.
        doses: of every RT Dose of the episode.
        diagnoses: ICD-10-CM codes that the files or the note state.
        problems: takes up what could not be used; None drops it.
    """
    problems = [] if problems is None else problems
    orders = beam_orders(plan, file)
    readings = _harmonised(read_beams(plan, file, orders, inverse=has_organ_limits(plan), problems=problems), plan)
    beams = tuple(reading.facts for reading in readings)
    used = _used(readings)
    technique, how = plan_technique([reading.facts for reading in used])
    if not used and (beams or items_of(plan, "ApplicationSetupSequence")):
        problems.append(_without_beams(plan, file))
    groups = fraction_groups(plan, [beam.number for beam in beams if beam.treats])
    intent, intent_proofs = read_intent(plan, file, problems)
    structure_set = _structure_set(plan)
    stated = prescriptions(plan)
    return PlanFacts(
        uid=text_of(plan, "SOPInstanceUID"),
        file=file,
        label=text_of(plan, "RTPlanLabel"),
        day=day_of(plan, "RTPlanDate"),
        intent=intent,
        technique=technique,
        beams=beams,
        groups=groups,
        prescriptions=stated,
        site=read_site(plan, file, _structures(structures, structure_set), diagnoses),
        isocentres=distinct(point for reading in used for point in reading.facts.isocentres),
        approval=read_approval(plan, file),
        constraints=dose_constraints(plan, file),
        volumetric=_volumetric(plan, file, technique, structure_set, structures, doses),
        motion=ordered_motion(plan, file),
        devices=read_devices(plan, file, [(one.item, one.path, one.facts, one.is_shaped) for one in used]),
        structure_set=structure_set,
        frame=text_of(plan, "FrameOfReferenceUID"),
        supersedes=read_predecessors(plan),
        modulation=_modulation(used, groups, prescribed_a_fraction(plan)),
        proofs=(proof_of(plan, "SOPInstanceUID", file), *intent_proofs),
        how=how,
    )


def _harmonised(readings: list[BeamReading], plan: Dataset) -> list[BeamReading]:
    """Return the readings with techniques that only the beams together show."""
    treating = [index for index, reading in enumerate(readings) if reading.facts.treats]
    shaped = with_fields_in_fields([readings[index].shapes for index in treating], inverse=has_organ_limits(plan))
    facts = settled([one.facts for one in shaped])
    found = list(readings)
    for index, one in zip(treating, facts, strict=True):
        found[index] = replace(readings[index], facts=one)
    return found


def _used(readings: list[BeamReading]) -> list[BeamReading]:
    """Return the beams that treat; where metersets are stated, those without one do not."""
    treating = [one for one in readings if one.facts.treats]
    given = [one for one in treating if one.facts.meterset]
    return given or [one for one in treating if one.facts.meterset is None]


def _without_beams(plan: Dataset, file: str) -> FileProblem:
    if items_of(plan, "ApplicationSetupSequence"):
        return FileProblem(
            file, "rt.brachytherapy", "The plan is one of brachytherapy, not of external beams.", "Code it by hand."
        )
    return FileProblem(
        file,
        "rt.no-treatment-beam",
        "The plan has no beam that treats.",
        "Check that the treated plan was exported, not a draft.",
    )


def _structure_set(plan: Dataset) -> str:
    return next(
        (uid for item in items_of(plan, "ReferencedStructureSetSequence") if (uid := text_of(item, "ReferencedSOPInstanceUID"))),
        "",
    )


def _structures(structures: Sequence[StructureFacts], structure_set: str) -> list[StructureFacts]:
    """Return the structures of the plan's set; where that one is not among the files, those of all sets."""
    mine = [one for one in structures if one.set_uid == structure_set]
    return mine or list(structures)


def _volumetric(
    plan: Dataset,
    file: str,
    technique: Technique,
    structure_set: str,
    structures: Sequence[StructureFacts],
    doses: Sequence[DoseFacts],
) -> Shown[bool] | NotShown:
    """Say whether contours and a dose volume belong to the plan."""
    uid = text_of(plan, "SOPInstanceUID")
    volumes = [one for one in doses if one.plan == uid and uid and (one.shape is None or one.shape[0] > 1)]
    contoured = [one for one in _structures(structures, structure_set) if one.contours]
    named = [
        proof_of(item, "ReferencedSOPInstanceUID", file, path)
        for item, path in numbered(plan, "ReferencedStructureSetSequence")
        if text_of(item, "ReferencedSOPInstanceUID")
    ]
    shown = [Proof(one.file, "(3006,0039)", "ROIContourSequence", f"{one.contours} contours") for one in contoured[:1]]
    if volumes and (named or shown):
        dose = Proof(volumes[0].file, "(300C,0002)", "ReferencedRTPlanSequence[1].ReferencedSOPInstanceUID", uid[:60])
        return Shown(True, (*named, *shown, dose))
    geometry = text_of(plan, "RTPlanGeometry").upper()
    if geometry == "TREATMENT_DEVICE" and not (volumes or named or contoured or technique.is_modulated):
        proof = proof_of(plan, "RTPlanGeometry", file)
        return Shown(
            False, (proof,), "the plan refers to the machine, not to images of the patient, and no dose volume belongs to it"
        )
    return NotShown(
        "planning on contours with a dose volume", "target and organs were contoured on CT and dose-volume histograms reviewed"
    )


def _modulation(used: Sequence[BeamReading], groups: Sequence[FractionGroup], prescribed: Mapping[int, float]) -> Modulation:
    """Return numbers over the beams that treat; monitor units and dose are those of a fraction."""
    if not used:
        return Modulation(0, None, 0.0, None)
    weights = np.array([one.facts.meterset or 1.0 for one in used])
    shares = np.array([one.facts.modulation.largest_share for one in used])
    edges = [
        (one.facts.modulation.edge, weight)
        for one, weight in zip(used, weights, strict=True)
        if one.facts.modulation.edge is not None
    ]
    return Modulation(
        apertures=sum(one.facts.modulation.apertures for one in used),
        mu_per_gy=_mu_per_gray(groups, prescribed),
        largest_share=float(np.average(shares, weights=weights)),
        edge=float(np.average([edge for edge, _ in edges], weights=[weight for _, weight in edges])) if edges else None,
    )


def _mu_per_gray(groups: Sequence[FractionGroup], prescribed: Mapping[int, float]) -> float | None:
    """Return monitor units of a fraction by its dose, over fraction groups in their share of fractions.

    The dose is that of the beams' dose points, unless they lie where the beams give little of what is prescribed.
    """
    pairs = []
    for group in groups:
        dose, ordered = group.dose, prescribed.get(group.number)
        if dose is None or dose < max(_LEAST_DOSE, _LITTLE * (ordered or 0.0)):
            dose = ordered
        if dose and group.meterset > 0:
            pairs.append((group.meterset / dose, group.fractions or 1))
    if not pairs:
        return None
    return float(np.average([one for one, _ in pairs], weights=[fractions for _, fractions in pairs]))
