"""How fine an episode is computed: coarse for a test, fine for a person who looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

QualityName = Literal["smoke", "full"]
Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Quality:
    """Grids and counts.

    Args:
        ct: spacing of the planning CT (z, y, x), mm.
        cone_beam: spacing of cone-beam CT, mm.
        dose: spacing of the dose grid, mm.
        bixel: width of a bixel, mm.
        iterations: of the optimiser, at most.
        arc_step: degrees between the directions for which an arc is planned; two arcs share them.
        window_points: control points of a sliding window.
    """

    ct: Triple
    cone_beam: Triple
    dose: Triple
    bixel: float
    iterations: int
    arc_step: float
    window_points: int


_QUALITIES: dict[str, Quality] = {
    "smoke": Quality((6.0, 4.0, 4.0), (8.0, 6.0, 6.0), (7.0, 7.0, 7.0), 10.0, 40, 30.0, 40),
    "full": Quality((3.0, 2.0, 2.0), (4.0, 3.0, 3.0), (4.0, 4.0, 4.0), 5.0, 120, 20.0, 80),
}


def quality_of(name: QualityName) -> Quality:
    """Return the grids and counts of a quality."""
    return _QUALITIES[name]
