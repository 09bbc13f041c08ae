"""A phantom as its TOML file states it: parts with Hounsfield units, structures made of parts, isocentres, sources."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from codewell.kernel.errors import InputError
from codewell.radonc.facts import Point, Side
from codewell.radonc.lab.phantoms.shapes import Path, Prism, Ring, Shape, Superquadric, Triple

PHANTOMS = ("c-shape", "pelvis", "breast", "head-and-neck")


class UnknownPhantomError(InputError):
    """No phantom has that name."""

    slug = "radonc.unknown-phantom"


@dataclass(frozen=True, slots=True)
class Part:
    """A solid of one tissue; later parts replace earlier ones where they overlap.

    Args:
        id: by which structures name it.
        shape: in the patient's frame.
        hu: Hounsfield units; None where the part only delineates (a margin, a drawn target) and images as what it covers.
        within: ids of parts outside which this one does not reach; empty where nothing bounds it.
        minus: ids of parts taken away from it.
    """

    id: str
    shape: Shape
    hu: float | None
    within: tuple[str, ...]
    minus: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """A structure as a union of parts.

    Args:
        name: ROI Name, as TG-263 forms it.
        kind: RT ROI Interpreted Type.
        colour: red, green, blue.
        parts: united.
        margin: mm by which the union grows.
        within: parts outside which the grown union does not reach.
        inset: mm by which the bounding parts shrink first (a target kept off the skin).
        minus: parts taken away at the end.
        sides: treated sides for which the structure is drawn; empty for all.
    """

    name: str
    kind: str
    colour: tuple[int, int, int]
    parts: tuple[str, ...]
    margin: float
    within: tuple[str, ...]
    inset: float
    minus: tuple[str, ...]
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """A phantom before it is put on a grid.

    Args:
        name: of the phantom.
        diagnoses: ICD-10-CM code by treated side.
        low: x, y, z of the imaged box's lower corner.
        high: of its upper corner.
        noise: standard deviation of the CT's noise, HU.
        parts: in order of painting.
        recipes: EXTERNAL first.
        isocentres: by treated side, then name.
    """

    name: str
    diagnoses: Mapping[Side, str]
    low: Triple
    high: Triple
    noise: float
    parts: tuple[Part, ...]
    recipes: tuple[Recipe, ...]
    isocentres: Mapping[Side, Mapping[str, Point]]


@cache
def scene_of(name: str) -> Scene:
    """Return the scene of a phantom.

    Raises:
        UnknownPhantomError: no phantom has that name.
    """
    if name not in PHANTOMS:
        raise UnknownPhantomError(f"There is no phantom “{name[:40]}”.", next_step=f"Choose one of {', '.join(PHANTOMS)}.")
    stated = tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text(encoding="utf-8"))
    box = stated["imaged"]
    return Scene(
        name=name,
        diagnoses={Side(side): code for side, code in stated["diagnosis"].items()},
        low=(box["x"][0], box["y"][0], box["z"][0]),
        high=(box["x"][1], box["y"][1], box["z"][1]),
        noise=float(stated["noise"]),
        parts=tuple(part for table in stated["part"] for part in _parts(table)),
        recipes=tuple(_recipe(table) for table in stated["structure"]),
        isocentres={
            Side(side): {one: Point(*map(float, at)) for one, at in points.items()}
            for side, points in stated["isocentre"].items()
        },
    )


def _parts(table: Mapping[str, Any]) -> tuple[Part, ...]:
    """Read a part with what its table derives from it.

    `repeat` sets copies at even steps (ribs); `mirrored` adds the image in the plane x = 0 under that id; `core` fills it,
    `rind` mm under its surface, with another tissue (marrow in cortical bone, urine in a bladder's wall).
    """
    sides = [(table["id"], table)]
    if "mirrored" in table:
        sides.append((table["mirrored"], _mirrored(table)))
    within, minus = tuple(table.get("within", ())), tuple(table.get("minus", ()))
    hu = float(table["hu"]) if "hu" in table else None
    parts = []
    for name, stated in sides:
        for copy in _repeated(stated):
            parts.append(Part(name, _shape(copy), hu, within, minus))
        if "core" in table:
            core = table["core"]
            for copy in _repeated(stated):
                parts.append(Part(f"{name}-core", _shape(_shrunk(copy, core["rind"])), float(core["hu"]), within, minus))
    return tuple(parts)


def _repeated(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    again = table.get("repeat", {"count": 1, "step": [0, 0, 0]})
    copies = []
    for turn in range(again["count"]):
        copy = dict(table)
        x, y, z = (turn * step for step in again["step"])
        if "centre" in table:
            copy["centre"] = [table["centre"][0] + x, table["centre"][1] + y, table["centre"][2] + z]
        if "knots" in table:
            copy["knots"] = [[row[0] + x, row[1] + y, row[2] + z, row[3]] for row in table["knots"]]
        copies.append(copy)
    return copies


def _shrunk(table: Mapping[str, Any], rind: float) -> dict[str, Any]:
    smaller = dict(table)
    if "radii" in table:
        smaller["radii"] = [radius - rind for radius in table["radii"]]
    if "knots" in table:
        smaller["knots"] = [[*row[:3], max(0.0, row[3] - rind)] for row in table["knots"]]
    return smaller


def _mirrored(table: Mapping[str, Any]) -> dict[str, Any]:
    other = dict(table)
    if "centre" in table:
        other["centre"] = [-table["centre"][0], *table["centre"][1:]]
    other["turned"] = -table.get("turned", 0.0)
    for key in ("knots", "points"):
        if key in table:
            other[key] = [[-row[0], *row[1:]] for row in table[key]]
    return other


def _shape(table: Mapping[str, Any]) -> Shape:
    """Build the shape a table names: ellipsoid, superquadric, path, prism or ring."""
    kind = table["shape"]
    if kind in ("ellipsoid", "superquadric"):
        return Superquadric(
            centre=_triple(table["centre"]),
            radii=_triple(table["radii"]),
            power=float(table.get("power", 2)),
            power_z=float(table.get("power_z", table.get("power", 2))),
            turned=float(table.get("turned", 0)),
            tilted=float(table.get("tilted", 0)),
        )
    if kind == "path":
        return Path(tuple((row[0], row[1], row[2], row[3]) for row in table["knots"]), float(table.get("flat", 1)))
    if kind == "prism":
        return Prism(tuple((row[0], row[1]) for row in table["points"]), (table["z"][0], table["z"][1]), table.get("taper", 1.0))
    if kind == "ring":
        return Ring(_triple(table["centre"]), table["inner"], table["outer"], table["length"], table.get("span", 360.0))
    raise ValueError(f"part {table['id']}: no shape is called {kind}")


def _triple(row: list[float]) -> Triple:
    return float(row[0]), float(row[1]), float(row[2])


def _recipe(table: Mapping[str, Any]) -> Recipe:
    red, green, blue = table["colour"]
    return Recipe(
        name=table["name"],
        kind=table["kind"],
        colour=(red, green, blue),
        parts=tuple(table["parts"]),
        margin=float(table.get("margin", 0)),
        within=tuple(table.get("within", ())),
        inset=float(table.get("inset", 0)),
        minus=tuple(table.get("minus", ())),
        sides=tuple(Side(one) for one in table.get("sides", ())),
    )
