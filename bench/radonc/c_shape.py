"""A plain TG-119 C-shape in water for measurements of the dose engine; the laboratory's own phantoms have more to see.

Source: Ezzell GA et al., Med Phys 2009;36:5359-5373 (AAPM TG-119): C-shaped target of outer radius 37 mm, inner 15 mm, 80 mm
long around a core of radius 10 mm, 100 mm long.
"""

from __future__ import annotations

import numpy as np

from codewell.radonc.facts import Point
from codewell.radonc.lab.phantom import Phantom, Structure
from codewell.radonc.volume import Grid, Volume


def water_box(
    size: tuple[float, float, float], spacing: tuple[float, float, float], *, air: float = 20.0
) -> tuple[Volume, np.ndarray]:
    """Return the CT of a box of water (z, y, x; mm) centred on the origin, in air, and the mask of the box."""
    shape = tuple(int(np.ceil((side + 2 * air) / step)) | 1 for side, step in zip(size, spacing, strict=True))
    origin = tuple(-(count - 1) / 2 * step for count, step in zip(shape, spacing, strict=True))
    grid = Grid(shape, spacing, origin)
    z, y, x = grid.axes()
    inside = (
        (np.abs(z) <= size[0] / 2)[:, None, None]
        & (np.abs(y) <= size[1] / 2)[None, :, None]
        & (np.abs(x) <= size[2] / 2)[None, None, :]
    )
    return Volume(grid, np.where(inside, 0, -1000).astype(np.int16)), inside


def c_shape() -> Phantom:
    """Return the phantom: water 300 mm wide, 150 mm thick and 240 mm long, the isocentre in the core's middle.

    The C covers 210 degrees and opens to the back: about 168 cubic centimetres, as the structure set sent to participants.
    """
    ct, body = water_box((240.0, 150.0, 300.0), (2.5, 3.0, 3.0))
    z, y, x = ct.grid.axes()
    radius = np.hypot(y[:, None], x[None, :])
    opening = np.arctan2(np.abs(x[None, :]), y[:, None]) < np.deg2rad(75.0)
    ring = (radius >= 15.0) & (radius <= 37.0) & ~opening
    target = (np.abs(z) <= 40.0)[:, None, None] & ring
    core = (np.abs(z) <= 50.0)[:, None, None] & (radius <= 10.0)
    structures = (
        Structure("BODY", "EXTERNAL", (0, 200, 0), body),
        Structure("PTV", "PTV", (220, 40, 40), target),
        Structure("Core", "ORGAN", (40, 90, 220), core),
    )
    return Phantom("c-shape", ct, structures, {"main": Point(0.0, 0.0, 0.0)}, "")
