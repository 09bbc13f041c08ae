"""A breathing signal and the gate that lets the beam on.

Source:
    Lujan A. E. et al., Med Phys 26 (1999) 715-720: position is an even power of a cosine, so that more time is spent near
    exhale.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.kernel.errors import InputError

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Breathing:
    """A breathing patient.

    Args:
        period: seconds of a mean cycle.
        amplitude: mm from exhale to inhale.
        power: n of cos^2n; larger ones stay longer at exhale.
        variation: standard deviation of a cycle's length, share of the period.
    """

    period: float = 4.0
    amplitude: float = 12.0
    power: int = 2
    variation: float = 0.05


@dataclass(frozen=True, slots=True)
class Gate:
    """When the beam may be on.

    Args:
        breathing: signal.
        window: mm above exhale within which the beam is on.
    """

    breathing: Breathing
    window: float = 3.0


@dataclass(frozen=True, slots=True)
class Trace:
    """A signal over time.

    Args:
        seconds: since the beam was requested.
        position: mm above exhale.
    """

    seconds: Array
    position: Array


STEP = 0.02
"""Seconds between samples."""


def breathe(breathing: Breathing, seconds: float, random: np.random.Generator) -> Trace:
    """Return a signal that starts at exhale and lasts at least so long.

    Raises:
        InputError: period or amplitude are not above zero.
    """
    if breathing.period <= 0 or breathing.amplitude <= 0:
        raise InputError(
            "A breathing signal needs a period and an amplitude above zero.", next_step="State both.", slug="input.breathing"
        )
    cycles = int(np.ceil(seconds / breathing.period)) * 2 + 2
    lengths = breathing.period * np.clip(1 + breathing.variation * random.standard_normal(cycles), 0.5, 1.5)
    starts = np.concatenate([[0.0], np.cumsum(lengths)])
    at = np.arange(0.0, max(seconds, STEP) + STEP, STEP)
    cycle = np.searchsorted(starts, at, side="right") - 1
    phase = (at - starts[cycle]) / lengths[cycle]
    return Trace(at, breathing.amplitude * np.sin(np.pi * phase) ** (2 * breathing.power))


def gated_times(beam_on: Array, gate: Gate, random: np.random.Generator) -> Array:
    """Return when the clock shows each moment of beam-on time, seconds since the beam was requested.

    Args:
        beam_on: seconds for which the beam has been on, rising.
        gate: lets the beam on.
        random: for the lengths of the cycles.

    Raises:
        InputError: the gate never opens.
    """
    wanted = float(beam_on.max(initial=0.0))
    if gate.window <= 0:
        raise InputError("The gate never opens.", next_step="Give a window above 0 mm.", slug="input.gate")
    lasting = wanted * 2 + 2 * gate.breathing.period
    while True:
        trace = breathe(gate.breathing, lasting, np.random.default_rng(random.integers(2**32)))
        is_open = trace.position <= gate.window
        passed = np.concatenate([[0.0], np.cumsum(is_open[:-1]) * STEP])
        if passed[-1] >= wanted:
            return np.asarray(trace.seconds[np.searchsorted(passed, np.maximum(beam_on - 1e-9, 0.0), side="left")])
        lasting *= 2


def duty_cycle(gate: Gate) -> float:
    """Return the share of time for which a regular breather's gate is open, worked out from the signal's form."""
    if gate.window >= gate.breathing.amplitude:
        return 1.0
    level = (gate.window / gate.breathing.amplitude) ** (1 / (2 * gate.breathing.power))
    return float(2 * np.arcsin(level) / np.pi)
