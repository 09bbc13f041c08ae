"""Fluence optimisation: bixel weights that meet objectives as well as they can, never below 0.

Source: Byrd RH, Lu P, Nocedal J, Zhu C, SIAM J Sci Comput 1995;16:1190-1208 (L-BFGS-B, as in SciPy).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize

from codewell.kernel.errors import InputError
from codewell.radonc.lab.influence import Influence
from codewell.radonc.lab.planning.dvh import dose_at_volume
from codewell.radonc.lab.planning.objectives import Objective

Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Progress = Callable[[int, float], None]


@dataclass(frozen=True, slots=True)
class Optimised:
    """What an optimisation found.

    Args:
        weights: of the bixels: monitor units over all fractions.
        penalty: of those weights.
        iterations: done.
        converged: whether it ended by itself, before the iterations ran out.
    """

    weights: Vector
    penalty: float
    iterations: int
    converged: bool


class Problem:
    """Objectives on the dose of an influence matrix, as a function of the bixels' weights.

    Only the matrix's rows that an objective speaks of are kept; a structure with more than `sample_above` voxels counts by an
    even sample of them.

    Args:
        influence: dose influence.
        objectives: at least one.
        masks: structures on the dose grid, by name.
        smoothing: priority of a penalty on the square of differences between neighbouring bixels of a row, each difference
            taken as a share of the mean weight; smoother fluence needs fewer apertures.
        sample_above: voxels of a structure above which it is sampled; the sample has as many.
    """

    def __init__(
        self,
        influence: Influence,
        objectives: Sequence[Objective],
        masks: Mapping[str, Mask],
        *,
        smoothing: float = 0.0,
        sample_above: int = 20_000,
    ) -> None:
        if not objectives:
            raise InputError("there is no objective to plan for.", next_step="Name at least one.", slug="input.no-objective")
        self._objectives = tuple(objectives)
        chosen = {one.structure: _rows(influence, one.structure, masks, sample_above) for one in objectives}
        rows = np.unique(np.concatenate(list(chosen.values())))
        self._places = {name: np.searchsorted(rows, places) for name, places in chosen.items()}
        self._matrix = _picked(influence.matrix, rows)
        # The transpose shares the arrays: rows of one are columns of the other.
        self._transpose = self._matrix.T
        self._smoothing = smoothing
        self._pairs = _neighbours(influence) if smoothing else np.zeros((0, 2), dtype=np.int64)
        self.bixels = influence.matrix.shape[1]
        self._usual = float(self.start()[0])

    def start(self) -> Vector:
        """Return equal weights that give the structure of the highest dose wished for that dose on average."""
        ones = np.ones(self.bixels)
        dose = self._matrix @ ones.astype(np.float32)
        lead = max(self._objectives, key=lambda one: one.dose)
        mean = float(dose[self._places[lead.structure]].mean())
        return ones * (lead.dose / mean if mean > 0 else 1.0)

    def __call__(self, weights: Vector) -> tuple[float, Vector]:
        """Return the penalty of weights and its derivative by each."""
        dose = self._matrix @ weights.astype(np.float32)
        total = 0.0
        by_dose = np.zeros(len(dose))
        for one in self._objectives:
            places = self._places[one.structure]
            value, slope = one.penalty(dose[places])
            total += one.priority * value
            by_dose[places] += one.priority * slope
        gradient = (self._transpose @ by_dose.astype(np.float32)).astype(np.float64)
        if self._smoothing:
            value, slope = self._roughness(weights)
            total += value
            gradient += slope
        return total, gradient

    def _roughness(self, weights: Vector) -> tuple[float, Vector]:
        """Return the penalty on differences between neighbours and its derivative.

        The mean weight it is a share of is that of the start, so that the penalty stays a quadratic.
        """
        scale = self._smoothing / max(len(self._pairs), 1) / self._usual**2
        first, second = self._pairs.T
        step = weights[first] - weights[second]
        slope = np.bincount(first, step, self.bixels) - np.bincount(second, step, self.bixels)
        return scale * float(step @ step), np.asarray(2.0 * scale * slope, dtype=np.float64)


def _rows(influence: Influence, name: str, masks: Mapping[str, Mask], limit: int) -> npt.NDArray[np.int64]:
    """Return the matrix's rows of a structure, an even sample of them where there are more than a limit."""
    if name not in masks:
        raise InputError(
            f"an objective names {name}, which is no structure here.",
            next_step=f"Use one of: {', '.join(sorted(masks))}.",
            slug="input.no-such-structure",
        )
    rows = np.flatnonzero(masks[name].ravel()[influence.voxels])
    if not rows.size:
        raise InputError(
            f"{name} holds no voxel that a field reaches.",
            next_step="Use a finer dose grid or take the objective away.",
            slug="input.empty-structure",
        )
    if len(rows) > limit:
        # A stride that shares no factor with a grid's side would do as well; rounding an even division spreads it enough.
        rows = rows[np.floor(np.arange(limit) * (len(rows) / limit)).astype(np.int64)]
    return rows.astype(np.int64)


