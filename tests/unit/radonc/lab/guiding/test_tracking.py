"""Motion during a session and the gate's decisions."""

from __future__ import annotations

import numpy as np
import pytest

from codewell.kernel.errors import InputError
from codewell.radonc.lab.guiding.tracking import (
    EXHALE_GATE,
    PROSTATE_GATE,
    Breathing,
    Gate,
    Hold,
    ProstateMotion,
    Trace,
    gate,
)


def along_z(values: list[float]) -> Trace:
    """Return a trace with one sample a second that moves along z alone."""
    positions = np.zeros((len(values), 3))
    positions[:, 2] = values
    return Trace(np.arange(len(values), dtype=float), positions)


WINDOW = Gate((-1, -1, -1), (1, 1, 1), latency=0)


def test_regular_breathing_has_its_period_and_amplitude() -> None:
    trace = Breathing(amplitude=(0, 0, -10), period=4, variation=0, drift=0).over(40)
    z = trace.positions[:, 2]
    assert z.max() == pytest.approx(0, abs=1e-9)
    assert z.min() == pytest.approx(-10)
    inhales = np.flatnonzero((z[1:-1] < z[:-2]) & (z[1:-1] <= z[2:]) & (z[1:-1] < -9))
    assert np.diff(trace.times[inhales]) == pytest.approx(4, abs=0.11)


def test_breathing_rests_longer_at_exhale_than_at_inhale() -> None:
    z = np.abs(Breathing(amplitude=(0, 0, -10), variation=0, drift=0).over(42).positions[:, 2])
    assert (z < 2).mean() > 2 * (z > 8).mean()


def test_drift_moves_the_baseline() -> None:
    trace = Breathing(amplitude=(0, 0, 0), drift=2.0).over(120, rate=1)
    assert trace.positions[60, 2] == pytest.approx(2.0)


@pytest.mark.parametrize("motion", [Breathing(), ProstateMotion()])
def test_the_same_seed_gives_the_same_trace(motion: Breathing | ProstateMotion) -> None:
    assert np.array_equal(motion.over(60, seed=5).positions, motion.over(60, seed=5).positions)
    assert not np.array_equal(motion.over(60, seed=5).positions, motion.over(60, seed=6).positions)


def test_a_prostate_starts_at_set_up_and_hardly_moves_sideways() -> None:
    traces = [ProstateMotion().over(300, seed=seed) for seed in range(30)]
    assert all(trace.excursion[0] < 2 for trace in traces)
    spread = np.std([trace.positions[-1] for trace in traces], axis=0)
    assert spread[0] < spread[1]


def test_the_beam_is_on_inside_the_window_only() -> None:
    done = gate(along_z([0, 0, 2, 2, 0, 3, 0]), WINDOW)
    assert done.beam_on.tolist() == [True, True, False, False, True, False, True]
    assert done.holds == (Hold(2, 4), Hold(5, 6))
    assert done.duty_cycle == pytest.approx(4 / 7)


def test_the_beam_follows_after_its_latency() -> None:
    done = gate(along_z([0, 2, 2, 0, 0]), Gate((-1, -1, -1), (1, 1, 1), latency=1))
    assert done.beam_on.tolist() == [True, True, False, False, True]


def test_patience_lets_short_excursions_pass() -> None:
    done = gate(along_z([0, 2, 2, 0, 2, 2, 2, 2, 0]), Gate((-1, -1, -1), (1, 1, 1), latency=0, patience=2))
    assert done.beam_on.tolist() == [True] * 6 + [False, False, True]


def test_a_gate_around_exhale_makes_several_holds_a_minute() -> None:
    done = gate(Breathing().over(60), EXHALE_GATE)
    assert 8 <= len(done.holds) <= 20
    assert 0.3 < done.duty_cycle < 0.9
    inside = done.trace.positions[done.beam_on]
    assert np.quantile(inside[:, 2], 0.05) > -5


def test_a_still_prostate_is_never_held() -> None:
    still = ProstateMotion(walk=(0, 0, 0), drift=(0, 0, 0), passings=0).over(300)
    assert gate(still, PROSTATE_GATE).holds == ()


def test_impossible_windows_and_traces_are_refused() -> None:
    with pytest.raises(InputError, match="low below its high"):
        Gate((1, 0, 0), (1, 1, 1))
    with pytest.raises(InputError, match="two samples"):
        Breathing().over(0)
