"""Dose influence: what each bixel of each field gives each voxel, as a sparse matrix.

A bixel far from a voxel gives little, but there are many of them. Beyond `near_mm` only every `thinning`-th bixel of a lattice,
shifted from voxel to voxel, is kept, and counts `thinning` times: sums over bixels stay right on average while most of the
matrix is saved.

Source: Thieke C, Nill S, Oelfke U, Bortfeld T. Acceleration of intensity-modulated radiotherapy dose calculation by importance
sampling of the calculation matrices. Med Phys 2002;29:676-681 (thinning; here on a lattice, without random numbers).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.ndimage import maximum_filter
from scipy.special import erf

from codewell.kernel.errors import InputError
from codewell.radonc.lab.dose.densities import densities
from codewell.radonc.lab.dose.engine import FieldGeometry, prepare
from codewell.radonc.lab.dose.frames import beam_frame
from codewell.radonc.lab.dose.kernel import Vector, pencil_beam
from codewell.radonc.lab.influence import BixelGrid, Influence
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.plan import Field, Leaves
from codewell.radonc.volume import Grid

FloatArray = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]

CHUNK = 4096
"""Voxels computed at a time: keeps the working arrays in the processor's cache."""
TILE = 25.0
"""Side of the tiles by which voxels are put together, mm at the isocentre plane."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a bixel's dose is followed, mm at the isocentre plane.

    Args:
        near_mm: within this every bixel is kept.
        far_mm: beyond this none.
        thinning: one in how many is kept in between; 1 keeps all.
    """

    near_mm: float = 30.0
    far_mm: float = 90.0
    thinning: int = 5


def dose_influence(
    phantom: Phantom,
    fields: Sequence[Field],
    *,
    bixel_mm: float,
    leaves: Leaves,
    grid: Grid,
    targets: Sequence[str],
    margin_mm: float = 5.0,
    reach: Reach | None = None,
    progress: Progress | None = None,
) -> Influence:
    """Compute the dose influence matrix of a set of fields.

    Args:
        phantom: CT and structures.
        fields: photon fields, in order.
        bixel_mm: width of a bixel along leaf travel, at the isocentre plane.
        leaves: a bixel is as high as its leaf pair.
        grid: of the dose.
        targets: names of the structures that the bixels cover.
        margin_mm: added around the targets' projection.
        reach: how far a bixel's dose is followed; None takes the usual.
        progress: called with fields done and all fields.

    Raises:
        InputError: no target voxel lies within the leaves' reach of a field, or there is no beam of a field's energy.
    """
    wanted = reach or Reach()
    density = densities(phantom.ct)
    beams: list[BixelGrid] = []
    pieces: list[sparse.csc_matrix] = []
    used = 0
    for done, field in enumerate(fields):
        bixels = bixel_grid(phantom, field, bixel_mm=bixel_mm, leaves=leaves, targets=targets, margin_mm=margin_mm, first=used)
        geometry = prepare(phantom, field, grid, density=density, window=_window(bixels, wanted.far_mm))
        pieces.append(_matrix(geometry, bixels, used, wanted))
        used += pieces[-1].shape[1]
        beams.append(bixels)
        if progress is not None:
            progress(done + 1, len(fields))
    return _joined(grid, beams, pieces)


