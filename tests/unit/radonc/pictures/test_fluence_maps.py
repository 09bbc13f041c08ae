"""Fluence: meterset through each point, by reasoning on squares."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from codewell.radonc.geometry import BeamShapes, Shape
from codewell.radonc.pictures.fluence import View, distinct_intensities, fluence_map, view_of

VIEW = View((-50, 50), (-50, 50))
Maker = Callable[..., BeamShapes]


def at(beam: BeamShapes, x: float, y: float, *, moving: bool = False) -> float:
    """Return the monitor units at a point."""
    fluence = fluence_map(beam, VIEW, pixels=100, moving=moving)
    return float(fluence.values[np.argmin(np.abs(fluence.ys - y)), np.argmin(np.abs(fluence.xs - x))])


def test_apertures_add_up_where_they_overlap(squares: Maker) -> None:
    beam = squares([30, 12], halves=[30, 10])
    assert at(beam, 0, 0) == pytest.approx(42)
    assert at(beam, 25, 0) == pytest.approx(30)
    assert at(beam, 0, 25) == pytest.approx(30)
    assert at(beam, 40, 0) == 0


def test_the_integral_is_area_times_meterset(squares: Maker) -> None:
    fluence = fluence_map(squares([5], halves=[20]), VIEW, pixels=100)
    assert fluence.values.sum() == pytest.approx(5 * 40 * 40)


def test_jaws_close_what_leaves_leave_open() -> None:
    wide = Shape(np.full(10, -40.0), np.full(10, 40.0), (-10.0, 40.0), (-5.0, 45.0), 7.0, 0.0)
    beam = BeamShapes(1, "", "PHOTON", "x", np.linspace(-50, 50, 11), (wide,))
    assert at(beam, 5, 5) == pytest.approx(7)
    assert at(beam, -15, 5) == 0
    assert at(beam, 5, -8) == 0


def test_a_beam_with_jaws_alone_is_a_rectangle() -> None:
    shape = Shape(np.empty(0), np.empty(0), (-20.0, 20.0), (-10.0, 10.0), 3.0, 0.0)
    beam = BeamShapes(1, "", "PHOTON", "", np.empty(0), (shape,))
    assert fluence_map(beam, VIEW, pixels=100).values.sum() == pytest.approx(3 * 40 * 20)


def test_leaves_along_y_open_along_y() -> None:
    left, right = np.zeros(10), np.array([0, 0, 0, 0, 30, 30, 0, 0, 0, 0], dtype=float)
    beam = BeamShapes(1, "", "PHOTON", "y", np.linspace(-50, 50, 11), (Shape(left, right, None, None, 2.0, 0.0),))
    assert at(beam, 0, 20) == pytest.approx(2)
    assert at(beam, 20, 0) == 0


def test_a_window_that_slides_at_even_speed_gives_its_width_over_its_way(squares: Maker) -> None:
    boundaries = np.array([-50.0, 50.0])
    start = Shape(np.array([-40.0]), np.array([-20.0]), None, None, 0.0, 0.0)
    stop = Shape(np.array([20.0]), np.array([40.0]), None, None, 60.0, 0.0)
    beam = BeamShapes(1, "", "PHOTON", "x", boundaries, (start, stop))
    assert at(beam, 0, 0, moving=True) == pytest.approx(60 * 20 / 60, rel=0.3), "20 mm wide, 60 mm of way, 60 MU"
    assert at(beam, 0, 0) == 0


@pytest.mark.parametrize(
    ("metersets", "halves", "count"),
    [
        pytest.param([100], [30], 1, id="one-field-has-one-intensity"),
        pytest.param([50, 50], [30, 30], 1, id="the-same-shape-twice-too"),
        pytest.param([60, 40], [30, 10], 2, id="two-shapes-two"),
        pytest.param([50, 30, 20], [40, 30, 10], 3, id="three"),
        pytest.param([0.0], [30], 0, id="nothing-given"),
    ],
)
def test_intensities_are_counted(squares: Maker, metersets: list[float], halves: list[float], count: int) -> None:
    beam = squares(metersets, halves=halves)
    assert distinct_intensities(beam, view_of(beam)) == count


def test_the_view_holds_every_opening_and_no_shut_leaves(squares: Maker) -> None:
    view = view_of(squares([1, 1], halves=[20, 40]))
    assert view.x[0] < -40 < 40 < view.x[1]
    assert view.x[1] - view.x[0] < 120
    shut = view_of(squares([1], halves=[0.0]))
    assert shut.x[1] > shut.x[0]
