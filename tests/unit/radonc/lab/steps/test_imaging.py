"""A scenario's names, added structures and isocentres on a phantom."""

from __future__ import annotations

import numpy as np
import pytest

from codewell.kernel.errors import InputError
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.presets.choices import Ball, PhantomChoice
from codewell.radonc.lab.quality import quality_of
from codewell.radonc.lab.steps.imaging import dose_grid, image_phantom

SMOKE = quality_of("smoke")


def imaged(**stated: object) -> Phantom:
    """Return the C-shape phantom as a scenario wants it."""
    return image_phantom(PhantomChoice(name="c-shape", **stated), SMOKE, 1, noise=0.0)


def test_structures_are_renamed_left_out_and_added() -> None:
    ball = Ball(name="PTV_Spine", kind="PTV", centre=(0, 60, 0), radius=20)
    phantom = imaged(names={"PTV": "PTV_Pancreas"}, without=("Core",), added=(ball,))
    names = [one.name for one in phantom.structures]
    assert "PTV_Pancreas" in names
    assert "PTV_Spine" in names
    assert "Core" not in names
    voxel = float(np.prod(phantom.ct.grid.spacing))
    # A ball of 20 mm holds 33.5 cm3; a coarse grid rounds its surface.
    assert phantom.structure("PTV_Spine").mask.sum() * voxel == pytest.approx(33510, rel=0.1)


def test_a_name_that_the_phantom_does_not_have_is_refused() -> None:
    with pytest.raises(InputError, match="Liver"):
        imaged(names={"Liver": "PTV"})


def test_an_isocentre_is_added_beside_the_main_one() -> None:
    phantom = imaged(isocentres={"hip": (80.0, 5.0, -10.0)})
    main, hip = phantom.isocentres["main"], phantom.isocentres["hip"]
    assert (hip.x - main.x, hip.y - main.y, hip.z - main.z) == (80.0, 5.0, -10.0)


def test_a_rind_is_the_outermost_layer() -> None:
    phantom = imaged(rind={"Skin": 8.0})
    rind, body = phantom.structure("Skin").mask, phantom.structure("External").mask
    middle = tuple(count // 2 for count in body.shape)
    assert body[middle]
    assert not rind[middle]
    assert 0 < rind.sum() < body.sum() / 2
    assert not np.any(rind & ~body)


def test_what_images_moves_towards_the_feet_at_inhale() -> None:
    ball = Ball(name="GTV", kind="GTV", centre=(0, 0, 0), radius=15, hu=1500)
    choice = PhantomChoice(name="c-shape", added=(ball,))
    exhaled, inhaled = (image_phantom(choice, SMOKE, 1, noise=0.0, inhaled=mm).ct for mm in (0.0, 12.0))
    heights = []
    for volume in (exhaled, inhaled):
        planes = np.flatnonzero((volume.values == 1500).any(axis=(1, 2)))
        heights.append(float(volume.grid.axes()[0][planes].mean()))
    assert heights[0] - heights[1] == pytest.approx(12.0, abs=3.0)


def test_the_dose_grid_covers_the_body() -> None:
    phantom = imaged()
    grid = dose_grid(phantom, SMOKE)
    for axis, coordinates in enumerate(grid.axes()):
        body = phantom.structure("External").mask.any(axis=tuple(one for one in range(3) if one != axis))
        places = phantom.ct.grid.axes()[axis][np.flatnonzero(body)]
        assert coordinates[0] <= places[0] + 1e-3
        assert coordinates[-1] >= places[-1] - 1e-3