def bixel_grid(
    phantom: Phantom,
    field: Field,
    *,
    bixel_mm: float,
    leaves: Leaves,
    targets: Sequence[str],
    margin_mm: float,
    first: int = 0,
) -> BixelGrid:
    """Lay bixels over a field's view of the targets.

    Columns are centred on whole multiples of the bixel's width, so that one lies on the axis. A bixel is used when a target
    voxel, moved by up to the margin along x or y, falls into it.

    Args:
        phantom: CT and structures.
        field: geometry.
        bixel_mm: width, mm.
        leaves: rows.
        targets: names of structures.
        margin_mm: mm at the isocentre plane.
        first: number of the first bixel.

    Raises:
        InputError: no target voxel lies within the leaves' reach.
    """
    x, y = _projected(phantom, field, targets)
    edges = np.asarray(leaves.boundaries, dtype=np.float64)
    fine = 1.0
    low_x, low_y = np.floor(x.min() - margin_mm) - 1, np.floor(y.min() - margin_mm) - 1
    shape = (int(y.max() + margin_mm - low_y) + 3, int(x.max() + margin_mm - low_x) + 3)
    hit = np.zeros(shape, dtype=bool)
    hit[((y - low_y) / fine).astype(np.int64), ((x - low_x) / fine).astype(np.int64)] = True
    hit = maximum_filter(hit, size=2 * max(1, int(np.rint(margin_mm))) + 1)
    at_y, at_x = np.nonzero(hit)
    column = np.rint((at_x + 0.5 + low_x) / bixel_mm).astype(np.int64)
    row = np.searchsorted(edges, at_y + 0.5 + low_y, side="right") - 1
    inside = (row >= 0) & (row < leaves.pairs)
    if not inside.any():
        raise InputError(
            f"no target voxel lies within the leaves' reach of field {field.name}.",
            next_step="Move the isocentre into the target or use more leaf pairs.",
            slug="input.target-out-of-field",
        )
    column, row = column[inside], row[inside]
    columns = np.arange(column.min(), column.max() + 1)
    used = np.zeros((leaves.pairs, len(columns)), dtype=bool)
    used[row, column - columns[0]] = True
    rows = np.arange(row.min(), row.max() + 1)
    used = used[rows]
    index = np.where(used, np.cumsum(used.ravel()).reshape(used.shape) - 1 + first, -1).astype(np.int32)
    heights = np.diff(edges)[rows]
    return BixelGrid(
        field=field,
        xs=(columns * bixel_mm).astype(np.float32),
        ys=(0.5 * (edges[rows] + edges[rows + 1])).astype(np.float32),
        size=(bixel_mm, float(heights.min())),
        index=index,
        edges=tuple(float(one) for one in edges[rows[0] : rows[-1] + 2]),
    )


def _projected(phantom: Phantom, field: Field, targets: Sequence[str]) -> tuple[Vector, Vector]:
    """Return x and y at the isocentre plane of every CT voxel of the targets."""
    mask = np.logical_or.reduce([phantom.structure(name).mask for name in targets])
    level, row, column = np.nonzero(mask)
    if not level.size:
        raise InputError(
            "the targets hold no voxel.", next_step="Name a structure that is drawn on the CT.", slug="input.empty-target"
        )
    frame = beam_frame(field, pencil_beam(field.energy).sad)
    z, y, x = phantom.ct.grid.axes()
    place = np.stack([x[column], y[row], z[level]], axis=1) - frame.isocentre
    scale = frame.sad / (frame.sad - place @ frame.up)
    return place @ frame.across * scale, place @ frame.along * scale


def _window(bixels: BixelGrid, far: float) -> tuple[float, float, float, float]:
    """Return the part of the isocentre plane that a field's bixels reach."""
    return (
        float(bixels.xs[0]) - far,
        float(bixels.xs[-1]) + far,
        float(bixels.ys[0]) - far,
        float(bixels.ys[-1]) + far,
    )


def _edge_shares(position: FloatArray, edges: npt.NDArray[np.float64], sigmas: npt.NDArray[np.float64]) -> FloatArray:
    """Return how much of each Gaussian at each position lies between neighbouring edges, array (points, intervals, Gaussians).

    The cumulative Gaussian is read from a table of 0.05 mm steps, in straight lines.
    """
    step = np.float32(0.05)
    low = np.float32(min(float(position.min()), edges[0]) - max(float(position.max()), edges[-1])) - step
    count = int(-2 * low / step) + 3
    ruler = low + step * np.arange(count)
    table = (0.5 * erf(ruler[:, None] / (np.sqrt(2.0) * sigmas))).astype(np.float32)
    rise = np.diff(table, axis=0, append=table[-1:])
    where = (edges.astype(np.float32) - position[:, None] - low) / step
    place = where.astype(np.int32)
    part = (where - place)[..., None]
    level = table[place] + part * rise[place]
    shares: FloatArray = np.diff(level, axis=1)
    return shares


