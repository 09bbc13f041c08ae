"""The treated site from names and diagnoses; what cannot be told apart is flagged."""

from __future__ import annotations

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from codewell.radonc.episode.site import read_site
from codewell.radonc.facts import Confidence, NotShown, Proof, Shown, Side, Site, SiteReading, StructureFacts

PELVIS = ["Bladder", "Rectum", "FemoralHead_L", "FemoralHead_R"]
CHEST = ["Lung_L", "Lung_R", "Heart", "SpinalCord"]


def read(
    names: list[str],
    *,
    label: str = "",
    prescribed: tuple[str, ...] = (),
    codes: tuple[str, ...] = (),
    kinds: dict[str, str] | None = None,
) -> Shown[SiteReading] | NotShown:
    made = Dataset()
    made.RTPlanLabel = label
    references = []
    for one in prescribed:
        item = Dataset()
        item.DoseReferenceType, item.DoseReferenceDescription = "TARGET", one
        references.append(item)
    made.DoseReferenceSequence = Items(references)
    structures = [StructureFacts(name, (kinds or {}).get(name, ""), 5, "1.1", "rs.dcm") for name in names]
    diagnoses = [Shown(code, (Proof("rp.dcm", "(0008,0100)", "CodeValue", code),)) for code in codes]
    return read_site(made, "rp.dcm", structures, diagnoses)


@pytest.mark.parametrize(
    ("names", "codes", "site", "side", "confidence"),
    [
        (["PTV_prost", *PELVIS], (), Site.PROSTATE, Side.NOT_STATED, Confidence.LIKELY),
        (["PTV 7020", "Prostate", *PELVIS], ("C61",), Site.PROSTATE, Side.NOT_STATED, Confidence.STATED),
        (["Zielvolumen Prostata", "Blase", "Rektum"], (), Site.PROSTATE, Side.NOT_STATED, Confidence.LIKELY),
        (["PTV_ProstBed", *PELVIS], ("C61",), Site.PROSTATE_BED, Side.NOT_STATED, Confidence.LIKELY),
        (["CTV fossa", *PELVIS], ("C61",), Site.PROSTATE_BED, Side.NOT_STATED, Confidence.LIKELY),
        (["PTVn_45", "PTVp_78", "Prostate", *PELVIS], ("C61",), Site.PROSTATE_AND_NODES, Side.NOT_STATED, Confidence.LIKELY),
        (["CTVp_L", "PTVp_L", *CHEST], ("C50.412",), Site.BREAST, Side.LEFT, Confidence.STATED),
        (["PTV", *CHEST], ("C50.911",), Site.BREAST, Side.RIGHT, Confidence.STATED),
        (["PTV_Breast_R", *CHEST], (), Site.BREAST, Side.RIGHT, Confidence.LIKELY),
        (["PTV_Breast_R", "PTV_Breast_L", *CHEST], (), Site.BREAST, Side.BOTH, Confidence.LIKELY),
        (["PTV", *CHEST], ("C50.411", "C50.412"), Site.BREAST, Side.BOTH, Confidence.STATED),
        (["PTV_Chestwall_L", *CHEST], (), Site.CHEST_WALL, Side.LEFT, Confidence.LIKELY),
        (["PTV_RUL", *CHEST], (), Site.LUNG, Side.RIGHT, Confidence.LIKELY),
        (["PTV", *CHEST], ("C34.12",), Site.LUNG, Side.LEFT, Confidence.STATED),
        (["PTV60_Oropharynx", "Parotid_L", "Mandible"], (), Site.HEAD_AND_NECK, Side.NOT_STATED, Confidence.LIKELY),
        (["PTV_Pancreas", "Duodenum", "Kidney_L"], (), Site.PANCREAS, Side.NOT_STATED, Confidence.LIKELY),
        (["PTV_brain", "Chiasm", "OpticNrv_L"], (), Site.BRAIN, Side.NOT_STATED, Confidence.LIKELY),
        (["PTV_spine", "SpinalCord"], ("C61", "C79.51"), Site.SPINE, Side.NOT_STATED, Confidence.STATED),
        (["GTV", "PTV", "Brainstem", "Chiasm", "Lens_L", "Eye_R"], (), Site.BRAIN, Side.NOT_STATED, Confidence.WEAK),
    ],
)
def test_site_is_read(names: list[str], codes: tuple[str, ...], site: Site, side: Side, confidence: Confidence) -> None:
    found = read(names, codes=codes)
    assert isinstance(found, Shown)
    assert (found.value.site, found.value.side, found.value.confidence) == (site, side, confidence)
    assert found.proofs


@pytest.mark.parametrize(
    ("names", "codes", "other"),
    [
        (["PTV_7000", *PELVIS], ("C61",), Site.PROSTATE_BED),
        (["PTV", *CHEST], ("C50.912", "Z90.12"), Site.CHEST_WALL),
        (["PTV", *PELVIS], (), Site.PROSTATE),
        (["PTV_brain", "Chiasm", "Brainstem"], ("C34.12",), Site.LUNG),
    ],
)
def test_sites_that_names_do_not_tell_apart_are_flagged(names: list[str], codes: tuple[str, ...], other: Site) -> None:
    found = read(names, codes=codes)
    assert isinstance(found, Shown)
    assert other in found.value.others


def test_nodes_of_the_breast_are_named() -> None:
    found = read(["PTV_Breast_L", "CTVn_IMN", "CTV_SupraClav", *CHEST])
    assert isinstance(found, Shown)
    assert (found.value.site, found.value.nodes) == (Site.BREAST_AND_NODES, ("CTVn_IMN", "CTV_SupraClav"))


def test_nodes_that_are_spared_are_no_target() -> None:
    found = read(["Breast", "Nodes", "Heart", "Lt Lung"], kinds={"Breast": "CTV", "Nodes": "AVOIDANCE"})
    assert isinstance(found, Shown)
    assert (found.value.site, found.value.nodes) == (Site.BREAST, ())


def test_labels_and_prescriptions_tell_site_and_side_without_structures() -> None:
    found = read([], label="LTBREAST", prescribed=("ALT BREAST", "BLT BREAST BOOST"))
    assert isinstance(found, Shown)
    assert (found.value.site, found.value.side, found.value.confidence) == (Site.BREAST, Side.LEFT, Confidence.LIKELY)


def test_rt_after_the_site_is_radiation_therapy_and_no_side() -> None:
    found = read(["PTV", *CHEST], label="Breast RT")
    assert isinstance(found, Shown)
    assert found.value.side is Side.NOT_STATED


def test_phantoms_are_known() -> None:
    found = read(["phantom", "tumor"])
    assert isinstance(found, Shown)
    assert found.value.site is Site.PHANTOM


@pytest.mark.parametrize("names", [[], ["BODY"], ["patient", "Isocenter 1"], ["PTV"]])
def test_nothing_is_guessed(names: list[str]) -> None:
    found = read(names)
    assert isinstance(found, NotShown)
    assert found.look_for


@pytest.mark.parametrize(("label", "side"), [("BREAST-L", Side.LEFT), ("BREAST-R", Side.RIGHT), ("BOTH", Side.BOTH)])
def test_each_plan_of_two_sides_has_its_own(label: str, side: Side) -> None:
    found = read(["PTV_Breast_L", "PTV_Breast_R", *CHEST], label=label, codes=("C50.911", "C50.912"))
    assert isinstance(found, Shown)
    assert found.value.side is side


def test_total_skin_is_told_from_skin() -> None:
    found = read([], label="TSET", codes=("C84.00",))
    assert isinstance(found, Shown)
    assert found.value.site is Site.TOTAL_SKIN
