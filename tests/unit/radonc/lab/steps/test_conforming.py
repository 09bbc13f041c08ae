"""Leaves follow the target's outline as a field sees it."""

from __future__ import annotations

import numpy as np
import pytest

from codewell.radonc.facts import Point
from codewell.radonc.lab.delivering.machine import machine
from codewell.radonc.lab.phantom import Phantom, Structure
from codewell.radonc.lab.plan import Field
from codewell.radonc.lab.steps.conforming import conformal_aperture, square_aperture, subfields
from codewell.radonc.volume import Grid, Volume

GRID = Grid((41, 41, 41), (2.5, 2.5, 2.5), (-50.0, -50.0, -50.0))
FIELD = Field(1, "G000", 0.0, Point(0.0, 0.0, 0.0))


def phantom() -> Phantom:
    """Return a body of water with a target 20 mm wide (x), 30 mm deep (y) and 40 mm long (z) around the isocentre."""
    z, y, x = np.meshgrid(*GRID.axes(), indexing="ij")
    target = (np.abs(x) <= 10) & (np.abs(y) <= 15) & (np.abs(z) <= 20)
    body = np.ones(GRID.shape, dtype=bool)
    parts = (Structure("BODY", "EXTERNAL", (0, 255, 0), body), Structure("PTV", "PTV", (255, 0, 0), target))
    return Phantom("test", Volume(GRID, np.zeros(GRID.shape, np.int16)), parts, {"main": FIELD.isocentre}, "")


@pytest.mark.parametrize(
    ("gantry", "half_width"), [pytest.param(0.0, 10.0, id="from-the-front"), pytest.param(90.0, 15.0, id="from-the-side")]
)
def test_the_opening_is_as_wide_as_the_target_with_its_margin(gantry: float, half_width: float) -> None:
    leaves = machine().leaves
    shape = conformal_aperture(phantom(), FIELD, leaves, ("PTV",), gantry=gantry, margin=5.0)
    is_open = shape.right > shape.left
    edges = np.asarray(leaves.boundaries)
    # Leaves stand on a raster of 2.5 mm, pairs are 5 mm wide, and the near side of the target is magnified by up to 1.5 %.
    assert shape.right[is_open].max() == pytest.approx(half_width + 5.0, abs=2.5)
    assert shape.left[is_open].min() == pytest.approx(-half_width - 5.0, abs=2.5)
    assert edges[np.flatnonzero(is_open)[-1] + 1] == pytest.approx(25.0, abs=5.0)


def test_a_square_opening_is_square() -> None:
    shape = square_aperture(machine().leaves, 100.0)
    widths = np.diff(np.asarray(machine().leaves.boundaries))
    assert float(((shape.right - shape.left) * widths).sum()) == pytest.approx(100.0**2)


def test_a_smaller_field_covers_what_is_hot_on_its_side_and_keeps_the_meterset() -> None:
    whole = phantom()
    opening = conformal_aperture(whole, FIELD, machine().leaves, ("PTV",), mu=100.0)
    hot = whole.structure("PTV").mask & (GRID.axes()[2] > 5.0)
    large, small = subfields(opening, FIELD, machine(), GRID, hot, 0.1)
    assert (large.mu, small.mu) == (90.0, 10.0)
    middle = len(opening.left) // 2
    assert small.right[middle] < 8.0 < opening.right[middle]
    assert np.array_equal(small.left, opening.left)


def test_a_field_without_hot_parts_stays_one() -> None:
    whole = phantom()
    opening = conformal_aperture(whole, FIELD, machine().leaves, ("PTV",), mu=100.0)
    assert subfields(opening, FIELD, machine(), GRID, np.zeros(GRID.shape, bool), 0.1) == (opening,)
