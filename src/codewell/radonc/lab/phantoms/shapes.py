"""Solid shapes that phantoms are built from; patient axes (x left, y back, z head), millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]
Triple = tuple[float, float, float]
Box = tuple[Triple, Triple]


class Shape(Protocol):
    """A solid."""

    def box(self) -> Box:
        """Return the lowest and highest x, y and z that the solid may reach."""
        ...

    def inside(self, x: FloatArray, y: FloatArray, z: FloatArray) -> BoolArray:
        """Say which points lie in the solid; the three arrays broadcast against one another."""
        ...


@dataclass(frozen=True, slots=True)
class Superquadric:
    """Points with |x/a|^p + |y/b|^p + |z/c|^q <= 1: an ellipsoid at 2, nearly a box or cylinder above.

    Args:
        centre: x, y, z.
        radii: a, b, c.
        power: p of the cross-section.
        power_z: q along z; a large one makes blunt ends.
        turned: degrees about z, from x to y.
        tilted: degrees about x, from y to z.
    """

    centre: Triple
    radii: Triple
    power: float = 2.0
    power_z: float = 2.0
    turned: float = 0.0
    tilted: float = 0.0

    def box(self) -> Box:
        """Return bounds; those of the enclosing ball where the shape is turned."""
        reach = self.radii if not (self.turned or self.tilted) else (sum(one**2 for one in self.radii) ** 0.5,) * 3
        x, y, z = self.centre
        return (x - reach[0], y - reach[1], z - reach[2]), (x + reach[0], y + reach[1], z + reach[2])

    def inside(self, x: FloatArray, y: FloatArray, z: FloatArray) -> BoolArray:
        """Say which points lie in the solid."""
        x, y, z = x - self.centre[0], y - self.centre[1], z - self.centre[2]
        if self.turned:
            cos, sin = np.cos(np.radians(self.turned)), np.sin(np.radians(self.turned))
            x, y = cos * x + sin * y, cos * y - sin * x
        if self.tilted:
            cos, sin = np.cos(np.radians(self.tilted)), np.sin(np.radians(self.tilted))
            y, z = cos * y + sin * z, cos * z - sin * y
        a, b, c = self.radii
        across = np.abs(x / a) ** self.power + np.abs(y / b) ** self.power
        answer: BoolArray = across + np.abs(z / c) ** self.power_z <= 1
        return answer


@dataclass(frozen=True, slots=True)
class Path:
    """A tube along a broken line whose radius runs evenly from knot to knot, with round ends.

    Args:
        knots: x, y, z and radius, at least two rows.
        flat: how much wider than deep the tube is: y distances count this many times (1 is round).
    """

    knots: tuple[tuple[float, float, float, float], ...]
    flat: float = 1.0

    def box(self) -> Box:
        """Return bounds."""
        rows = np.asarray(self.knots)
        low, high = (rows[:, :3] - rows[:, 3:]).min(axis=0), (rows[:, :3] + rows[:, 3:]).max(axis=0)
        return (float(low[0]), float(low[1]), float(low[2])), (float(high[0]), float(high[1]), float(high[2]))

    def inside(self, x: FloatArray, y: FloatArray, z: FloatArray) -> BoolArray:
        """Say which points lie in the tube."""
        answer = np.zeros(np.broadcast_shapes(x.shape, y.shape, z.shape), dtype=np.bool_)
        for start, stop in zip(self.knots, self.knots[1:], strict=False):
            way = np.asarray(stop[:3]) - np.asarray(start[:3])
            way_flat = way * (1, self.flat, 1)
            px, py, pz = x - start[0], (y - start[1]) * self.flat, z - start[2]
            length = float(way_flat @ way_flat) or 1.0
            share = np.clip((px * way_flat[0] + py * way_flat[1] + pz * way_flat[2]) / np.float32(length), 0, 1)
            apart = (px - share * way_flat[0]) ** 2 + (py - share * way_flat[1]) ** 2 + (pz - share * way_flat[2]) ** 2
            answer |= apart <= (start[3] + share * (stop[3] - start[3])) ** 2
        return answer


@dataclass(frozen=True, slots=True)
class Prism:
    """A polygon of the transverse plane drawn out along z.

    Args:
        points: x and y of its corners in order.
        z: lowest and highest.
        taper: size at the highest z relative to that at the lowest, about the polygon's mean corner.
    """

    points: tuple[tuple[float, float], ...]
    z: tuple[float, float]
    taper: float = 1.0

    def box(self) -> Box:
        """Return bounds."""
        corners = np.asarray(self.points)
        middle, grown = corners.mean(axis=0), max(1.0, self.taper)
        low, high = middle + grown * (corners.min(axis=0) - middle), middle + grown * (corners.max(axis=0) - middle)
        return (float(low[0]), float(low[1]), self.z[0]), (float(high[0]), float(high[1]), self.z[1])

    def inside(self, x: FloatArray, y: FloatArray, z: FloatArray) -> BoolArray:
        """Say which points lie in the prism, by the even-odd rule."""
        corners = np.asarray(self.points, dtype=np.float32)
        middle = corners.mean(axis=0)
        low, high = self.z
        scale = np.float32(1.0) + (np.clip(z, low, high) - low) / np.float32(high - low) * np.float32(self.taper - 1.0)
        px, py = (x - middle[0]) / scale, (y - middle[1]) / scale
        rows = corners - middle
        answer = np.zeros(np.broadcast_shapes(x.shape, y.shape, z.shape), dtype=np.bool_)
        for (ax, ay), (bx, by) in zip(rows, np.roll(rows, -1, axis=0), strict=True):
            if ay == by:
                continue
            crosses = ((ay > py) != (by > py)) & (px < (bx - ax) * (py - ay) / (by - ay) + ax)
            answer ^= crosses
        kept: BoolArray = answer & (z >= low) & (z <= high)
        return kept


@dataclass(frozen=True, slots=True)
class Ring:
    """A part of a hollow cylinder along z, open towards the back.

    Args:
        centre: x, y, z of its middle.
        inner: radius.
        outer: radius.
        length: along z.
        span: degrees covered, centred on the front.
    """

    centre: Triple
    inner: float
    outer: float
    length: float
    span: float = 360.0

    def box(self) -> Box:
        """Return bounds."""
        x, y, z = self.centre
        half = self.length / 2
        return (x - self.outer, y - self.outer, z - half), (x + self.outer, y + self.outer, z + half)

    def inside(self, x: FloatArray, y: FloatArray, z: FloatArray) -> BoolArray:
        """Say which points lie in the solid."""
        x, y, z = x - self.centre[0], y - self.centre[1], z - self.centre[2]
        away = np.hypot(x, y)
        answer: BoolArray = (away >= self.inner) & (away <= self.outer) & (np.abs(z) <= self.length / 2)
        if self.span < 360:
            answer = answer & (np.abs(np.arctan2(x, -y)) <= np.radians(self.span / 2))
        return answer
