"""Leaf positions and metersets refined together after sequencing, against the plan's own penalty.

Rounding to levels leaves edges on bixel borders and ignores what leaves let through. Here the fluence of each bixel is the
transmission plus the share that an aperture opens, whose edge is as soft as a round leaf end, so that the penalty has a slope by
every leaf position. Closed pairs stay closed; the number of apertures stays or falls.

Source:
    Cassioli A., Unkelbach J., Phys Med Biol 58 (2013) 301-318 (aperture shape optimisation by gradients); Shepard D. M. et al.,
    Med Phys 29 (2002) 1007-1018 (direct aperture optimisation).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import ndtr

from codewell.radonc.lab.delivering.machine import Machine
from codewell.radonc.lab.influence import BixelGrid
from codewell.radonc.lab.plan import LabBeam
from codewell.radonc.lab.sequencing.leaf_fluence import edges_of

Array = npt.NDArray[np.float64]

SOFTNESS = 1.5
"""Standard deviation of an aperture's edge during the search, mm: wide enough for a smooth slope, well below a bixel."""
LEAF_UNIT = 15.0
"""Millimetres that count in the search like the whole of a mean meterset."""


class BixelCost(Protocol):
    """What a fluence costs: the objectives of the plan, whatever they are (`planning.optimising.Problem` is one)."""

    def __call__(self, weights: Array, /) -> tuple[float, Array]:
        """Return the cost of bixel weights (MU over all fractions) and its gradient by each."""


@dataclass(frozen=True, slots=True)
class _Block:
    """The apertures of a beam during the search.

    Args:
        edges: of the bixels' columns, mm.
        index: bixel numbers (rows, columns); -1 where unused.
        pairs: leaf pair of each row.
        is_open: (apertures, rows).
        left: radiation edges, (apertures, rows), mm.
        width: likewise.
        mu: (apertures).
    """

    edges: Array
    index: npt.NDArray[np.int32]
    pairs: npt.NDArray[np.int64]
    is_open: npt.NDArray[np.bool_]
    left: Array
    width: Array
    mu: Array


def refine(
    beams: Sequence[LabBeam],
    grids: Sequence[BixelGrid],
    cost_of: BixelCost,
    machine: Machine,
    *,
    iterations: int = 60,
) -> tuple[LabBeam, ...]:
    """Return static beams with leaf positions and metersets that cost less.

    Args:
        beams: sequenced, metersets over all fractions; their field numbers find their bixels.
        grids: bixels of the optimised plan.
        cost_of: what bixel weights cost.
        machine: leaves.
        iterations: of the optimiser, at most.
    """
    found = {grid.field.number: grid for grid in grids}
    blocks = [_block(beam, found[beam.field.number], machine) for beam in beams]
    scale = float(np.mean(np.concatenate([block.mu for block in blocks])))
    start = np.concatenate([_packed(block, scale) for block in blocks])
    bounds = [bound for block in blocks for bound in _bounds(block)]
    bixels = 1 + max(int(grid.index.max()) for grid in grids)

    def cost(variables: Array) -> tuple[float, Array]:
        now = _unpacked(blocks, variables, scale)
        fluence = np.zeros(bixels)
        for block in now:
            _add_fluence(fluence, block, machine.transmission)
        value, by_bixel = cost_of(fluence)
        return value, np.concatenate([_slope(block, by_bixel, machine.transmission, scale) for block in now])

    result = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": iterations, "maxcor": 20})
    refined = (
        _refined(beam, block, machine) for beam, block in zip(beams, _unpacked(blocks, np.asarray(result.x), scale), strict=True)
    )
    return tuple(beam for beam in refined if beam.apertures)


def _block(beam: LabBeam, grid: BixelGrid, machine: Machine) -> _Block:
    rows = np.asarray(grid.row_edges(), dtype=np.float64)
    middles = (rows[:-1] + rows[1:]) / 2
    pairs = np.searchsorted(np.asarray(machine.leaves.boundaries), middles, side="right") - 1
    left = np.stack([one.left for one in beam.apertures]).astype(np.float64)[:, pairs]
    right = np.stack([one.right for one in beam.apertures]).astype(np.float64)[:, pairs]
    is_open = right - left > 1e-3
    left, right = left - machine.end_offset, right + machine.end_offset
    edges = edges_of(grid.xs, grid.size[0])
    mu = np.array([one.mu for one in beam.apertures], dtype=np.float64)
    return _Block(edges, grid.index, pairs.astype(np.int64), is_open, left, np.where(is_open, right - left, 0.0), mu)