def _picked(matrix: sparse.csc_matrix, rows: npt.NDArray[np.int64]) -> sparse.csr_matrix:
    """Return some rows of a matrix, by rows, without a second copy of the whole."""
    place = np.full(matrix.shape[0], -1, dtype=np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    kept = place[matrix.indices]
    inside = kept >= 0
    counts = np.add.reduceat(inside, matrix.indptr[:-1], dtype=np.int64) if matrix.nnz else np.zeros(0, dtype=np.int64)
    counts[np.diff(matrix.indptr) == 0] = 0
    pointers = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
    columns = sparse.csc_matrix((matrix.data[inside], kept[inside], pointers), shape=(len(rows), matrix.shape[1]))
    return columns.tocsr()


def _neighbours(influence: Influence) -> npt.NDArray[np.int64]:
    """Return pairs of bixels that lie side by side in a row."""
    pairs = []
    for beam in influence.beams:
        left, right = beam.index[:, :-1].ravel(), beam.index[:, 1:].ravel()
        both = (left >= 0) & (right >= 0)
        pairs.append(np.stack([left[both], right[both]], axis=1))
    return np.concatenate(pairs).astype(np.int64)


def optimise(
    influence: Influence,
    objectives: Sequence[Objective],
    masks: Mapping[str, Mask],
    *,
    iterations: int = 300,
    tolerance: float = 1e-6,
    smoothing: float = 0.0,
    sample_above: int = 20_000,
    start: Vector | None = None,
    progress: Progress | None = None,
) -> Optimised:
    """Find bixel weights with L-BFGS-B.

    Args:
        influence: dose influence.
        objectives: at least one; doses in Gy over all fractions.
        masks: structures on the dose grid, by name.
        iterations: at most.
        tolerance: relative decrease of the penalty below which it ends.
        smoothing: priority of smooth fluence (see `Problem`).
        sample_above: voxels of a structure above which it is sampled.
        start: weights to begin with; None begins with equal ones.
        progress: called after each iteration with its number and the penalty.

    Raises:
        InputError: there is no objective, or it names an unknown or empty structure.
    """
    problem = Problem(influence, objectives, masks, smoothing=smoothing, sample_above=sample_above)
    begin = problem.start() if start is None else np.asarray(start, dtype=np.float64)
    scale = float(begin.mean()) or 1.0
    done = 0

    def scaled(shares: Vector) -> tuple[float, Vector]:
        value, slope = problem(shares * scale)
        return value, slope * scale

    def told(intermediate_result: object) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, float(getattr(intermediate_result, "fun", np.nan)))

    found = minimize(
        scaled,
        begin / scale,
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, None)] * problem.bixels,
        callback=told,
        options={"maxiter": iterations, "maxfun": 2 * iterations, "ftol": tolerance, "gtol": 1e-9, "maxcor": 20},
    )
    return Optimised(np.asarray(found.x) * scale, float(found.fun), int(found.nit), int(found.status) == 0)


def normalise(influence: Influence, weights: Vector, mask: Mask, *, dose: float, percent: float = 95.0) -> Vector:
    """Return weights scaled so that a share of the target gets at least a dose.

    Args:
        influence: dose influence.
        weights: of the bixels.
        mask: of the target on the dose grid.
        dose: Gy over all fractions.
        percent: of the target's volume; 95 normalises to D95.

    Raises:
        InputError: the target gets no dose there.
    """
    now = dose_at_volume(influence.dose(weights)[mask], percent)
    if now <= 0:
        raise InputError(
            f"{percent:g} per cent of the target gets no dose.",
            next_step="Optimise before normalising, with a target that the fields reach.",
            slug="input.no-target-dose",
        )
    return weights * (dose / now)
