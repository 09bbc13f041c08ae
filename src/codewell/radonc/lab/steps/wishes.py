"""What a plan is asked for, as a penalty of doses at points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize

from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.presets.choices import PlanChoice
from codewell.radonc.lab.steps.imaging import on_grid
from codewell.radonc.volume import Grid

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Penalty:
    """A sum of squared excesses and shortfalls.

    Args:
        low: dose below which a point costs, Gy of a fraction.
        high: dose above which a point costs.
        under: weight of a shortfall at each point.
        over: weight of an excess at each point.
    """

    low: Array
    high: Array
    under: Array
    over: Array

    def __call__(self, dose: Array) -> tuple[float, Array]:
        """Return the cost of doses at the points and its gradient with respect to them."""
        short = np.maximum(self.low - dose, 0.0)
        excess = np.maximum(dose - self.high, 0.0)
        cost = float((self.under * short**2).sum() + (self.over * excess**2).sum())
        return cost, 2 * (self.over * excess - self.under * short)


def penalty_of(choice: PlanChoice, phantom: Phantom, grid: Grid, voxels: npt.NDArray[np.int64]) -> Penalty:
    """Return the penalty of a plan at voxels of a dose grid: the target as prescribed, organs below their limits."""
    wish = choice.dose_per_fraction
    target = on_grid(phantom, choice.target, grid).ravel()[voxels]
    high = np.where(target, wish * 1.03, wish * 0.9)
    over = np.where(target, 1.0 / max(int(target.sum()), 1), 0.3 / len(voxels))
    for goal in choice.goals:
        if goal.structure == choice.target:
            continue
        organ = on_grid(phantom, goal.structure, grid).ravel()[voxels] & ~target
        limit = goal.dose / choice.fractions
        high = np.where(organ, np.minimum(high, limit), high)
        over = np.where(organ, np.maximum(over, 0.1 * goal.weight / max(int(organ.sum()), 1)), over)
    low = np.where(target, wish * 1.01, 0.0)
    return Penalty(low, high, np.where(target, over * 2, 0.0), over)


def least_cost(matrix: sparse.csc_matrix, penalty: Penalty, wish: float, iterations: int) -> Array:
    """Return bixel weights of least cost, MU."""
    rows = matrix.tocsr()
    start = np.ones(matrix.shape[1])
    scale = wish / max(float(np.quantile(rows @ start.astype(np.float32), 0.98)), 1e-9)

    def cost(weights: Array) -> tuple[float, Array]:
        value, slope = penalty((rows @ (weights * scale).astype(np.float32)).astype(np.float64))
        return value, np.asarray(rows.T @ slope.astype(np.float32), dtype=np.float64) * scale

    bounds = [(0.0, None)] * len(start)
    found = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": iterations})
    return np.asarray(found.x * scale)
