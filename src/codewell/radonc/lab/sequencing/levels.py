"""Intensity levels: a fluence map as whole multiples of one step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.kernel.errors import InputError

_TRIED_TOPS = np.linspace(0.6, 1.0, 33)
"""Shares of the largest fluence that are tried as top level: a single hot bixel must not coarsen all the others."""


@dataclass(frozen=True, slots=True)
class Levels:
    """A quantised fluence map.

    Args:
        counts: whole levels, (rows, columns), not negative.
        step: MU of one level.
    """

    counts: npt.NDArray[np.int32]
    step: float

    @property
    def fluence(self) -> npt.NDArray[np.float64]:
        """The quantised fluence, MU, (rows, columns)."""
        return self.counts.astype(np.float64) * self.step


def quantise(fluence: npt.NDArray[np.float64], levels: int) -> Levels:
    """Round a fluence map to at most `levels` equal steps above zero, with its total kept.

    The step is the one of least squared error among a few; it is then scaled so that the total of the map (and with it the
    dose it brings, to first order) is that of the wished fluence.

    Args:
        fluence: MU, (rows, columns), not negative.
        levels: largest count that may occur, at least 1.

    Raises:
        InputError: `levels` is below 1, or a fluence is negative or not a number.
    """
    if levels < 1:
        raise InputError(f"{levels} intensity levels cannot hold a fluence.", next_step="Ask for 1 or more.", slug="input.levels")
    if not np.all(np.isfinite(fluence)) or np.any(fluence < 0):
        raise InputError("A fluence is negative or not a number.", next_step="Optimise the plan again.", slug="input.fluence")
    top = float(fluence.max(initial=0.0))
    if top == 0.0:
        return Levels(np.zeros(fluence.shape, dtype=np.int32), 0.0)
    steps = top * _TRIED_TOPS / levels
    errors = [float(np.sum((_counts(fluence, step, levels) * step - fluence) ** 2)) for step in steps]
    counts = _counts(fluence, float(steps[int(np.argmin(errors))]), levels)
    return Levels(counts, float(fluence.sum() / counts.sum()))


def _counts(fluence: npt.NDArray[np.float64], step: float, levels: int) -> npt.NDArray[np.int32]:
    return np.minimum(np.rint(fluence / step), levels).astype(np.int32)
