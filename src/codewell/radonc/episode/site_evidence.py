"""What speaks for a treated site: names of targets and organs, prescriptions, labels, diagnoses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import numbered, text_of
from codewell.radonc.episode.site_names import found_in, is_target, word_lists, words_of
from codewell.radonc.facts import Proof, Shown, Site, StructureFacts

TARGET, DRAWN, PRESCRIPTION, LABEL = "target", "organ", "prescription", "label"
_LABELS = ("RTPlanLabel", "RTPlanName", "RTPlanDescription", "PrescriptionDescription")
_LABEL_TAGS = {
    "RTPlanLabel": "(300A,0002)",
    "RTPlanName": "(300A,0003)",
    "RTPlanDescription": "(300A,0004)",
    "PrescriptionDescription": "(300A,000E)",
}
_FAMILIES = (
    {Site.PROSTATE, Site.PROSTATE_BED, Site.PROSTATE_AND_NODES, Site.PELVIS},
    {Site.BREAST, Site.BREAST_AND_NODES, Site.CHEST_WALL},
    {Site.BONE, Site.SPINE},
    {Site.SKIN, Site.TOTAL_SKIN},
    {Site.CERVIX_UTERUS, Site.PELVIS},
    {Site.RECTUM, Site.PELVIS},
    {Site.ANUS, Site.PELVIS},
    {Site.BLADDER, Site.PELVIS},
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the plan or its structures.

    Args:
        words: of it.
        text: itself.
        source: target, organ, prescription or label.
        proof: where it stands; of labels it shows the word alone.
    """

    words: tuple[str, ...]
    text: str
    source: str
    proof: Proof


def structure_names(structures: Sequence[StructureFacts]) -> list[Name]:
    names, places = [], dict.fromkeys((one.set_uid for one in structures), 0)
    for one in structures:
        places[one.set_uid] += 1
        proof = Proof(one.file, "(3006,0026)", f"StructureSetROISequence[{places[one.set_uid]}].ROIName", one.name[:60])
        names.append(Name(words_of(one.name), one.name, TARGET if is_target(one.name, one.kind) else DRAWN, proof))
    return names


def plan_names(plan: Dataset, file: str) -> list[Name]:
    names = []
    for item, path in numbered(plan, "DoseReferenceSequence"):
        if text_of(item, "DoseReferenceType").upper() == "ORGAN_AT_RISK":
            continue
        text = text_of(item, "DoseReferenceDescription")
        if text:
            proof = Proof(file, "(300A,0016)", f"{path}.DoseReferenceDescription", text[:60])
            names.append(Name(words_of(text), text, PRESCRIPTION, proof))
    for keyword in _LABELS:
        text = text_of(plan, keyword)
        if text:
            names.append(Name(words_of(text), text, LABEL, Proof(file, _LABEL_TAGS[keyword], keyword, "")))
    return names


def related(one: Site, other: Site) -> bool:
    return one is other or any({one, other} <= family for family in _FAMILIES)


def diagnosed_sites(diagnoses: Sequence[Shown[str]]) -> list[Site]:
    """Return the distinct sites that diagnoses state, in their order."""
    families = word_lists().diagnoses
    sites = []
    for diagnosis in diagnoses:
        code = diagnosis.value.upper()
        fitting = [family for family in families if code.startswith(family)]
        if fitting:
            sites.append(families[max(fitting, key=len)])
    return list(dict.fromkeys(sites))


def sources_by_site(names: Sequence[Name]) -> dict[Site, set[str]]:
    """Return by which sources each site is named."""
    scores: dict[Site, set[str]] = {}
    for site, words in word_lists().sites.items():
        for name in names:
            if name.source == DRAWN and not words.is_drawn:
                continue
            if found_in(words.words, name.words, words.barred):
                scores.setdefault(site, set()).add(name.source)
    return scores


def organs_around(site: Site, names: Sequence[Name]) -> int:
    """Return how many of the organs around a site are drawn."""
    around = word_lists().sites[site].around
    drawn = [name.words for name in names if name.source == DRAWN]
    return sum(any(found_in((entry,), words) for words in drawn) for entry in around)


def word_for(site: Site, name: Name) -> str:
    sites = word_lists().sites
    kin = [words for other, words in sites.items() if related(other, site)]
    return next((found for words in kin if (found := found_in(words.words, name.words, words.barred))), "")
