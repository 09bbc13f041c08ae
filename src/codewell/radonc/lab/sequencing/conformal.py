"""Fields that fit a target: its beam's-eye view with a margin, for fixed gantries and along arcs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.ndimage import distance_transform_edt

from codewell.kernel.errors import InputError
from codewell.radonc.lab.dose.frames import beam_frame
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.plan import Aperture, Delivery, Field, LabBeam, Leaves

Array = npt.NDArray[np.float64]

PIXEL = 1.0
"""Width of a beam's-eye view's pixels, mm."""


def target_places(phantom: Phantom, targets: Sequence[str]) -> Array:
    """Return the centres of all voxels of the targets, (voxels, 3), x, y, z in the patient's frame, mm.

    Raises:
        InputError: they hold no voxel.
    """
    mask = np.logical_or.reduce([phantom.structure(name).mask for name in targets])
    level, row, column = np.nonzero(mask)
    if not level.size:
        raise InputError("The targets hold no voxel.", next_step="Name a structure drawn on the CT.", slug="input.empty-target")
    z, y, x = phantom.ct.grid.axes()
    return np.stack([x[column], y[row], z[level]], axis=1).astype(np.float64)


def beams_eye_view(places: Array, field: Field, sad: float, gantry: float | None = None) -> tuple[Array, Array]:
    """Return x and y of places at the isocentre plane along the collimator's axes, mm."""
    frame = beam_frame(field, sad, gantry)
    apart = places - frame.isocentre
    scale = frame.sad / (frame.sad - apart @ frame.up)
    return apart @ frame.across * scale, apart @ frame.along * scale


def conformal_aperture(x: Array, y: Array, leaves: Leaves, margin: float, mu: float, gantry: float | None = None) -> Aperture:
    """Return leaves that leave open every projected place with a round margin; pairs without any stand closed.

    Args:
        x: of the places, mm at the isocentre plane.
        y: likewise.
        leaves: multileaf collimator.
        margin: mm.
        mu: meterset of the aperture.
        gantry: of a control point of an arc.

    Raises:
        InputError: no place lies within the leaves' reach.
    """
    reach = margin + 2 * PIXEL
    low_x, low_y = np.floor(x.min() - reach), np.floor(y.min() - reach)
    shape = (int(np.ceil(y.max() + reach - low_y)) + 1, int(np.ceil(x.max() + reach - low_x)) + 1)
    empty = np.ones(shape, dtype=bool)
    empty[((y - low_y) / PIXEL).astype(int), ((x - low_x) / PIXEL).astype(int)] = False
    is_open = distance_transform_edt(empty) * PIXEL <= margin
    edges = np.asarray(leaves.boundaries)
    rows = low_y + PIXEL * (np.arange(shape[0]) + 0.5)
    left, right = np.zeros(leaves.pairs), np.zeros(leaves.pairs)
    found = False
    for pair in range(leaves.pairs):
        columns = np.flatnonzero(is_open[(rows > edges[pair]) & (rows < edges[pair + 1])].any(axis=0))
        if columns.size:
            left[pair], right[pair] = low_x + PIXEL * columns[0], low_x + PIXEL * (columns[-1] + 1)
            found = True
    if not found:
        raise InputError(
            "The target lies beyond the leaves.",
            next_step="Move the isocentre into the target.",
            slug="input.target-out-of-field",
        )
    closed = right == left
    middle = float((left + right)[~closed].mean()) / 2
    left[closed] = right[closed] = middle
    return Aperture(left.astype(np.float32), right.astype(np.float32), mu, gantry)


def static_field(
    phantom: Phantom, field: Field, targets: Sequence[str], leaves: Leaves, *, margin: float, mu: float, sad: float
) -> LabBeam:
    """Return a field whose leaves fit the targets with a margin, mm."""
    x, y = beams_eye_view(target_places(phantom, targets), field, sad)
    return LabBeam(field, (conformal_aperture(x, y, leaves, margin, mu),), Delivery.STATIC)


def arc_angles(field: Field, spacing: float) -> tuple[float, ...]:
    """Return the angles of an arc's control points, evenly at most `spacing` degrees apart, both ends included.

    A field that stops where it starts turns once around.

    Raises:
        InputError: the field has no angle where it stops.
    """
    if field.gantry_stop is None:
        raise InputError(f"Field {field.number} is no arc.", next_step="Say where its gantry stops.", slug="input.no-arc")
    apart = field.gantry_stop - field.gantry if field.clockwise else field.gantry - field.gantry_stop
    length = apart % 360 or 360.0
    steps = int(np.ceil(length / spacing - 1e-9))
    turned = np.linspace(0.0, length, steps + 1) * (1 if field.clockwise else -1)
    return tuple(float(one) for one in (field.gantry + turned) % 360)


def conformal_arc(
    phantom: Phantom,
    field: Field,
    targets: Sequence[str],
    leaves: Leaves,
    *,
    margin: float,
    mu: float,
    sad: float,
    spacing: float = 5.0,
) -> LabBeam:
    """Return an arc whose leaves follow the targets' outline, with the meterset evenly over the angle."""
    places = target_places(phantom, targets)
    angles = arc_angles(field, spacing)
    share = mu / (len(angles) - 1)
    shapes = [conformal_aperture(*beams_eye_view(places, field, sad, angle), leaves, margin, share, angle) for angle in angles]
    return LabBeam(field, (replace(shapes[0], mu=0.0), *shapes[1:]), Delivery.ARC)
