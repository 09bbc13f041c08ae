"""Intent, approval and ancestry of a plan."""

from __future__ import annotations

from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import day_of, items_of, numbered, proof_of, text_of, time_of
from codewell.radonc.facts import Approval, FileProblem, Intent, NotShown, Proof, Shown

_INTENTS = {
    "CURATIVE": Intent.CURATIVE,
    "PALLIATIVE": Intent.PALLIATIVE,
    "PROPHYLACTIC": Intent.PROPHYLACTIC,
    "VERIFICATION": Intent.VERIFICATION,
    "MACHINE_QA": Intent.MACHINE_QA,
    "RESEARCH": Intent.RESEARCH,
    "SERVICE": Intent.SERVICE,
}


def read_intent(plan: Dataset, file: str, problems: list[FileProblem]) -> tuple[Intent, tuple[Proof, ...]]:
    """Return the intent and what proves it; names and labels do not decide.

    A plan that names another as the plan it verifies is a verification plan, whatever its Plan Intent (DICOM PS3.3 C.8.8.9:
    VERIFIED_PLAN stands only in verification plans).
    """
    stated = text_of(plan, "PlanIntent").upper().replace(" ", "_").replace("-", "_")
    intent = _INTENTS.get(stated, Intent.NOT_STATED)
    proofs: tuple[Proof, ...] = (proof_of(plan, "PlanIntent", file),) if stated else ()
    if stated and intent is Intent.NOT_STATED:
        problems.append(
            FileProblem(
                file, "rt.intent-unknown", "Plan Intent is not a value of the standard.", "Look for the intent in the note."
            )
        )
    for item, path in numbered(plan, "ReferencedRTPlanSequence"):
        if text_of(item, "RTPlanRelationship").upper() == "VERIFIED_PLAN":
            proofs = (*proofs, proof_of(item, "RTPlanRelationship", file, path))
            if intent.is_treatment and intent is not Intent.NOT_STATED:
                problems.append(
                    FileProblem(
                        file,
                        "rt.intent-conflict",
                        f"Plan Intent says {intent.value}, yet the plan names another that it verifies: read as verification.",
                        "Confirm that the plan was not used to treat.",
                    )
                )
            intent = Intent.VERIFICATION if intent.is_treatment else intent
    return intent, proofs


def read_approval(plan: Dataset, file: str) -> Shown[Approval] | NotShown:
    """Return the approval of a plan."""
    status = text_of(plan, "ApprovalStatus").upper()
    if not status:
        return NotShown("approval of the plan", "the physician signed and dated the plan before the first treatment")
    approval = Approval(status[:16], day_of(plan, "ReviewDate"), time_of(plan, "ReviewTime"))
    stated = [keyword for keyword in ("ApprovalStatus", "ReviewDate", "ReviewTime") if text_of(plan, keyword)]
    return Shown(approval, tuple(proof_of(plan, keyword, file) for keyword in stated))


def read_predecessors(plan: Dataset) -> tuple[str, ...]:
    """Return the UIDs of plans that this one was made from."""
    return tuple(
        uid
        for item in items_of(plan, "ReferencedRTPlanSequence")
        if text_of(item, "RTPlanRelationship").upper() == "PREDECESSOR" and (uid := text_of(item, "ReferencedSOPInstanceUID"))
    )
