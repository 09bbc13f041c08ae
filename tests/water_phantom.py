"""Small boxes of water that tests of the dose engine shine on."""

from __future__ import annotations

import numpy as np

from codewell.radonc.facts import Point
from codewell.radonc.lab.phantom import Phantom, Structure
from codewell.radonc.volume import Grid, Volume


def centred_grid(shape: tuple[int, int, int], spacing: float) -> Grid:
    """Return a grid whose middle voxel is centred on the origin."""
    z, y, x = (-(count - 1) / 2 * spacing for count in shape)
    return Grid(shape, (spacing, spacing, spacing), (z, y, x))


def water_box(side: float = 240.0, spacing: float = 4.0, *, hounsfield: int = 0) -> Phantom:
    """Return a cube of one density in air, centred on the origin, with a cylindrical target."""
    count = int(side / spacing) + 11
    grid = centred_grid((count, count, count), spacing)
    z, y, x = grid.axes()
    inside = (
        (np.abs(z) <= side / 2)[:, None, None] & (np.abs(y) <= side / 2)[None, :, None] & (np.abs(x) <= side / 2)[None, None, :]
    )
    target = (np.abs(z) <= 20)[:, None, None] & (np.hypot(y[:, None], x[None, :]) <= 20)
    return Phantom(
        "box",
        Volume(grid, np.where(inside, hounsfield, -1000).astype(np.int16)),
        (Structure("BODY", "EXTERNAL", (0, 200, 0), inside), Structure("PTV", "PTV", (200, 0, 0), target)),
        {"main": Point(0.0, 0.0, 0.0)},
        "",
    )
