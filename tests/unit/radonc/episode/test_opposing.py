"""Outlines of a rigid target look the same, mirrored, from the other side; modulated openings do not."""

from __future__ import annotations

import numpy as np
import pytest

from codewell.radonc.episode.control_points import control_points_of
from codewell.radonc.episode.openings import openings_of
from codewell.radonc.episode.opposing import unlike_opposite
from rt_plans import Step, beam, conformal, modulated


def unlike(steps: list[Step], machine: str = "varian") -> float | None:
    points = control_points_of(beam(1, steps, machine))
    assert points is not None
    angles = np.concatenate([[0.0], np.cumsum(points.gantry_steps())])
    return unlike_opposite(openings_of(points), angles, points.collimator)


@pytest.mark.parametrize("centre", [(0.0, 0.0), (60.0, 20.0)])
def test_a_target_looks_the_same_from_the_other_side(centre: tuple[float, float]) -> None:
    found = unlike(conformal(73, 180, 360, (20, 35, 30), centre))
    assert found is not None
    assert found < 0.1


def test_modulated_openings_do_not() -> None:
    found = unlike(modulated(60, 180, 360))
    assert found is not None
    assert found > 0.3


def test_short_arcs_tell_nothing() -> None:
    assert unlike(conformal(31, 300, 90, (20, 35, 30), (0, 0))) is None
