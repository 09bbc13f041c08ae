"""The clock of a beam that a gate holds while the target is away (`guiding.tracking` has the motions and the gate)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from codewell.kernel.errors import InputError
from codewell.radonc.lab.guiding.tracking import Gate, Gated, Trace, gate

Array = npt.NDArray[np.float64]

RATE = 50.0
"""Samples of the signal in a second."""
LONGEST = 64
"""Times the beam-on time for which is waited before the gate is said never to open."""


class Motion(Protocol):
    """How a target moves: `Breathing`, `ProstateMotion`."""

    def over(self, seconds: float, *, rate: float = ..., seed: int = ...) -> Trace:
        """Return a trace that starts at set-up."""


@dataclass(frozen=True, slots=True)
class Gating:
    """A target that moves, and the window within which the beam may be on.

    Args:
        motion: of the target.
        window: from set-up.
    """

    motion: Motion
    window: Gate


@dataclass(frozen=True, slots=True)
class GatedClock:
    """When a gated beam passes its moments, and the signal that decided it.

    Args:
        seconds: since the beam was requested, for each moment.
        signal: from the request to the last moment.
    """

    seconds: Array
    signal: Gated


def gated_clock(beam_on: Array, gating: Gating, random: np.random.Generator) -> GatedClock:
    """Return when the clock shows each moment of beam-on time.

    Args:
        beam_on: seconds for which the beam has been on, rising.
        gating: motion and window.
        random: for the motion.

    Raises:
        InputError: the target stays outside the window for too long.
    """
    wanted = float(beam_on.max(initial=0.0))
    lasting, seed = 2 * wanted + 10.0, int(random.integers(2**32))
    longest = LONGEST * lasting
    while lasting <= longest:
        found = gate(gating.motion.over(lasting, rate=RATE, seed=seed), gating.window)
        passed = np.concatenate([[0.0], np.cumsum(found.beam_on[:-1]) / RATE])
        if passed[-1] >= wanted:
            places = np.searchsorted(passed, np.maximum(beam_on - 1e-9, 0.0), side="left")
            last = max(int(places.max(initial=0)) + 1, 2)
            seen = Trace(found.trace.times[:last], found.trace.positions[:last])
            return GatedClock(np.asarray(found.trace.times[places]), gate(seen, gating.window))
        lasting *= 2
    raise InputError(
        "The gate never opens for long enough.",
        next_step="Give a wider window, or a motion that comes back to it.",
        slug="input.gate",
    )
