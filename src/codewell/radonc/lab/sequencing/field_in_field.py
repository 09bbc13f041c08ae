"""Field-in-field: an open field and a few subfields of the same angle whose leaves cover where the dose is too high.

This is forward planning: shapes come from isodoses, not from an optimisation.

Source:
    Lo Y. C. et al., Int J Radiat Oncol Biol Phys 46 (2000) 187-194.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from codewell.kernel.errors import InputError
from codewell.radonc.lab.plan import Aperture, Delivery, LabBeam, Leaves
from codewell.radonc.lab.sequencing.conformal import beams_eye_view
from codewell.radonc.volume import Volume

Array = npt.NDArray[np.float64]


def field_in_field(
    beam: LabBeam,
    dose: Volume,
    prescribed: float,
    leaves: Leaves,
    *,
    subfields: int = 2,
    share: float = 0.07,
    sad: float = 1000.0,
) -> LabBeam:
    """Add subfields to an open field.

    The isodoses that are covered lie evenly between the prescribed and the largest dose; the highest is covered by all
    subfields. The beam's meterset stays; normalise the plan afterwards.

    Args:
        beam: open field with one aperture.
        dose: of all open fields, Gy, in the count of fractions of `prescribed`.
        prescribed: Gy.
        leaves: multileaf collimator.
        subfields: 1 to 3.
        share: of the beam's meterset that each subfield gets.
        sad: source to axis, mm.

    Raises:
        InputError: the beam has several apertures, or the number of subfields is not 1 to 3.
    """
    if len(beam.apertures) != 1 or not 1 <= subfields <= 3:
        raise InputError(
            "Field-in-field takes an open field and 1 to 3 subfields.", next_step="Give one aperture.", slug="input.subfields"
        )
    (whole,) = beam.apertures
    hottest = float(np.max(np.asarray(dose.values, dtype=np.float64)))
    shapes = []
    for number in range(1, subfields + 1):
        level = prescribed + (hottest - prescribed) * (subfields + 1 - number) / (subfields + 1)
        shape = _covering(whole, _places(dose, level), beam, leaves, sad)
        if shape is not None:
            shapes.append(replace(shape, mu=share * beam.mu))
    rest = replace(whole, mu=beam.mu - sum(one.mu for one in shapes))
    return replace(beam, apertures=(rest, *shapes), delivery=Delivery.STEP_AND_SHOOT if shapes else beam.delivery)


def _places(dose: Volume, level: float) -> Array:
    """Return the centres (x, y, z; mm) of the voxels at or above a dose."""
    plane, row, column = np.nonzero(np.asarray(dose.values, dtype=np.float64) >= level)
    z, y, x = dose.grid.axes()
    return np.stack([x[column], y[row], z[plane]], axis=1).astype(np.float64)


def _covering(whole: Aperture, places: Array, beam: LabBeam, leaves: Leaves, sad: float) -> Aperture | None:
    """Return the aperture with the places covered from the side that leaves more open; None where nothing changes or opens."""
    x, y = beams_eye_view(places, beam.field, sad)
    left, right = whole.left.astype(np.float64).copy(), whole.right.astype(np.float64).copy()
    edges = np.asarray(leaves.boundaries)
    pairs = np.searchsorted(edges, y, side="right") - 1
    for pair in np.unique(pairs[(pairs >= 0) & (pairs < leaves.pairs)]):
        inside = x[(pairs == pair) & (x > left[pair]) & (x < right[pair])]
        if not inside.size:
            continue
        if inside.min() - left[pair] >= right[pair] - inside.max():
            right[pair] = inside.min()
        else:
            left[pair] = inside.max()
    unchanged = np.array_equal(left, whole.left) and np.array_equal(right, whole.right)
    if unchanged or not np.any(right - left > 1.0):
        return None
    return Aperture(left.astype(np.float32), right.astype(np.float32), 0.0)
