"""Fluence on leaf pairs: what sequencing starts from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.kernel.errors import InputError
from codewell.radonc.lab.influence import Influence
from codewell.radonc.lab.plan import Leaves

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LeafFluence:
    """A fluence with one row for each leaf pair.

    Args:
        values: MU, (pairs, columns).
        edges: of the columns along leaf travel, mm at the isocentre plane, one more than columns.
        leaves: multileaf collimator.
    """

    values: Array
    edges: Array
    leaves: Leaves


def edges_of(centres: npt.NDArray[np.floating], size: float) -> Array:
    """Return the edges of equally wide bins from their centres, mm."""
    middle = np.asarray(centres, dtype=np.float64)
    return np.concatenate([middle[:1] - size / 2, middle + size / 2])


def overlaps(bins: Array, others: Array) -> Array:
    """Return the length that each bin shares with each of the others, mm, (bins, others); both are given by their edges."""
    low = np.maximum(bins[:-1, None], others[None, :-1])
    high = np.minimum(bins[1:, None], others[None, 1:])
    return np.asarray(np.maximum(high - low, 0.0))


def on_leaves(fluence: Array, columns: Array, rows: Array, leaves: Leaves) -> LeafFluence:
    """Bring a fluence of bixels onto leaf pairs.

    Where rows of bixels coincide with leaf pairs nothing changes; a leaf pair over several rows takes their mean, weighted
    by the shared height.

    Args:
        fluence: MU, (rows, columns).
        columns: edges of the columns, mm, equally far apart.
        rows: edges of the rows, mm, rising.
        leaves: multileaf collimator.

    Raises:
        InputError: a row with fluence lies beyond the outermost leaf.
    """
    shared = overlaps(np.asarray(leaves.boundaries, dtype=np.float64), rows)
    beyond = (shared.sum(axis=0) < 0.99 * np.diff(rows)) & np.any(fluence > 0, axis=1)
    if np.any(beyond):
        raise InputError(
            f"The field reaches {float(np.max(np.abs(rows))):.0f} mm along the leaf bank, beyond the outermost leaf.",
            next_step="Move the isocentre, turn the collimator or shorten the target.",
            slug="input.field-beyond-leaves",
        )
    height = shared.sum(axis=1, keepdims=True)
    values = np.divide(shared @ fluence, height, out=np.zeros((leaves.pairs, fluence.shape[1])), where=height > 0)
    return LeafFluence(values, columns, leaves)


def leaf_fluences(influence: Influence, weights: Array, leaves: Leaves) -> tuple[LeafFluence, ...]:
    """Return the fluence of each beam of an optimised plan on leaf pairs.

    Args:
        influence: bixels.
        weights: MU of each bixel.
        leaves: multileaf collimator.

    Raises:
        InputError: a field lies beyond the outermost leaf.
    """
    return tuple(
        on_leaves(
            influence.fluence(weights, number),
            edges_of(beam.xs, beam.size[0]),
            np.asarray(beam.row_edges(), dtype=np.float64),
            leaves,
        )
        for number, beam in enumerate(influence.beams)
    )
