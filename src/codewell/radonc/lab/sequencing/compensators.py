"""Physical compensators: brass that lets through the wished share of an open field's fluence.

Narrow-beam attenuation alone: hardening and scatter of the metal are left out, so that a thick compensator would let through a
little more than calculated. The machine's table states the coefficient and its source.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.kernel.errors import InputError
from codewell.radonc.lab.delivering.machine import Machine
from codewell.radonc.lab.plan import Aperture, Compensator, Delivery, Field, LabBeam
from codewell.radonc.lab.sequencing.leaf_fluence import LeafFluence

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Compensated:
    """A compensator and what it does to the fluence.

    Args:
        compensator: to be milled.
        mu: of the open field behind which it stands.
        fluence: that it lets through, MU, rows and columns of its map.
        limited: share of the map where the largest thickness lets through more than was wished.
    """

    compensator: Compensator
    mu: float
    fluence: Array
    limited: float


def compensate(fluence: Array, origin: tuple[float, float], spacing: tuple[float, float], machine: Machine) -> Compensated:
    """Return the compensator of a fluence map.

    The highest fluence stands behind no metal. Rays cross the metal at a slant, so that its thickness along the axis is less
    than the way through it.

    Args:
        fluence: MU, (rows, columns).
        origin: y and x of the centre of element (0, 0), mm at the isocentre plane.
        spacing: mm between rows and between columns.
        machine: material, limits, distances.

    Raises:
        InputError: the map is empty, or a fluence is negative or not a number.
    """
    highest = float(fluence.max(initial=0.0))
    if not np.all(np.isfinite(fluence)) or np.any(fluence < 0) or highest == 0:
        raise InputError(
            "A compensator needs a fluence that is not negative and not zero everywhere.",
            next_step="Optimise the plan again, or leave the field out.",
            slug="input.fluence",
        )
    slant = _slant(fluence.shape, origin, spacing, machine)
    floor = np.exp(-machine.attenuation * machine.maximum_thickness * slant)
    wished = fluence / highest
    thickness = -np.log(np.maximum(wished, floor)) / (machine.attenuation * slant)
    compensator = Compensator(machine.compensator_material, thickness.astype(np.float32), spacing, origin, machine.tray_distance)
    through = highest * np.exp(-machine.attenuation * thickness * slant)
    return Compensated(compensator, highest, through, float(np.mean(wished < floor)))


def behind(compensator: Compensator, mu: float, machine: Machine) -> Array:
    """Return the fluence that a compensator lets through of an open field, MU, (rows, columns)."""
    thickness = compensator.thickness.astype(np.float64)
    slant = _slant(thickness.shape, compensator.origin, compensator.spacing, machine)
    return np.asarray(mu * np.exp(-machine.attenuation * thickness * slant))


def _slant(
    shape: tuple[int, ...], origin: tuple[float, float], spacing: tuple[float, float], machine: Machine
) -> npt.NDArray[np.float64]:
    """Return the length of each ray by its length along the axis."""
    y = origin[0] + spacing[0] * np.arange(shape[0])
    x = origin[1] + spacing[1] * np.arange(shape[1])
    return np.asarray(np.sqrt(1 + (y[:, None] ** 2 + x[None, :] ** 2) / machine.sad**2))


def compensator_beam(field: Field, fluence: LeafFluence, machine: Machine, *, floor: float = 0.01, finer: int = 2) -> LabBeam:
    """Return a beam whose fluence a compensator shapes; leaves only frame the field.

    Args:
        field: geometry.
        fluence: wished, MU of a fraction.
        machine: leaves and limits.
        floor: share of the highest fluence below which a bixel lies outside the frame.
        finer: how many elements of the map share a bixel, in each direction.
    """
    rows = np.flatnonzero((fluence.values > floor * fluence.values.max()).any(axis=1))
    if not rows.size:
        raise InputError("A field without fluence cannot be given.", next_step="Leave the field out.", slug="input.fluence")
    boundaries = np.asarray(fluence.leaves.boundaries)
    heights = np.diff(boundaries)[rows[0] : rows[-1] + 1]
    height = float(heights.min()) / finer
    width = float(fluence.edges[1] - fluence.edges[0]) / finer
    y = np.arange(boundaries[rows[0]] + height / 2, boundaries[rows[-1] + 1], height)
    pairs = np.clip(np.searchsorted(boundaries, y, side="right") - 1, 0, fluence.leaves.pairs - 1)
    values = np.repeat(fluence.values[pairs], finer, axis=1)
    made = compensate(values, (float(y[0]), float(fluence.edges[0]) + width / 2), (height, width), machine)
    left, right = _frame(fluence, floor)
    return LabBeam(field, (Aperture(left, right, made.mu),), Delivery.STATIC, made.compensator)


def _frame(fluence: LeafFluence, floor: float) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return leaves around what is open in each pair."""
    is_open = fluence.values > floor * fluence.values.max()
    columns = is_open.shape[1]
    any_open = is_open.any(axis=1)
    first = np.where(any_open, is_open.argmax(axis=1), 0)
    last = np.where(any_open, columns - is_open[:, ::-1].argmax(axis=1), 0)
    return fluence.edges[first].astype(np.float32), fluence.edges[last].astype(np.float32)
