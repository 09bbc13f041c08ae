"""Physics that any photon dose must show, whatever the numbers of the beam."""

from __future__ import annotations

import numpy as np
import pytest

from codewell.kernel.errors import InputError
from codewell.radonc.facts import Point
from codewell.radonc.lab.dose.engine import FieldGeometry, FluenceMap, bixel_dose, field_dose, prepare
from codewell.radonc.lab.dose.frames import beam_frame
from codewell.radonc.lab.dose.kernel import covered, pencil_beam
from codewell.radonc.lab.plan import Field
from codewell.radonc.volume import Grid
from water_phantom import water_box

BOX = water_box()
ISOCENTRE = Point(0.0, 0.0, 0.0)


def points_at(field: Field, *places: tuple[float, float, float]) -> list[FieldGeometry]:
    """Return geometries of single points (x, y, z of the patient)."""
    return [prepare(BOX, field, Grid((1, 1, 1), (1.0, 1.0, 1.0), (z, y, x))) for x, y, z in places]


def dose_at(field: Field, side: float, *places: tuple[float, float, float]) -> np.ndarray:
    half = (-side / 2, side / 2)
    return np.array([float(bixel_dose(one, half, half)[0]) for one in points_at(field, *places)])


@pytest.mark.parametrize(
    ("gantry", "source"),
    [
        pytest.param(0.0, (0, -1000, 0), id="above-the-patient"),
        pytest.param(90.0, (1000, 0, 0), id="patient-left"),
        pytest.param(180.0, (0, 1000, 0), id="below"),
        pytest.param(270.0, (-1000, 0, 0), id="patient-right"),
    ],
)
def test_the_source_goes_round_as_iec_61217_says(gantry, source):
    frame = beam_frame(Field(1, "G", gantry, ISOCENTRE), 1000.0)
    assert frame.source == pytest.approx(np.array(source), abs=1e-9)
    assert np.cross(frame.across, frame.along) == pytest.approx(frame.up, abs=1e-12)


def test_one_monitor_unit_gives_a_centigray_at_the_reference_point():
    """100 mm x 100 mm, 100 mm deep at the isocentre: the point lies 100 mm below a surface 900 mm from the source."""
    beam = pencil_beam()
    box = water_box(200.0, 4.0)
    geometry = prepare(box, Field(1, "G000", 0.0, ISOCENTRE), Grid((1, 1, 1), (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)))
    assert geometry.depth[0] == pytest.approx(102.0, abs=1.0)  # the CT's voxels end half a voxel beyond the last centre
    exact = FieldGeometry(
        geometry.grid, geometry.voxels, geometry.x, geometry.y, geometry.inverse_square, np.full(1, 100.0, np.float32), beam
    )
    assert bixel_dose(exact, (-50, 50), (-50, 50))[0] == pytest.approx(0.01, rel=1e-5)


def test_dose_falls_with_depth_beyond_its_maximum_and_builds_up_before():
    field = Field(1, "G000", 0.0, ISOCENTRE)
    depths = np.arange(2.0, 230.0, 4.0)
    doses = dose_at(field, 100.0, *[(0.0, depth - 122.0, 0.0) for depth in depths])
    top = int(doses.argmax())
    assert 10 <= depths[top] <= 20  # 6 MV: about 15 mm
    assert np.all(np.diff(doses[: top + 1]) > 0)
    assert np.all(np.diff(doses[top:]) < 0)


def test_percentage_depth_dose_agrees_with_published_tables():
    """6 MV, 100 mm x 100 mm at 1000 mm from source to surface: BJR Supplement 25 (1996) gives 86.9, 67.5 and 39 %.

    Accelerators of that nominal energy differ by some per cent of the maximum.
    """
    beam = pencil_beam()
    depth = np.array([15.0, 50.0, 100.0, 200.0])
    # 100 mm at the surface 1000 mm away is 100 mm at the isocentre plane of a source 1000 mm away.
    spread = covered(np.zeros(1), -50, 50, beam.sigmas) ** 2
    dose = (beam.weights(depth) * spread).sum(axis=1) * (1000 / (1000 + depth)) ** 2
    assert 100 * dose[1:] / dose[0] == pytest.approx([86.9, 67.5, 39.0], abs=3.0)


def test_the_same_water_further_away_gets_less_by_the_inverse_square():
    near, far = (
        prepare(BOX, Field(1, "G000", 0.0, Point(0.0, shift, 0.0)), Grid((1, 1, 1), (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)))
        for shift in (0.0, 100.0)
    )
    # Moving the isocentre 100 mm down moves the source 100 mm nearer: 900 mm to the point instead of 1000 mm.
    assert far.inverse_square[0] / near.inverse_square[0] == pytest.approx((1000 / 900) ** 2, rel=1e-6)
    assert far.depth[0] == pytest.approx(near.depth[0], abs=0.05)
    wide = (-400.0, 400.0)
    ratio = bixel_dose(far, wide, wide)[0] / bixel_dose(near, wide, wide)[0]
    assert ratio == pytest.approx((1000 / 900) ** 2, rel=2e-3)


