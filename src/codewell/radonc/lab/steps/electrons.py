"""Dose of electron fields from a depth curve and blurred field edges: enough to show an episode, no more. Not for clinical use.

Source: half-value depth and practical range from the energy: IAEA, Radiation Oncology Physics: A Handbook for Teachers and
Students (2005), chapter 8 (E = 2.33 R50 and E = 0.22 + 1.98 Rp + 0.0025 Rp^2, MeV and cm). The form between them, the surface
dose and the spread with depth are house.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.special import erf

from codewell.radonc.lab.delivering.machine import Machine
from codewell.radonc.lab.dose.engine import prepare
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.plan import Aperture, LabBeam, Leaves
from codewell.radonc.volume import Grid

FloatArray = npt.NDArray[np.float32]

GRAY_PER_MU = 0.01
SURFACE = 0.82
"""Dose at the skin as share of the maximum."""
BREMSSTRAHLUNG = 0.02
"""Share of the maximum behind the electrons' range."""


def depth_dose(depth: npt.ArrayLike, energy: float) -> npt.NDArray[np.float64]:
    """Return dose along the axis as share of the maximum.

    Args:
        depth: mm of water.
        energy: mean at the skin, MeV.
    """
    millimetres = np.asarray(depth, dtype=np.float64)
    half = 10 * energy / 2.33
    practical = 10 * (-1.98 + np.sqrt(1.98**2 + 4 * 0.0025 * (energy - 0.22))) / (2 * 0.0025)
    # A logistic curve whose tangent at the half-value depth meets zero at the practical range.
    width = (practical - half) / 2
    fall = 1 / (1 + np.exp(np.clip((millimetres - half) / width, -50, 50)))
    rise = 1 - (1 - SURFACE) * np.exp(-millimetres / (0.2 * half))
    return np.asarray((1 - BREMSSTRAHLUNG) * rise * fall + BREMSSTRAHLUNG * np.exp(-millimetres / 200))


def square_opening(leaves: Leaves, side: float) -> Aperture:
    """Return a square opening on the axis, as closely as leaf pairs allow, of 1 MU."""
    edges = np.asarray(leaves.boundaries)
    inside = np.abs((edges[:-1] + edges[1:]) / 2) < side / 2
    reach = np.where(inside, side / 2, 0.0).astype(np.float32)
    return Aperture(-reach, reach, 1.0)


def electron_dose(beam: LabBeam, mill: Machine, phantom: Phantom, grid: Grid, ssd: float) -> FloatArray:
    """Return the dose of an electron beam in one fraction on the dose grid, Gy.

    Args:
        beam: with one opening.
        mill: whose leaf pairs describe the opening.
        phantom: CT and the body's outline.
        grid: of the dose.
        ssd: source to skin distance, mm; scales the field's divergence for a patient far from the machine.
    """
    geometry = prepare(phantom, replace(beam.field, radiation="PHOTON", energy=6.0), grid)
    opening = beam.apertures[0]
    sigma = 3.0 + 0.25 * np.minimum(geometry.depth, 10 * beam.field.energy / 2.33)
    scale = max(ssd, mill.sad) / mill.sad
    inside = np.zeros(len(geometry.voxels))
    edges = mill.leaves.boundaries
    for pair in np.flatnonzero(opening.right > opening.left):
        across = _between(geometry.x / scale, float(opening.left[pair]), float(opening.right[pair]), sigma)
        inside += across * _between(geometry.y / scale, edges[pair], edges[pair + 1], sigma)
    dose = beam.mu * GRAY_PER_MU * inside * depth_dose(geometry.depth, beam.field.energy) * geometry.inverse_square
    return geometry.volume(dose)


def _between(place: FloatArray, low: float, high: float, sigma: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    wide = np.sqrt(2.0) * sigma
    return np.asarray(0.5 * (erf((high - place) / wide) - erf((low - place) / wide)), dtype=np.float64)
