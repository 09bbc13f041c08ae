"""Weights of apertures found again after sequencing, so that rounding to levels costs little dose quality.

The doses of the apertures already hold transmission, leaf ends and tongues, so that what leaks is planned for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize

from codewell.kernel.errors import InputError
from codewell.radonc.lab.plan import Delivery, LabBeam

Array = npt.NDArray[np.float64]
FloatArray = npt.NDArray[np.float32]


class Penalty(Protocol):
    """What a dose costs: the objectives of the plan, whatever they are."""

    def __call__(self, dose: Array, /) -> tuple[float, Array]:
        """Return the cost of doses at the points and its gradient with respect to them."""


@dataclass(frozen=True, slots=True)
class Reweighted:
    """Weights after optimisation.

    Args:
        mu: of each aperture, not negative.
        cost: of the penalty before and after.
        iterations: of the optimiser.
    """

    mu: Array
    cost: tuple[float, float]
    iterations: int


def reweight(doses: FloatArray, start: Array, penalty: Penalty, *, iterations: int = 150) -> Reweighted:
    """Find the meterset of each aperture that costs least.

    Args:
        doses: Gy for 1 MU, (points, apertures).
        start: MU of each aperture.
        penalty: of the doses at the points.
        iterations: at most.

    Raises:
        InputError: apertures and metersets do not pair, or nothing is open.
    """
    if doses.shape[1] != len(start) or not np.any(start > 0):
        raise InputError("There is no aperture to weight.", next_step="Sequence the plan again.", slug="input.no-aperture")
    scale = float(start.mean())

    def cost(weights: Array) -> tuple[float, Array]:
        value, slope = penalty((doses @ (weights * scale).astype(np.float32)).astype(np.float64))
        return value, (slope.astype(np.float32) @ doses).astype(np.float64) * scale

    before = cost(start / scale)[0]
    found = minimize(
        cost, start / scale, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * len(start), options={"maxiter": iterations}
    )
    return Reweighted(np.asarray(found.x) * scale, (before, float(found.fun)), int(found.nit))


def normalise_d95(target_doses: FloatArray, mu: Array, dose: float) -> Array:
    """Scale metersets so that 95 % of the target's voxels get at least a dose.

    Args:
        target_doses: Gy for 1 MU, (voxels of the target, apertures).
        mu: of each aperture.
        dose: Gy, in the same count of fractions as the metersets.

    Raises:
        InputError: the target gets no dose.
    """
    reached = dose_at_volume(target_doses @ mu.astype(np.float32), 0.95)
    if reached <= 0:
        raise InputError("The apertures give the target no dose.", next_step="Sequence the plan again.", slug="input.no-dose")
    return mu * (dose / reached)


def dose_at_volume(doses: npt.NDArray[np.floating], share: float) -> float:
    """Return the dose that a share of the voxels reaches (D95 for 0.95), Gy, interpolated between voxels."""
    return float(np.quantile(doses, 1.0 - share))


def aperture_doses(matrix: sparse.csr_matrix, openings: Array) -> FloatArray:
    """Return the dose of 1 MU of each aperture from an influence matrix, (points, apertures), Gy.

    Args:
        matrix: (points, bixels), Gy for 1 MU.
        openings: share of each bixel that an aperture opens, (bixels, apertures).
    """
    return np.asarray(matrix @ openings.astype(np.float32), dtype=np.float32)


def with_metersets(beams: tuple[LabBeam, ...], mu: Array, *, minimum_mu: float = 0.0) -> tuple[LabBeam, ...]:
    """Return beams with new metersets, one for each step in the order of the beams.

    Static apertures below the least meterset (or without any) are dropped, and beams without apertures with them. Control
    points of moving beams all stay, since leaves and gantry pass through them.

    Args:
        beams: whose steps follow one another in the order of `mu`.
        mu: one for each static aperture, and for each way between control points.
        minimum_mu: below which a static aperture is not given.
    """
    given = []
    place = 0
    for beam in beams:
        moves = beam.delivery in (Delivery.SLIDING_WINDOW, Delivery.ARC)
        count = len(beam.apertures) - moves
        metersets = [0.0] * moves + [float(one) for one in mu[place : place + count]]
        place += count
        shapes = tuple(replace(one, mu=new) for one, new in zip(beam.apertures, metersets, strict=True))
        if not moves:
            shapes = tuple(one for one in shapes if one.mu > 0 and one.mu >= minimum_mu)
        given.append(replace(beam, apertures=shapes))
    return tuple(one for one in given if one.mu > 0)
