"""Phantoms: TG-119's dimensions, repeatability, anatomy that makes sense."""

from __future__ import annotations

import math

import numpy as np
import pytest

from codewell.kernel.errors import InputError
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.phantoms.making import make_phantom

COARSE = (5.0, 4.0, 4.0)


def extent(phantom: Phantom, name: str) -> tuple[float, ...]:
    """Return a structure's length along z, y and x, mm, to the outer sides of its voxels."""
    mask = phantom.structure(name).mask
    lengths = []
    for axis in range(3):
        used = np.flatnonzero(mask.any(axis=tuple(other for other in range(3) if other != axis)))
        lengths.append((used[-1] - used[0] + 1) * phantom.ct.grid.spacing[axis])
    return tuple(lengths)


def test_the_c_shape_has_the_dimensions_of_the_report() -> None:
    phantom = make_phantom("c-shape", spacing=(2, 2, 2))
    length, _, width = extent(phantom, "PTV")
    assert length == pytest.approx(80, abs=2)
    assert width == pytest.approx(74, abs=2)
    assert extent(phantom, "Core") == pytest.approx((100, 20, 20), abs=2)
    volume = phantom.structure("PTV").mask.sum() * 8.0
    assert volume == pytest.approx(math.pi * (37**2 - 15**2) * 80 * 220 / 360, rel=0.02)
    assert not (phantom.structure("PTV").mask & phantom.structure("Core").mask).any()


def test_the_same_seed_gives_the_same_voxels_and_another_does_not() -> None:
    first, again, other = (make_phantom("c-shape", spacing=COARSE, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(first.ct.values, again.ct.values)
    assert not np.array_equal(first.ct.values, other.ct.values)


def test_noise_has_the_stated_spread() -> None:
    clean = make_phantom("c-shape", spacing=COARSE, noise=0).ct.values.astype(float)
    noisy = make_phantom("c-shape", spacing=COARSE, noise=20).ct.values.astype(float)
    inside = make_phantom("c-shape", spacing=COARSE).structure("External").mask
    assert (noisy - clean)[inside].std() == pytest.approx(20, rel=0.05)


def test_an_unknown_phantom_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match="c-shape, pelvis, breast, head-and-neck"):
        make_phantom("knee")
