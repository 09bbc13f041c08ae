"""Fields that follow the target's outline, and field-in-field: an open field with smaller ones that spare its hot parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from codewell.radonc.lab.delivering.machine import Machine
from codewell.radonc.lab.dose.frames import beam_frame
from codewell.radonc.lab.dose.influencing import bixel_grid
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.plan import Aperture, Field, Leaves
from codewell.radonc.volume import Grid

COLUMN = 2.5
"""Step in which leaves follow the outline, mm."""
MARGIN = 7.0
"""From the target's outline to the field edge, mm: the penumbra."""


def conformal_aperture(
    phantom: Phantom,
    field: Field,
    leaves: Leaves,
    targets: Sequence[str],
    *,
    gantry: float | None = None,
    mu: float = 1.0,
    margin: float = MARGIN,
) -> Aperture:
    """Return the opening around the targets in a field's view.

    Args:
        phantom: CT and structures.
        field: geometry.
        leaves: multileaf collimator.
        targets: names of structures.
        gantry: angle instead of the field's, for a control point of an arc.
        mu: monitor units.
        margin: mm at the isocentre plane.

    Raises:
        InputError: no target voxel lies within the leaves' reach.
    """
    turned = Field(
        field.number, field.name, field.gantry if gantry is None else gantry, field.isocentre, collimator=field.collimator
    )
    grid = bixel_grid(phantom, turned, bixel_mm=COLUMN, leaves=leaves, targets=targets, margin_mm=margin)
    first = int(np.argmin(np.abs(np.asarray(leaves.boundaries) - grid.row_edges()[0])))
    left = np.zeros(leaves.pairs, dtype=np.float32)
    right = np.zeros(leaves.pairs, dtype=np.float32)
    for row, used in enumerate(grid.index >= 0):
        columns = np.flatnonzero(used)
        if columns.size:
            left[first + row] = grid.xs[columns[0]] - COLUMN / 2
            right[first + row] = grid.xs[columns[-1]] + COLUMN / 2
    # Closed pairs meet in the middle of the field, where the jaws do not hide the gap any worse than elsewhere.
    is_open = right > left
    middle = float((left[is_open].mean() + right[is_open].mean()) / 2)
    left[~is_open] = right[~is_open] = middle
    return Aperture(left, right, mu, gantry)


def square_aperture(leaves: Leaves, side: float, mu: float = 1.0) -> Aperture:
    """Return a square opening on the axis, as closely as leaf pairs allow."""
    edges = np.asarray(leaves.boundaries)
    inside = np.abs((edges[:-1] + edges[1:]) / 2) < side / 2
    reach = np.where(inside, side / 2, 0.0).astype(np.float32)
    return Aperture(-reach, reach, mu)


def subfields(
    opening: Aperture, field: Field, machine: Machine, grid: Grid, hot: npt.NDArray[np.bool_], share: float
) -> tuple[Aperture, ...]:
    """Return an open field and a smaller one whose leaves cover what is too hot, as a planner draws them by hand.

    Args:
        opening: of the field, with its meterset.
        field: geometry.
        machine: leaves.
        grid: of the dose.
        hot: voxels above the wished dose.
        share: part of the meterset that the smaller field gets.
    """
    level, row, column = np.nonzero(hot)
    if not level.size:
        return (opening,)
    z, y, x = grid.axes()
    frame = beam_frame(field, machine.sad)
    place = np.stack([x[column], y[row], z[level]], axis=1) - frame.isocentre
    scale = frame.sad / (frame.sad - place @ frame.up)
    across, along = place @ frame.across * scale, place @ frame.along * scale
    edges = np.asarray(machine.leaves.boundaries)
    pairs = np.searchsorted(edges, along, side="right") - 1
    left, right = opening.left.copy(), opening.right.copy()
    is_right = across.mean() > float(((left + right) / 2)[right > left].mean())
    for pair in np.unique(pairs[(pairs >= 0) & (pairs < len(left))]):
        these = across[pairs == pair]
        if right[pair] <= left[pair]:
            continue
        width = right[pair] - left[pair]
        # A smaller field keeps at least a third of the open width, so that it stays a field.
        if is_right:
            right[pair] = max(min(right[pair], float(these.min())), left[pair] + width / 3)
        else:
            left[pair] = min(max(left[pair], float(these.max())), right[pair] - width / 3)
    small = Aperture(left, right, opening.mu * share)
    return (Aperture(opening.left, opening.right, opening.mu * (1 - share)), small)
