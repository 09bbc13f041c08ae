"""Compute reference doses with an independent engine, pyRadPlan 0.5.0 (its singular-value pencil beam, generic 6 MV machine).

Runs in an environment of its own, never in Codewell's; see reference/README.md. Writes reference/open_fields.npz (square fields
in water, to which the free numbers of `photon_6mv.toml` were fitted) and reference/c_shape_plan.npz (a nine-beam plan of our own
weights, to which nothing was fitted).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import SimpleITK as sitk
from pyRadPlan import PhotonPlan, StructureSet, calc_dose_influence, generate_stf
from pyRadPlan.cst import create_voi
from pyRadPlan.ct import create_ct

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "src")]

from c_shape import c_shape, water_box  # noqa: E402

from codewell.radonc.facts import Point  # noqa: E402
from codewell.radonc.lab.dose.influencing import bixel_grid  # noqa: E402
from codewell.radonc.lab.phantom import Phantom, Structure  # noqa: E402
from codewell.radonc.lab.plan import Field, Leaves  # noqa: E402

HALF_PIXEL = 0.25
"""The engine's fluence lies half a pixel of its 0.5 mm grid off centre along both axes, mm; rays are placed to undo it."""
SIDES = (5.0, 10.0, 20.0, 30.0, 50.0, 100.0, 150.0, 200.0)


def image(values, grid):
    """Return an array on one of our grids as a SimpleITK image."""
    found = sitk.GetImageFromArray(values)
    found.SetSpacing(tuple(grid.spacing[::-1]))
    found.SetOrigin(tuple(grid.origin[::-1]))
    return found


def case(phantom):
    """Return a phantom as pyRadPlan's CT and structures."""
    kinds = {"EXTERNAL": "EXTERNAL", "PTV": "TARGET"}
    ct = create_ct(cube_hu=image(phantom.ct.values.astype(np.float64), phantom.ct.grid))
    vois = [
        create_voi(
            voi_type=kinds.get(one.kind, "OAR"),
            name=one.name,
            ct_image=ct,
            mask=image(one.mask.astype(np.uint8), phantom.ct.grid),
        )
        for one in phantom.structures
    ]
    return ct, StructureSet(vois=vois, ct_image=ct)


def forward(phantom, fields, rays, width, cutoff, spacing):
    """Return pyRadPlan's dose of square bixels on its dose grid, and that grid's origin (z, y, x).

    The influence matrix is multiplied by the weights, because its forward calculation resamples the dose to the CT's grid.

    Args:
        phantom: CT and structures.
        fields: gantry and isocentre.
        rays: for each field (x, y, weight) of its bixels at the isocentre plane.
        width: of a bixel, mm.
        cutoff: distance beyond which a bixel gives nothing, mm.
        spacing: of the dose grid (z, y, x), mm.
    """
    ct, structures = case(phantom)
    plan = PhotonPlan(machine="Generic")
    plan.prop_stf = {
        "gantry_angles": [field.gantry for field in fields],
        "couch_angles": [0.0] * len(fields),
        "bixel_width": width,
    }
    steering = generate_stf(ct, structures, plan)
    for number, (field, wanted) in enumerate(zip(fields, rays, strict=True)):
        beam = steering.beams[number]
        angle = np.deg2rad(field.gantry)
        template = beam.rays[0]
        own = []
        for x, y, _ in wanted:
            at_x, at_y = x + HALF_PIXEL, y + HALF_PIXEL
            axis = np.array([np.cos(angle), np.sin(angle), 0.0])
            place = at_x * axis + np.array([0.0, 0.0, at_y])
            seen = np.array([at_x, 0.0, at_y])
            own.append(
                template.model_copy(
                    update={
                        "ray_pos": place,
                        "ray_pos_bev": seen,
                        "target_point": 2 * place - beam.source_point,
                        "target_point_bev": 2 * seen - beam.source_point_bev,
                    }
                )
            )
        centre = np.array([field.isocentre.x, field.isocentre.y, field.isocentre.z])
        steering.beams[number] = beam.model_copy(update={"rays": own, "iso_center": centre})
    plan.prop_dose_calc = {
        "engine": "SVDPB",
        "geometric_lateral_cutoff": cutoff,
        "dose_grid": {"resolution": dict(zip("zyx", spacing, strict=True))},
        "trace_on_dose_grid": False,
    }
    influence = calc_dose_influence(ct, structures, steering, plan)
    weights = np.array([weight for wanted in rays for _, _, weight in wanted])
    grid = influence.dose_grid
    values = np.asarray(influence.physical_dose.flat[0] @ weights).reshape(tuple(int(one) for one in grid.dimensions[::-1]))
    return values, grid.origin[::-1]


