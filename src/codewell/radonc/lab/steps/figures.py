"""Numbers that tell how a step went."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.steps.imaging import on_grid
from codewell.radonc.volume import Volume


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name.

    Args:
        step: `imaging`, `planning`, `delivery`, `guidance`.
        name: what it is.
        value: number.
        unit: `Gy`, `MU`, `mm`, `%`, or empty for a count.
    """

    step: str
    name: str
    value: float
    unit: str = ""


def dose_to_share(doses: npt.NDArray[np.floating], share: float) -> float:
    """Return the dose that a share (0 to 1) of voxels reaches at least: D95 for 0.95. No voxel gives 0."""
    return float(np.quantile(doses, 1.0 - share)) if doses.size else 0.0


def dose_figures(phantom: Phantom, dose: Volume, target: str, label: str) -> tuple[Figure, ...]:
    """Return target coverage and the mean dose of each organ of a plan."""
    gray = np.asarray(dose.values, dtype=np.float32)
    inside = gray[on_grid(phantom, target, dose.grid)]
    figures = [
        Figure("planning", f"{label}: {target} D95", dose_to_share(inside, 0.95), "Gy"),
        Figure("planning", f"{label}: {target} D10", dose_to_share(inside, 0.10), "Gy"),
        Figure("planning", f"{label}: {target} mean", float(inside.mean()) if inside.size else 0.0, "Gy"),
    ]
    for structure in phantom.structures:
        if structure.kind == "ORGAN":
            values = gray[on_grid(phantom, structure.name, dose.grid)]
            if values.size:
                figures.append(Figure("planning", f"{label}: {structure.name} mean", float(values.mean()), "Gy"))
    return tuple(figures)
