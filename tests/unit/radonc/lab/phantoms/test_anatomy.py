"""What has to hold of the anatomy of each phantom."""

from __future__ import annotations

import math
import re
from functools import cache

import numpy as np
import pytest

from codewell.radonc.facts import Side
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.phantoms.making import make_phantom
from codewell.radonc.lab.phantoms.scenes import PHANTOMS

SPACING = (4.0, 3.0, 3.0)


@cache
def made(name: str, side: Side = Side.NOT_STATED) -> Phantom:
    """Make each phantom once for the module."""
    return make_phantom(name, spacing=SPACING, side=side)


def hu(phantom: Phantom, name: str) -> float:
    """Return the median of a structure."""
    return float(np.median(phantom.ct.values[phantom.structure(name).mask]))


def middle(phantom: Phantom, name: str) -> tuple[float, ...]:
    """Return a structure's centre, z, y, x."""
    where = np.argwhere(phantom.structure(name).mask).mean(axis=0)
    return tuple(
        start + step * at for start, step, at in zip(phantom.ct.grid.origin, phantom.ct.grid.spacing, where, strict=True)
    )


@pytest.mark.parametrize("name", PHANTOMS)
def test_structures_lie_in_the_body_and_carry_names_of_the_nomenclature(name: str) -> None:
    phantom = made(name)
    body = phantom.structures[0]
    assert body.kind == "EXTERNAL"
    assert phantom.ct.values.dtype == np.int16
    for one in phantom.structures:
        assert one.mask.shape == phantom.ct.grid.shape
        assert one.mask.any(), one.name
        assert not (one.mask & ~body.mask).any(), one.name
        assert re.fullmatch(r"[A-Za-z0-9_]{1,16}", one.name), "TG-263: 16 characters at most"
    assert len({one.name for one in phantom.structures}) == len(phantom.structures)


@pytest.mark.parametrize("name", PHANTOMS)
def test_no_two_planes_are_alike_so_that_guidance_can_tell_where_it_is(name: str) -> None:
    image = make_phantom(name, spacing=SPACING, noise=0).ct.values.astype(float)
    changes = np.abs(np.diff(image, axis=0)).mean(axis=(1, 2))
    assert (changes > 0.5).all()


@pytest.mark.parametrize("name", PHANTOMS)
def test_the_isocentre_lies_in_the_body(name: str) -> None:
    phantom = made(name)
    for point in phantom.isocentres.values():
        index = [
            round((at - start) / step)
            for at, start, step in zip((point.z, point.y, point.x), phantom.ct.grid.origin, phantom.ct.grid.spacing, strict=True)
        ]
        assert phantom.structures[0].mask[tuple(index)]


def test_pelvis_has_a_prostate_of_its_stated_size_between_bladder_and_rectum() -> None:
    pelvis = made("pelvis")
    ellipsoid = 4 / 3 * math.pi * 24 * 17 * 20
    assert pelvis.structure("Prostate").mask.sum() * math.prod(SPACING) == pytest.approx(ellipsoid, rel=0.1)
    assert middle(pelvis, "Bladder")[0] > middle(pelvis, "Prostate")[0] > middle(pelvis, "PenileBulb")[0]
    assert middle(pelvis, "Rectum")[1] > middle(pelvis, "Prostate")[1]
    rectum = pelvis.ct.values[pelvis.structure("Rectum").mask]
    assert (rectum < -400).sum() * math.prod(SPACING) > 2000, "gas"
    assert pelvis.diagnosis == "C61"


def test_pelvis_has_three_gold_markers_in_the_prostate() -> None:
    pelvis = made("pelvis")
    markers = [one for one in pelvis.structures if one.kind == "MARKER"]
    assert len(markers) == 3
    for one in markers:
        assert pelvis.structure("Prostate").mask[one.mask].all()
        assert pelvis.ct.values[one.mask].max() > 300


def test_left_is_at_positive_x() -> None:
    assert middle(made("pelvis"), "Femur_Head_L")[2] > 60 > -60 > middle(made("pelvis"), "Femur_Head_R")[2]
    assert middle(made("breast"), "Lung_L")[2] > 0 > middle(made("breast"), "Lung_R")[2]
    assert middle(made("breast"), "Heart")[2] > 0, "the heart lies to the left"
    assert middle(made("head-and-neck"), "Parotid_L")[2] > 0 > middle(made("head-and-neck"), "Parotid_R")[2]


@pytest.mark.parametrize(
    ("side", "targets", "code"),
    [
        pytest.param(Side.NOT_STATED, {"PTV_Breast_L"}, "C50.912", id="left-where-not-stated"),
        pytest.param(Side.LEFT, {"PTV_Breast_L"}, "C50.912", id="left"),
        pytest.param(Side.RIGHT, {"PTV_Breast_R"}, "C50.911", id="right"),
        pytest.param(Side.BOTH, {"PTV_Breast_L", "PTV_Breast_R"}, "C50.912", id="both"),
    ],
)
def test_breast_is_treated_on_the_side_asked_for(side: Side, targets: set[str], code: str) -> None:
    phantom = made("breast", side)
    assert {one.name for one in phantom.structures if one.kind == "PTV"} == targets
    assert phantom.diagnosis == code
    sign = -1 if side is Side.RIGHT else 1
    assert phantom.isocentres["main"].x * sign > 40
    for target in targets:
        assert not (phantom.structure(target).mask & phantom.structure("Lung_L").mask).any()
        assert not (phantom.structure(target).mask & phantom.structure("Heart").mask).any()


def test_tissues_have_the_hounsfield_units_of_a_ct() -> None:
    breast, neck, pelvis = made("breast"), made("head-and-neck"), made("pelvis")
    assert -850 < hu(breast, "Lung_L") < -700
    assert 20 < hu(breast, "Heart") < 80
    assert -10 < hu(pelvis, "Bladder") < 20
    assert hu(pelvis, "Femur_Head_L") > 300
    assert hu(neck, "Bone_Mandible") > 350
    assert hu(neck, "Airway") < -800
    assert -60 < hu(neck, "Parotid_L") < 20


def test_the_low_dose_target_of_the_neck_holds_the_high_one() -> None:
    neck = made("head-and-neck")
    assert not (neck.structure("PTV_High").mask & ~neck.structure("PTV_Low").mask).any()
    assert not (neck.structure("PTV_Low").mask & neck.structure("SpinalCord").mask).any()