def open_fields():
    """Save square fields in a cube of water of 300 mm, 900 mm from source to surface: doses on the axis and across it."""
    ct, inside = water_box((300.0, 300.0, 300.0), (3.0, 3.0, 3.0))
    _, y, x = ct.grid.axes()
    middle = tuple(count // 2 for count in inside.shape)
    target = np.zeros(inside.shape, dtype=bool)
    target[tuple(slice(one - 1, one + 2) for one in middle)] = True
    top = float(y[np.flatnonzero(inside.any(axis=(0, 2)))[0]]) - 1.5
    phantom = Phantom(
        "water",
        ct,
        (Structure("BODY", "EXTERNAL", (0, 0, 0), inside), Structure("PTV", "PTV", (0, 0, 0), target)),
        {"main": Point(0.0, 0.0, 0.0)},
        "",
    )
    saved = {"depth": (y - top).astype(np.float32), "x": x}
    for side in SIDES:
        field = Field(1, "G000", 0.0, Point(0.0, top + 100.0, 0.0))
        values, _ = forward(phantom, [field], [[(0.0, 0.0, 1.0)]], side, 250.0, (3.0, 3.0, 3.0))
        saved[f"plane_{side:g}"] = values[middle[0]].astype(np.float32)
        saved[f"diagonal_{side:g}"] = np.stack(
            [values[middle[0] + step, :, middle[2] + step] for step in range(0, middle[2], 3)]
        ).astype(np.float32)
        print(side, float(values.max()), flush=True)
    # The axis, the plane through it and the diagonal; half the plane, for it is symmetric.
    for side in SIDES:
        saved[f"plane_{side:g}"] = saved[f"plane_{side:g}"][::2, middle[2] :]
        saved[f"diagonal_{side:g}"] = saved[f"diagonal_{side:g}"][:, ::4]
    np.savez_compressed(HERE / "reference" / "open_fields.npz", **saved)


def plan_dose():
    """Save the dose of the nine-beam plan kept in reference/c_shape_weights.npz, on a grid of 6 mm."""
    kept = np.load(HERE / "reference" / "c_shape_weights.npz")
    phantom = c_shape()
    leaves = Leaves(tuple(float(one) for one in kept["leaves"]))
    fields = [Field(n + 1, f"G{angle:03.0f}", float(angle), Point(0.0, 0.0, 0.0)) for n, angle in enumerate(kept["gantries"])]
    rays = []
    first = 0
    for field in fields:
        bixels = bixel_grid(phantom, field, bixel_mm=5.0, leaves=leaves, targets=["PTV"], margin_mm=5.0, first=first)
        rows, columns = np.nonzero(bixels.index >= 0)
        numbers = bixels.index[rows, columns]
        first += len(numbers)
        rays.append(
            [
                (float(bixels.xs[column]), float(bixels.ys[row]), float(kept["weights"][number]))
                for row, column, number in zip(rows, columns, numbers, strict=True)
            ]
        )
    spacing = np.full(3, 6.0)
    values, origin = forward(phantom, fields, rays, 5.0, 120.0, tuple(spacing))
    np.savez_compressed(
        HERE / "reference" / "c_shape_plan.npz", dose=values.astype(np.float16), spacing=spacing, origin=np.asarray(origin)
    )


if __name__ == "__main__":
    {"open": open_fields, "plan": plan_dose}[sys.argv[1]]()
