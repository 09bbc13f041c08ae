"""RT Plans as facts: what a plan orders, how its beams shape dose, what it names."""

from __future__ import annotations

from collections.abc import Sequence

from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import day_of, proof_of, text_of
from codewell.radonc.facts import (
    DoseFacts,
    FileProblem,
    Intent,
    Modulation,
    NotShown,
    PlanFacts,
    Shown,
    StructureFacts,
    Technique,
)


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
    silent = NotShown("fact of the plan", "the sentence of the note that states it")
    return PlanFacts(
        uid=text_of(plan, "SOPInstanceUID"),
        file=file,
        label=text_of(plan, "RTPlanLabel"),
        day=day_of(plan, "RTPlanDate"),
        intent=Intent.NOT_STATED,
        technique=Technique.NONE,
        beams=(),
        groups=(),
        prescriptions=(),
        site=silent,
        isocentres=(),
        approval=silent,
        constraints=silent,
        volumetric=silent,
        motion=silent,
        devices=(),
        structure_set="",
        frame=text_of(plan, "FrameOfReferenceUID"),
        supersedes=(),
        modulation=Modulation(0, None, 0.0, None),
        proofs=(proof_of(plan, "SOPInstanceUID", file),),
    )