def _matrix(geometry: FieldGeometry, bixels: BixelGrid, first: int, reach: Reach) -> sparse.csc_matrix:
    """Return a field's part of the matrix, (all voxels of the grid, used bixels), Gy for 1 MU."""
    order = np.lexsort((np.floor(geometry.x / TILE).astype(np.int16), np.floor(geometry.y / TILE).astype(np.int16)))
    edges_x = np.append(bixels.xs - bixels.size[0] / 2, bixels.xs[-1] + bixels.size[0] / 2).astype(np.float64)
    edges_y = np.asarray(bixels.row_edges(), dtype=np.float64)
    weights = geometry.weights()
    found: list[tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], FloatArray]] = []
    for start in range(0, len(order), CHUNK):
        points = order[start : start + CHUNK]
        x, y = geometry.x[points], geometry.y[points]
        columns = slice(*np.searchsorted(bixels.xs, (x.min() - reach.far_mm, x.max() + reach.far_mm)))
        rows = slice(*np.searchsorted(bixels.ys, (y.min() - reach.far_mm, y.max() + reach.far_mm)))
        if columns.start == columns.stop or rows.start == rows.stop:
            continue
        across = _edge_shares(x, edges_x[columns.start : columns.stop + 1], geometry.beam.sigmas)
        along = _edge_shares(y, edges_y[rows.start : rows.stop + 1], geometry.beam.sigmas)
        across *= weights[points][:, None, :]
        dose = np.matmul(along, across.transpose(0, 2, 1))
        kept, factor = _kept(x, y, geometry.voxels[points], bixels, rows, columns, reach)
        point, row, column = np.nonzero(kept)
        value = dose[point, row, column]
        if reach.thinning > 1:
            value = value * factor[point, row, column]
        found.append(
            (
                geometry.voxels[points][point].astype(np.int32),
                bixels.index[rows, columns][row, column] - np.int32(first),
                value,
            )
        )
    size = (int(np.prod(geometry.grid.shape)), int((bixels.index >= 0).sum()))
    if not found:
        return sparse.csc_matrix(size, dtype=np.float32)
    voxel, bixel, value = (np.concatenate(part) for part in zip(*found, strict=True))
    return sparse.csc_matrix((value, (voxel, bixel)), shape=size)


def _kept(
    x: FloatArray,
    y: FloatArray,
    voxels: npt.NDArray[np.int64],
    bixels: BixelGrid,
    rows: slice,
    columns: slice,
    reach: Reach,
) -> tuple[npt.NDArray[np.bool_], FloatArray]:
    """Return which bixels (voxel, row, column) are kept and how much each counts."""
    square = (bixels.xs[columns] - x[:, None])[:, None, :] ** 2 + ((bixels.ys[rows] - y[:, None]) ** 2)[:, :, None]
    used = bixels.index[rows, columns] >= 0
    kept = (square <= reach.far_mm**2) & used
    if reach.thinning == 1:
        return kept, np.ones((1, 1, 1), dtype=np.float32)
    near = square <= reach.near_mm**2
    # Neighbouring rows are shifted by two: a lattice without rows or columns that are never kept.
    lattice = 2 * np.arange(rows.start, rows.stop)[:, None] + np.arange(columns.start, columns.stop)
    shift = (voxels * 2654435761 >> 7) % reach.thinning
    chosen = (lattice + shift[:, None, None]) % reach.thinning == 0
    return kept & (near | chosen), np.where(near, np.float32(1), np.float32(reach.thinning))


def _joined(grid: Grid, beams: list[BixelGrid], pieces: list[sparse.csc_matrix]) -> Influence:
    """Put the fields' matrices side by side and drop voxels that no bixel reaches; empties `pieces`."""
    total = int(np.prod(grid.shape))
    reached = np.zeros(total, dtype=bool)
    for piece in pieces:
        reached[piece.indices] = True
    voxels = np.flatnonzero(reached)
    place = np.cumsum(reached, dtype=np.int32) - np.int32(1)
    counts = [piece.nnz for piece in pieces]
    data = np.empty(sum(counts), dtype=np.float32)
    rows = np.empty(sum(counts), dtype=np.int32)
    starts = [np.zeros(1, dtype=np.int64)]
    done = 0
    while pieces:
        piece = pieces.pop(0)
        data[done : done + piece.nnz] = piece.data
        rows[done : done + piece.nnz] = place[piece.indices]
        starts.append(piece.indptr[1:].astype(np.int64) + done)
        done += piece.nnz
    pointers = np.concatenate(starts)
    if done < np.iinfo(np.int32).max:
        pointers = pointers.astype(np.int32)
    matrix = sparse.csc_matrix((data, rows, pointers), shape=(len(voxels), len(pointers) - 1))
    return Influence(grid, voxels.astype(np.int64), matrix, tuple(beams))
