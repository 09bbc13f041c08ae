"""Beams, doses and contours small enough to reason about."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from codewell.radonc.geometry import BeamShapes, Shape


def square_beam(metersets: list[float], *, axis: str = "x", halves: list[float] | None = None) -> BeamShapes:
    """Return a beam of squares centred on the axis, from leaves of 10 mm; half widths 20 mm unless given."""
    boundaries = np.arange(-100.0, 101.0, 10.0)
    centres = (boundaries[:-1] + boundaries[1:]) / 2
    shapes = []
    for place, mu in enumerate(metersets):
        half = 20.0 if halves is None else halves[place]
        reach = np.where(np.abs(centres) < half, half, 0.0)
        shapes.append(Shape(-reach, reach, (-60.0, 60.0), (-60.0, 60.0), mu, 40.0))
    return BeamShapes(1, "G040", "PHOTON", axis, boundaries, tuple(shapes))


@pytest.fixture
def squares() -> Callable[..., BeamShapes]:
    """Return the maker of beams of squares."""
    return square_beam
