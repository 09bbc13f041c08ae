"""Gamma: whether two doses agree in value or in place.

For each voxel of the reference the least of sqrt((distance / distance criterion)^2 + (difference / dose criterion)^2) over
nearby places of the other dose, which is interpolated in straight lines; it passes at 1 or below.

Source:
    Low D. A. et al., Med Phys 25 (1998) 656-661; global normalisation and the low-dose threshold as AAPM TG-218 (Miften M. et
    al., Med Phys 45 (2018) e53-e83) recommends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import map_coordinates

from codewell.kernel.errors import InputError
from codewell.radonc.volume import Volume

FloatArray = npt.NDArray[np.float32]
Array = npt.NDArray[np.float64]

BLOCK = 20_000
"""Voxels searched at a time, which bounds the memory."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """What counts as agreement.

    Args:
        dose: share of the largest reference dose (or of `normalisation`).
        distance: mm.
        threshold: share of it below which voxels of the reference are not judged.
        normalisation: Gy that shares refer to; None takes the largest reference dose.
        largest: gamma beyond which nothing is looked for; such voxels get this value.
        steps: into how many parts the distance is divided for the search.
    """

    dose: float = 0.03
    distance: float = 3.0
    threshold: float = 0.1
    normalisation: float | None = None
    largest: float = 2.0
    steps: int = 5


@dataclass(frozen=True, slots=True)
class Gamma:
    """Agreement of two doses.

    Args:
        values: gamma on the reference's grid; not a number where a voxel is not judged.
        judged: voxels.
        passed: share of them with gamma of 1 or below.
    """

    values: FloatArray
    judged: int
    passed: float

    @property
    def mean(self) -> float:
        """Mean gamma of the judged voxels."""
        return float(np.nanmean(self.values))


THREE_PERCENT_THREE_MILLIMETRES = Criteria()


def gamma(reference: Volume, evaluated: Volume, criteria: Criteria = THREE_PERCENT_THREE_MILLIMETRES) -> Gamma:
    """Compare a dose with a reference.

    Rays in 98 directions are followed from near to far; voxels whose gamma no farther place can lower leave the search, so
    that agreeing doses cost little.

    Args:
        reference: Gy.
        evaluated: Gy, on any grid in the same frame; places outside of it are not compared.
        criteria: of agreement.

    Raises:
        InputError: the reference holds no dose above the threshold, or a criterion is not above zero.
    """
    if criteria.dose <= 0 or criteria.distance <= 0:
        raise InputError("Gamma needs criteria above zero.", next_step="Give 3 % and 3 mm, or others.", slug="input.gamma")
    doses = np.asarray(reference.values, dtype=np.float64)
    full = criteria.normalisation or float(doses.max(initial=0.0))
    judged = np.flatnonzero(doses.ravel() >= max(criteria.threshold * full, 1e-12))
    if full <= 0 or not judged.size:
        raise InputError("The reference holds no dose above the threshold.", next_step="Compare doses in Gy.", slug="input.gamma")
    squared = _least(reference, evaluated, judged, criteria, criteria.dose * full)
    values = np.full(doses.size, np.nan, dtype=np.float32)
    values[judged] = np.sqrt(squared)
    return Gamma(values.reshape(doses.shape), int(judged.size), float(np.mean(squared <= 1 + 1e-6)))


def _least(reference: Volume, evaluated: Volume, judged: npt.NDArray[np.int64], criteria: Criteria, tolerance: float) -> Array:
    """Return the least squared gamma of each judged voxel."""
    spacing = np.array(evaluated.grid.spacing)
    places = np.stack(np.unravel_index(judged, reference.grid.shape)).astype(np.float64)
    shift = np.array(reference.grid.origin) - np.array(evaluated.grid.origin)
    at = (places * np.array(reference.grid.spacing)[:, None] + shift[:, None]) / spacing[:, None]
    wished = np.asarray(reference.values, dtype=np.float64).ravel()[judged]
    other = np.asarray(evaluated.values, dtype=np.float64)
    rays = _directions() * (criteria.distance / criteria.steps) / spacing
    least = np.empty(len(judged))
    for start in range(0, len(judged), BLOCK):
        part = slice(start, start + BLOCK)
        least[part] = _searched(other, at[:, part], wished[part], rays, criteria, tolerance)
    return least


def _searched(other: Array, at: Array, wished: Array, rays: Array, criteria: Criteria, tolerance: float) -> Array:
    """Follow rays outwards from each place; on the way from one sample to the next the dose is a straight line."""

    def difference(places: Array, active: npt.NDArray[np.intp]) -> Array:
        found = map_coordinates(other, places, order=1, mode="constant", cval=np.nan, prefilter=False)
        return np.asarray((found - wished[active]) / tolerance)

    active = np.arange(len(wished))
    here = difference(at, active)
    least = np.fmin(here**2, criteria.largest**2)
    before = np.repeat(here[None], len(rays), axis=0)
    for step in range(1, int(np.ceil(criteria.largest * criteria.steps)) + 1):
        near, far = (step - 1) / criteria.steps, step / criteria.steps
        still = least[active] > near**2
        active, before = active[still], before[:, still]
        if not active.size:
            break
        for number, ray in enumerate(rays):
            now = difference(at[:, active] + step * ray[:, None], active)
            rise = now - before[number]
            # Least of (near + t (far - near))^2 + (before + t rise)^2 for t from 0 to 1.
            t = -(near * (far - near) + before[number] * rise) / ((far - near) ** 2 + rise**2)
            t = np.clip(t, 0.0, 1.0)
            squared = (near + t * (far - near)) ** 2 + (before[number] + t * rise) ** 2
            least[active] = np.fmin(least[active], squared)
            before[number] = now
    return least


def _directions() -> Array:
    """Return unit vectors (z, y, x) in 98 directions: those of the whole numbers up to 2 that have no common divisor."""
    whole = np.stack(np.meshgrid(*[np.arange(-2, 3)] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    whole = whole[np.gcd.reduce(whole, axis=1) == 1]
    return np.asarray(whole / np.linalg.norm(whole, axis=1, keepdims=True))
