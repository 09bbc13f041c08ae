"""Objectives on the dose of a structure: how bad it is and how each voxel's dose would change that.

All are penalties of the excess over, or the lack under, a dose or measure; 0 where the wish is met. Voxels count alike, so that a
penalty is a mean over the structure and its priority says how it weighs against the others.

Source: Wu Q, Mohan R, Med Phys 2000;27:701-711 (squared over- and underdose, dose-volume penalties); Niemierko A, Med Phys
1997;24:103-110 (equivalent uniform dose); Wu Q et al., Int J Radiat Oncol Biol Phys 2002;52:224-235 (its use as an objective).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.kernel.errors import InputError

Doses = npt.NDArray[np.floating]
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Objective(ABC):
    """A wish for a structure's dose.

    Args:
        structure: name.
        dose: Gy over all fractions that the wish speaks of.
        priority: weight among the objectives.
    """

    structure: str
    dose: float
    priority: float = 1.0

    def __post_init__(self) -> None:
        if self.dose < 0 or self.priority < 0:
            raise InputError(
                f"an objective of {self.structure} has a negative dose or priority.",
                next_step="Give doses in Gy and priorities from 0 up.",
                slug="input.bad-objective",
            )

    @abstractmethod
    def penalty(self, doses: Doses) -> tuple[float, Vector]:
        """Return the penalty without its priority, and its derivative by each voxel's dose.

        Args:
            doses: Gy of the structure's voxels; at least one.
        """


def _squares(deviation: Vector) -> tuple[float, Vector]:
    """Return the mean square of deviations and its derivative by each."""
    return float(deviation @ deviation) / len(deviation), 2.0 / len(deviation) * deviation


@dataclass(frozen=True, slots=True)
class SquaredOverdose(Objective):
    """No voxel above a dose: mean square of the excess. Serves as the wish for a maximum."""

    def penalty(self, doses: Doses) -> tuple[float, Vector]:
        """Return the mean square of what exceeds the dose."""
        return _squares(np.maximum(doses.astype(np.float64) - self.dose, 0.0))


@dataclass(frozen=True, slots=True)
class SquaredUnderdose(Objective):
    """No voxel below a dose: mean square of the lack. Serves as the wish for a minimum."""

    def penalty(self, doses: Doses) -> tuple[float, Vector]:
        """Return the mean square of what lacks to the dose."""
        return _squares(np.minimum(doses.astype(np.float64) - self.dose, 0.0))


@dataclass(frozen=True, slots=True)
class SquaredDeviation(Objective):
    """One dose everywhere: mean square of the difference."""

    def penalty(self, doses: Doses) -> tuple[float, Vector]:
        """Return the mean square difference from the dose."""
        return _squares(doses.astype(np.float64) - self.dose)


@dataclass(frozen=True, slots=True)
class MeanDose(Objective):
    """A mean dose not above a dose: square of the excess of the mean."""

    def penalty(self, doses: Doses) -> tuple[float, Vector]:
        """Return the square of what the mean exceeds the dose by."""
        excess = max(float(doses.mean(dtype=np.float64)) - self.dose, 0.0)
        return excess**2, np.full(len(doses), 2.0 * excess / len(doses))


@dataclass(frozen=True, slots=True)
class MaxDvh(Objective):
    """At most a share of the volume above a dose.

    Args:
        volume: share of the volume, 0 to 1, that may lie above.
    """

    volume: float = 0.0

    def penalty(self, doses: Doses) -> tuple[float, Vector]:
        """Return the mean square excess of the voxels between the wished dose and the one the share now gets.

        Those are the voxels that have least to come down; the hottest, up to the share, are let be.
        """
        exact = doses.astype(np.float64)
        now = float(np.quantile(exact, 1.0 - self.volume))
        return _squares(np.where(exact <= now, np.maximum(exact - self.dose, 0.0), 0.0))


@dataclass(frozen=True, slots=True)
class MinDvh(Objective):
    """At least a share of the volume at or above a dose.

    Args:
        volume: share of the volume, 0 to 1, that must lie at or above.
    """

    volume: float = 1.0

    def penalty(self, doses: Doses) -> tuple[float, Vector]:
        """Return the mean square lack of the voxels between the dose the share now gets and the wished one."""
        exact = doses.astype(np.float64)
        now = float(np.quantile(exact, 1.0 - self.volume))
        return _squares(np.where(exact >= now, np.minimum(exact - self.dose, 0.0), 0.0))


@dataclass(frozen=True, slots=True)
class _Uniform(Objective):
    """An equivalent uniform dose: the generalised mean of the doses.

    Args:
        exponent: a; 1 is the mean, large weighs hot voxels (serial organs), below 0 cold ones (targets).
    """

    exponent: float = 1.0

    def equivalent(self, doses: Doses) -> tuple[float, Vector]:
        """Return the equivalent uniform dose and its derivative by each voxel's dose."""
        # Cold voxels are held above 0, where a negative power would be infinite.
        exact = np.maximum(doses.astype(np.float64), 1e-3)
        top = float(exact.max())
        powers = (exact / top) ** self.exponent
        mean = float(powers.mean())
        value = top * mean ** (1.0 / self.exponent)
        return value, value / mean / len(exact) * powers / exact * (doses > 1e-3)


@dataclass(frozen=True, slots=True)
class MaxEud(_Uniform):
    """An equivalent uniform dose not above a dose."""

    def penalty(self, doses: Doses) -> tuple[float, Vector]:
        """Return the square of the excess."""
        value, slope = self.equivalent(doses)
        excess = max(value - self.dose, 0.0)
        return excess**2, 2.0 * excess * slope


@dataclass(frozen=True, slots=True)
class MinEud(_Uniform):
    """An equivalent uniform dose not below a dose."""

    def penalty(self, doses: Doses) -> tuple[float, Vector]:
        """Return the square of the lack."""
        value, slope = self.equivalent(doses)
        lack = min(value - self.dose, 0.0)
        return lack**2, 2.0 * lack * slope