def test_a_symmetric_field_gives_symmetric_dose():
    field = Field(1, "G000", 0.0, ISOCENTRE)
    doses = dose_at(field, 60.0, (25, 10, 12), (-25, 10, 12), (25, 10, -12), (-25, 10, -12), (12, 10, 25))
    assert doses == pytest.approx(np.full(5, doses[0]), rel=1e-3)


@pytest.mark.parametrize("gantry", [90.0, 180.0, 270.0])
def test_a_cube_gets_the_same_dose_from_each_side(gantry):
    turned = np.deg2rad(gantry)
    place = np.array([15.0, -40.0, 7.0])
    moved = (
        place[0] * np.cos(turned) - place[1] * np.sin(turned),
        place[0] * np.sin(turned) + place[1] * np.cos(turned),
        place[2],
    )
    above = dose_at(Field(1, "G", 0.0, ISOCENTRE), 80.0, tuple(place))
    assert dose_at(Field(1, "G", gantry, ISOCENTRE), 80.0, moved) == pytest.approx(above, rel=1e-3)


def test_a_turned_collimator_turns_the_field():
    straight = points_at(Field(1, "G", 0.0, ISOCENTRE), (30.0, 0.0, 5.0))[0]
    turned = points_at(Field(1, "G", 0.0, ISOCENTRE, collimator=90.0), (30.0, 0.0, 5.0))[0]
    assert bixel_dose(straight, (-40, 40), (-10, 10)) == pytest.approx(bixel_dose(turned, (-10, 10), (-40, 40)), rel=1e-6)


def test_output_grows_with_field_size():
    field = Field(1, "G000", 0.0, ISOCENTRE)
    outputs = [float(dose_at(field, side, (0.0, 0.0, 0.0))[0]) for side in (10, 20, 40, 60, 100, 150, 200, 300)]
    assert np.all(np.diff(outputs) > 0)


def test_bixels_side_by_side_add_up_to_the_field():
    geometry = prepare(BOX, Field(1, "G030", 30.0, ISOCENTRE), Grid((5, 5, 5), (12.0, 12.0, 12.0), (-24.0, -24.0, -24.0)))
    whole = bixel_dose(geometry, (-10, 10), (-10, 10))
    parts = [bixel_dose(geometry, (x, x + 5), (y, y + 5)) for x in range(-10, 10, 5) for y in range(-10, 10, 5)]
    assert np.sum(parts, axis=0) == pytest.approx(whole, rel=1e-5)


def test_a_free_form_fluence_equals_the_rectangle_it_draws():
    geometry = prepare(BOX, Field(1, "G000", 0.0, ISOCENTRE), Grid((9, 9, 9), (9.0, 9.0, 9.0), (-36.0, -36.0, -36.0)))
    fluence = FluenceMap(np.full((40, 60), 2.0, np.float32), (-19.5, -29.5), (1.0, 1.0))
    expected = 2.0 * bixel_dose(geometry, (-30, 30), (-20, 20))
    assert field_dose(geometry, fluence) == pytest.approx(expected, abs=0.004 * float(expected.max()))


def test_dose_of_a_fluence_is_linear():
    geometry = prepare(BOX, Field(1, "G000", 0.0, ISOCENTRE), Grid((3, 5, 5), (9.0, 9.0, 9.0), (-9.0, -18.0, -18.0)))
    one, other = (np.random.default_rng(seed).random((20, 20), dtype=np.float32) for seed in (1, 2))
    first, second, both = (
        field_dose(geometry, FluenceMap(values, (-19.0, -19.0), (2.0, 2.0))) for values in (one, other, 3 * one + other)
    )
    assert both == pytest.approx(3 * first + second, rel=1e-4)


def test_air_attenuates_nothing_and_bone_more_than_water():
    field, grid = Field(1, "G000", 0.0, ISOCENTRE), Grid((1, 1, 1), (1.0, 1.0, 1.0), (0.0, 0.0, 0.0))
    depths = [float(prepare(water_box(hounsfield=value), field, grid).depth[0]) for value in (-1000, -500, 0, 975)]
    assert depths[0] == pytest.approx(0.0, abs=1e-6)
    assert depths[1] == pytest.approx(0.5 * depths[2], rel=1e-4)
    assert depths[3] == pytest.approx(1.5 * depths[2], rel=1e-3)  # 1 + 975/1950, Thomas 1999


def test_an_energy_without_a_beam_is_refused():
    with pytest.raises(InputError) as caught:
        prepare(BOX, Field(1, "G000", 0.0, ISOCENTRE, energy=18.0), BOX.ct.grid)
    assert caught.value.slug == "input.no-such-beam"


def test_the_same_input_gives_the_same_bytes():
    field, grid = Field(1, "G050", 50.0, ISOCENTRE), Grid((6, 6, 6), (8.0, 8.0, 8.0), (-20.0, -20.0, -20.0))
    fluence = FluenceMap(np.ones((10, 10), np.float32), (-9.0, -9.0), (2.0, 2.0))
    runs = [field_dose(prepare(BOX, field, grid), fluence).tobytes() for _ in range(2)]
    assert runs[0] == runs[1]
