"""Cone-beam CT of a shifted phantom, and registration against the shift that was put in."""

from __future__ import annotations

import numpy as np
import pytest

from codewell.kernel.errors import InputError
from codewell.radonc.facts import Point
from codewell.radonc.lab.guiding.cone_beam import NOT_IMAGED, ConeBeam, cone_beam_ct, field_of_view
from codewell.radonc.lab.guiding.registering import register
from codewell.radonc.lab.guiding.shifts import ORIGIN, RigidShift
from codewell.radonc.lab.phantoms.making import make_phantom
from codewell.radonc.volume import Grid, Volume

SMALL = ConeBeam(spacing=(3.0, 2.5, 2.5), length=150)


@pytest.mark.parametrize(
    ("name", "translation", "rotation"),
    [
        pytest.param("c-shape", Point(-6, 4, 9), Point(0, 0, 0), id="c-shape-along-z-which-a-uniform-slab-cannot-tell"),
        pytest.param("head-and-neck", Point(7, -9, -5), Point(2.0, -1.5, 1.0), id="head-and-neck-six-axes"),
    ],
)
def test_registration_finds_the_shift_that_was_put_in(name: str, translation: Point, rotation: Point) -> None:
    planned = make_phantom(name, spacing=(3, 2.5, 2.5), seed=1)
    iso = planned.isocentres["main"]
    put_in = RigidShift(translation, rotation, iso)
    daily = cone_beam_ct(make_phantom(name, spacing=(2.5, 2, 2), noise=0), put_in, isocentre=iso, imager=SMALL)
    found = register(planned.ct, daily, isocentre=iso)
    got, turned = found.shift.translation, found.shift.rotation
    assert (got.x, got.y, got.z) == pytest.approx((translation.x, translation.y, translation.z), abs=0.5)
    assert (turned.x, turned.y, turned.z) == pytest.approx((rotation.x, rotation.y, rotation.z), abs=0.2)
    assert found.agreed


def test_a_cone_beam_ct_shows_the_shift_where_it_says() -> None:
    phantom = make_phantom("pelvis", spacing=(3, 3, 3), noise=0)
    iso = phantom.isocentres["main"]
    clear = ConeBeam(spacing=(3, 3, 3), diameter=300, noise=0, cupping=0, gain=1, offset=0)
    still = cone_beam_ct(phantom, RigidShift(ORIGIN), isocentre=iso, imager=clear)
    moved = cone_beam_ct(phantom, RigidShift(Point(6, -9, 12)), isocentre=iso, imager=clear)
    z, y, x = (slice(10, 40), slice(35, 65), slice(35, 65))
    steps = slice(10 + 4, 40 + 4), slice(35 - 3, 65 - 3), slice(35 + 2, 65 + 2)
    assert np.array_equal(moved.values[steps], still.values[z, y, x])


def test_scatter_lowers_the_middle_and_noise_has_its_spread() -> None:
    phantom = make_phantom("c-shape", spacing=(4, 4, 4), noise=0)
    quiet = ConeBeam(spacing=(4, 4, 4), noise=0)
    image = cone_beam_ct(phantom, RigidShift(ORIGIN), isocentre=ORIGIN, imager=quiet).values.astype(float)
    noisy = cone_beam_ct(phantom, RigidShift(ORIGIN), isocentre=ORIGIN, imager=ConeBeam(spacing=(4, 4, 4))).values
    middle = image.shape[2] // 2
    across = image[20, middle + 8]
    assert across[middle] < across[middle + 22] - 20
    assert 15 < (noisy - image)[20, middle - 15 : middle + 15, middle - 15 : middle + 15].std() < 45


def test_the_field_of_view_is_a_cylinder_about_the_isocentre() -> None:
    phantom = make_phantom("c-shape", spacing=(4, 4, 4), noise=0)
    daily = cone_beam_ct(phantom, RigidShift(ORIGIN), isocentre=ORIGIN, imager=ConeBeam(spacing=(4, 4, 4), diameter=200))
    seen = field_of_view(daily)
    assert seen[0].sum() * 16 == pytest.approx(np.pi * 100**2, rel=0.03)
    assert (daily.values[~seen] == NOT_IMAGED).all()


def test_an_empty_image_is_refused() -> None:
    grid = Grid((20, 20, 20), (3, 3, 3), (-30, -30, -30))
    with pytest.raises(InputError, match="shows no body"):
        register(
            make_phantom("c-shape", spacing=(6, 6, 6)).ct, Volume(grid, np.full(grid.shape, -1000, np.int16)), isocentre=ORIGIN
        )


def test_images_that_do_not_overlap_are_refused() -> None:
    phantom = make_phantom("c-shape", spacing=(5, 5, 5))
    far = Volume(Grid(phantom.ct.grid.shape, phantom.ct.grid.spacing, (900.0, 900.0, 900.0)), phantom.ct.values)
    with pytest.raises(InputError, match="do not overlap"):
        register(phantom.ct, far, isocentre=Point(1000, 1000, 1000))
