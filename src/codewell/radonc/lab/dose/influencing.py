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
from codewell.radonc.lab.dose.engine import FieldGeometry, body_voxels, prepare
from codewell.radonc.lab.dose.frames import beam_frame
from codewell.radonc.lab.dose.kernel import Vector, pencil_beam
from codewell.radonc.lab.influence import BixelGrid, Influence
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.plan import Field, Leaves
from codewell.radonc.volume import Grid

FloatArray = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]

TILE = 10.0
"""Side of the tiles by which voxels are put together, mm at the isocentre plane."""
RULER = 0.01
"""Steps of the table of the cumulative Gaussian, mm; half a step at a field's edge is a thousandth of its dose."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a bixel's dose is followed, mm at the isocentre plane.

    Args:
        near_mm: within this (of the tile of 10 mm that a voxel lies in) every bixel is kept.
        far_mm: beyond this none.
        thinning: one in how many is kept in between; 1 keeps all.
    """

    near_mm: float = 30.0
    far_mm: float = 80.0
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
    voxels: npt.NDArray[np.int64] | None = None,
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
        voxels: flat indices of the grid's voxels that the matrix holds, rising; None takes every voxel of the body.
        progress: called with fields done and all fields.

    Raises:
        InputError: no target voxel lies within the leaves' reach of a field, or there is no beam of a field's energy.
    """
    wanted = reach or Reach()
    density = densities(phantom.ct)
    if voxels is None:
        voxels = body_voxels(phantom, grid)
    place = np.zeros(int(np.prod(grid.shape)), dtype=np.int32)
    place[voxels] = np.arange(len(voxels), dtype=np.int32)
    beams: list[BixelGrid] = []
    pieces: list[Columns] = []
    used = 0
    for done, field in enumerate(fields):
        bixels = bixel_grid(phantom, field, bixel_mm=bixel_mm, leaves=leaves, targets=targets, margin_mm=margin_mm, first=used)
        geometry = prepare(phantom, field, grid, density=density, voxels=voxels, window=_window(bixels, wanted.far_mm))
        pieces.append(_matrix(geometry, bixels, used, wanted, place))
        used += int((bixels.index >= 0).sum())
        beams.append(bixels)
        if progress is not None:
            progress(done + 1, len(fields))
    return Influence(grid, voxels, _joined(len(voxels), pieces), tuple(beams))


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


def _edge_shares(position: FloatArray, edges: Vector, sigmas: Vector) -> FloatArray:
    """Return how much of each Gaussian at each position lies between neighbouring edges, array (points, intervals, Gaussians).

    The cumulative Gaussian is read from a table of 0.01 mm steps.
    """
    low = min(float(position.min()), edges[0]) - max(float(position.max()), edges[-1]) - RULER
    ruler = low + RULER * np.arange(int(-2 * low / RULER) + 2)
    table = (0.5 * erf(ruler[:, None] / (np.sqrt(2.0) * sigmas))).astype(np.float32)
    offsets = (edges - low).astype(np.float32)
    places = ((offsets - position[:, None]) * np.float32(1 / RULER) + np.float32(0.5)).astype(np.int32)
    shares: FloatArray = np.diff(table.take(places, axis=0), axis=1)
    return shares


@dataclass(frozen=True, slots=True)
class SeenBixels:
    """The bixels that voxels of a tile see, by class of voxel.

    Args:
        rows: of the bixel grid that lie within reach.
        columns: likewise.
        places: flat places in that part of the grid, one array for each class.
        numbers: of those bixels among the field's.
        factors: how much each counts.
    """

    rows: slice
    columns: slice
    places: list[npt.NDArray[np.intp]]
    numbers: list[npt.NDArray[np.int32]]
    factors: list[FloatArray]


def _seen(bixels: BixelGrid, first: int, centre: tuple[float, float], reach: Reach) -> SeenBixels | None:
    """Return what voxels of a tile around a centre (x, y) see; None where no bixel lies within reach."""
    square = (bixels.xs - centre[0]) ** 2 + ((bixels.ys - centre[1]) ** 2)[:, None]
    within = (square <= reach.far_mm**2) & (bixels.index >= 0)
    if not within.any():
        return None
    used_rows, used_columns = np.flatnonzero(within.any(axis=1)), np.flatnonzero(within.any(axis=0))
    rows, columns = slice(used_rows[0], used_rows[-1] + 1), slice(used_columns[0], used_columns[-1] + 1)
    near = square <= reach.near_mm**2
    # Neighbouring rows are shifted by two: a lattice without rows or columns that are never kept.
    lattice = 2 * np.arange(len(bixels.ys))[:, None] + np.arange(len(bixels.xs))
    index = (bixels.index - np.int32(first))[rows, columns].ravel()
    seen = SeenBixels(rows, columns, [], [], [])
    for shift in range(reach.thinning):
        kept = within & (near | ((lattice + shift) % reach.thinning == 0))
        places = np.flatnonzero(kept[rows, columns])
        seen.places.append(places)
        seen.numbers.append(index[places])
        seen.factors.append(np.where(near[rows, columns].ravel()[places], 1, reach.thinning).astype(np.float32))
    return seen


def _matrix(geometry: FieldGeometry, bixels: BixelGrid, first: int, reach: Reach, place: npt.NDArray[np.int32]) -> Columns:
    """Return a field's part of the matrix.

    Voxels are put together by tile of the isocentre plane and by class, so that all of a group keep the same bixels and their
    doses are one product of small matrices.

    Args:
        geometry: of the field.
        bixels: of the field.
        first: number of its first bixel.
        reach: how far a bixel's dose is followed.
        place: row of the matrix of each voxel of the grid.
    """
    tile_x, tile_y = (np.floor(axis / TILE).astype(np.int64) for axis in (geometry.x, geometry.y))
    kind = (geometry.voxels * 2654435761 >> 7) % reach.thinning
    order = np.lexsort((kind, tile_x, tile_y))
    keys = np.stack([tile_y[order], tile_x[order], kind[order]])
    starts = np.flatnonzero(np.any(np.diff(keys, axis=1, prepend=keys[:, :1] - 1) != 0, axis=0))
    half = bixels.size[0] / 2
    edges_x = np.append(bixels.xs - half, bixels.xs[-1] + half).astype(np.float64)
    sigmas = geometry.beam.sigmas
    across = _edge_shares(geometry.x[order], edges_x, sigmas) * geometry.weights()[order][:, None, :]
    along = _edge_shares(geometry.y[order], np.asarray(bixels.row_edges()), sigmas)
    found: list[tuple[FloatArray, npt.NDArray[np.int32]]] = []
    counts = np.zeros(len(order), dtype=np.int64)
    tile: tuple[int, int] | None = None
    seen: SeenBixels | None = None
    for start, stop in zip(starts, [*starts[1:], len(order)], strict=True):
        at_y, at_x, number = (int(one) for one in keys[:, start])
        if (at_y, at_x) != tile:
            tile = (at_y, at_x)
            seen = _seen(bixels, first, ((at_x + 0.5) * TILE, (at_y + 0.5) * TILE), reach)
        if seen is None:
            continue
        dose = np.matmul(along[start:stop, seen.rows], across[start:stop, seen.columns].transpose(0, 2, 1))
        value = dose.reshape(stop - start, -1).take(seen.places[number], axis=1)
        value *= seen.factors[number]
        counts[start:stop] = len(seen.numbers[number])
        found.append((value.ravel(), np.tile(seen.numbers[number], stop - start)))
    by_voxel = sparse.csr_matrix(
        (
            np.concatenate([value for value, _ in found] or [np.zeros(0, dtype=np.float32)]),
            np.concatenate([number for _, number in found] or [np.zeros(0, dtype=np.int32)]),
            np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)]).astype(np.int32),
        ),
        shape=(len(order), int((bixels.index >= 0).sum())),
    )
    del found
    by_bixel = by_voxel.tocsc()
    return Columns(by_bixel.data, place[geometry.voxels[order]][by_bixel.indices], by_bixel.indptr)


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a sparse matrix: values, their rows, and where each column starts."""

    data: FloatArray
    rows: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int32]


def _joined(rows: int, pieces: list[Columns]) -> sparse.csc_matrix:
    """Put the fields' columns side by side; empties `pieces`, so that there is never a second copy of all."""
    total = sum(len(piece.data) for piece in pieces)
    data, places = np.empty(total, dtype=np.float32), np.empty(total, dtype=np.int32)
    starts = [np.zeros(1, dtype=np.int64)]
    done = 0
    while pieces:
        piece = pieces.pop(0)
        data[done : done + len(piece.data)] = piece.data
        places[done : done + len(piece.data)] = piece.rows
        starts.append(piece.starts[1:].astype(np.int64) + done)
        done += len(piece.data)
    pointers = np.concatenate(starts)
    if total < np.iinfo(np.int32).max:
        pointers = pointers.astype(np.int32)
    return sparse.csc_matrix((data, places, pointers), shape=(rows, len(pointers) - 1))