def _packed(block: _Block, scale: float) -> Array:
    is_open = block.is_open
    return np.concatenate([block.mu / scale, block.left[is_open] / LEAF_UNIT, block.width[is_open] / LEAF_UNIT])


def _bounds(block: _Block) -> list[tuple[float, float | None]]:
    count = int(block.is_open.sum())
    low, high = float(block.edges[0]) / LEAF_UNIT, float(block.edges[-1]) / LEAF_UNIT
    sides: list[tuple[float, float | None]] = [(low, high)] * count
    return [(0.0, None)] * len(block.mu) + sides + [(0.0, high - low)] * count


def _unpacked(blocks: Sequence[_Block], variables: Array, scale: float) -> list[_Block]:
    now = []
    place = 0
    for block in blocks:
        apertures, count = len(block.mu), int(block.is_open.sum())
        parts = np.split(variables[place : place + apertures + 2 * count], [apertures, apertures + count])
        place += apertures + 2 * count
        left, width = block.left.copy(), np.zeros_like(block.width)
        left[block.is_open] = parts[1] * LEAF_UNIT
        width[block.is_open] = parts[2] * LEAF_UNIT
        now.append(replace(block, mu=parts[0] * scale, left=left, width=width))
    return now


def _below(position: Array, edges: Array) -> Array:
    """Return the share of each column below a soft edge, (..., columns)."""
    apart = (position[..., None] - edges) / SOFTNESS
    integral = SOFTNESS * (apart * ndtr(apart) + np.exp(-0.5 * apart**2) / np.sqrt(2 * np.pi))
    return np.asarray((integral[..., :-1] - integral[..., 1:]) / (edges[1] - edges[0]))


def _below_slope(position: Array, edges: Array) -> Array:
    """Return how the share below an edge grows with its position, 1/mm, (..., columns)."""
    passed = ndtr((position[..., None] - edges) / SOFTNESS)
    return np.asarray((passed[..., :-1] - passed[..., 1:]) / (edges[1] - edges[0]))


def _open_shares(block: _Block) -> Array:
    shares = _below(block.left + block.width, block.edges) - _below(block.left, block.edges)
    return np.asarray(np.where(block.is_open[..., None], shares, 0.0))


def _add_fluence(fluence: Array, block: _Block, transmission: float) -> None:
    used = block.index >= 0
    shares = transmission + (1 - transmission) * _open_shares(block)
    fluence[block.index[used]] += np.tensordot(block.mu, shares, axes=1)[used]


def _slope(block: _Block, by_bixel: Array, transmission: float, scale: float) -> Array:
    """Return the penalty's slope by metersets, left edges and widths, in the search's units."""
    slope = np.where(block.index >= 0, by_bixel[np.maximum(block.index, 0)], 0.0)
    shares = transmission + (1 - transmission) * _open_shares(block)
    by_mu = np.tensordot(shares, slope, axes=2) * scale
    factor = (1 - transmission) * LEAF_UNIT * block.mu[:, None]
    by_right = np.sum(_below_slope(block.left + block.width, block.edges) * slope, axis=-1) * factor
    by_left = by_right - np.sum(_below_slope(block.left, block.edges) * slope, axis=-1) * factor
    return np.concatenate([by_mu, by_left[block.is_open], by_right[block.is_open]])


def _refined(beam: LabBeam, block: _Block, machine: Machine) -> LabBeam:
    """Return the beam with leaf positions to a tenth of a millimetre; pairs that closed in the search stand where they met."""
    shapes = []
    for number, aperture in enumerate(beam.apertures):
        left, right = aperture.left.copy(), aperture.right.copy()
        rows = block.is_open[number]
        pairs = block.pairs[rows]
        low = block.left[number, rows] + machine.end_offset
        high = block.left[number, rows] + block.width[number, rows] - machine.end_offset
        met = high - low < machine.leaf_gap
        middle = (low + high) / 2
        left[pairs] = np.round(np.where(met, middle, low), 1)
        right[pairs] = np.round(np.where(met, middle, high), 1)
        shapes.append(replace(aperture, left=left, right=right, mu=float(block.mu[number])))
    return replace(beam, apertures=tuple(one for one in shapes if one.mu > 0 and np.any(one.right > one.left)))
