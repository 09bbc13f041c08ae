"""Dose-volume measures of a structure on a dose grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.kernel.errors import InputError

Doses = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Histogram:
    """A cumulative dose-volume histogram.

    Args:
        dose: Gy, rising from 0.
        volume: share of the volume, 0 to 1, that gets at least each dose.
    """

    dose: npt.NDArray[np.float64]
    volume: npt.NDArray[np.float64]


def _filled(doses: Doses) -> npt.NDArray[np.float64]:
    """Return doses as a flat array of doubles; refuse none."""
    flat = np.asarray(doses, dtype=np.float64).ravel()
    if not flat.size:
        raise InputError(
            "a structure holds no voxel of the dose grid.",
            next_step="Use a finer dose grid or a larger structure.",
            slug="input.empty-structure",
        )
    return flat


def dose_at_volume(doses: Doses, percent: float) -> float:
    """Return D_x: the dose that x per cent of the volume gets at least, Gy.

    Args:
        doses: Gy of the structure's voxels, of one volume each.
        percent: 0 to 100.

    Raises:
        InputError: there is no voxel.
    """
    return float(np.quantile(_filled(doses), 1.0 - percent / 100.0))


def volume_at_dose(doses: Doses, dose: float) -> float:
    """Return V_x: the per cent of the volume that gets at least a dose, 0 to 100.

    Raises:
        InputError: there is no voxel.
    """
    return float(100.0 * np.mean(_filled(doses) >= dose))


def mean_dose(doses: Doses) -> float:
    """Return the mean dose, Gy.

    Raises:
        InputError: there is no voxel.
    """
    return float(_filled(doses).mean())


def histogram(doses: Doses, *, bins: int = 200, highest: float | None = None) -> Histogram:
    """Return the cumulative histogram of a structure.

    Args:
        doses: Gy of the structure's voxels.
        bins: steps of dose.
        highest: last dose, Gy; None takes the structure's maximum.

    Raises:
        InputError: there is no voxel.
    """
    flat = np.sort(_filled(doses))
    steps = np.linspace(0.0, float(flat[-1]) if highest is None else highest, bins + 1)
    return Histogram(steps, 1.0 - np.searchsorted(flat, steps, side="left") / flat.size)
