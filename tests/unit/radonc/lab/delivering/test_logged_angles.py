"""Small errors of logged gantry angles are no turns."""

from __future__ import annotations

import numpy as np
import pytest

from codewell.radonc.facts import Point
from codewell.radonc.lab.delivering.motion import motion_of
from codewell.radonc.lab.plan import Aperture, Delivery, Field, LabBeam


@pytest.mark.parametrize(
    ("delivery", "angles", "expected"),
    [
        pytest.param(Delivery.SLIDING_WINDOW, [72.0, 71.9, 72.1], [72.0, 71.9, 72.1], id="a-fixed-gantry-that-trembles"),
        pytest.param(Delivery.ARC, [359.0, 0.5, 0.4, 4.0], [359.0, 360.5, 360.4, 364.0], id="an-arc-past-the-top"),
    ],
)
def test_a_step_back_by_a_tenth_of_a_degree_is_no_turn(delivery: str, angles: list[float], expected: list[float]) -> None:
    opening = np.array([5.0], dtype=np.float32)
    shapes = tuple(Aperture(-opening, opening, float(index > 0), angle) for index, angle in enumerate(angles))
    motion = motion_of(LabBeam(Field(1, "F", angles[0], Point(0.0, 0.0, 0.0)), shapes, delivery))
    assert np.append(motion.gantry[:, 0], motion.gantry[-1, 1]) == pytest.approx(expected)
