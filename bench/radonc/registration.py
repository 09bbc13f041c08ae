"""Accuracy and CPU time of rigid registration over random shifts of all phantoms.

Run `OMP_NUM_THREADS=1 python bench/radonc/registration.py --shifts 20`; must reach 0.5 mm, 0.2 degrees, 10 CPU s.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from codewell.radonc.facts import Point
from codewell.radonc.lab.guiding.cone_beam import FULL_FAN, HALF_FAN, cone_beam_ct
from codewell.radonc.lab.guiding.registering import register
from codewell.radonc.lab.guiding.shifts import RigidShift
from codewell.radonc.lab.phantoms.making import make_phantom
from codewell.radonc.lab.phantoms.scenes import PHANTOMS

FARTHEST, MOST_TURNED = 15.0, 3.0
"""mm along each axis and degrees about each."""


def main() -> None:
    """Print the errors of each shift that misses, and the worst, median and time of each phantom."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shifts", type=int, default=20)
    parser.add_argument("--phantom", choices=PHANTOMS, action="append")
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    draws = np.random.default_rng(chosen.seed)
    for name in chosen.phantom or PHANTOMS:
        planned, of_the_day = make_phantom(name), make_phantom(name, spacing=(1.5, 1.5, 1.5), noise=0)
        iso = planned.isocentres["main"]
        rows = []
        for turn in range(chosen.shifts):
            moved = RigidShift(
                Point(*draws.uniform(-FARTHEST, FARTHEST, 3)), Point(*draws.uniform(-MOST_TURNED, MOST_TURNED, 3)), iso
            )
            imager = HALF_FAN if name in ("pelvis", "breast") and turn % 2 else FULL_FAN
            daily = cone_beam_ct(of_the_day, moved, isocentre=iso, imager=imager, seed=turn)
            start = time.process_time()
            found = register(planned.ct, daily, isocentre=iso)
            spent = time.process_time() - start
            off = [
                abs(one - other)
                for got, true in ((found.shift.translation, moved.translation), (found.shift.rotation, moved.rotation))
                for one, other in zip((got.x, got.y, got.z), (true.x, true.y, true.z), strict=True)
            ]
            rows.append((max(off[:3]), max(off[3:]), spent, found.agreed))
            if rows[-1][0] > 0.5 or rows[-1][1] > 0.2:
                print(f"  missed {name} #{turn}: {off} agreed={found.agreed} {imager.diameter:.0f} mm {moved}", flush=True)
        table = np.array(rows)
        print(
            f"{name}: worst {table[:, 0].max():.2f} mm {table[:, 1].max():.2f} deg, median {np.median(table[:, 0]):.2f} mm "
            f"{np.median(table[:, 1]):.2f} deg, CPU median {np.median(table[:, 2]):.1f} s max {table[:, 2].max():.1f} s, "
            f"agreed {int(table[:, 3].sum())}/{len(rows)}",
            flush=True,
        )


if __name__ == "__main__":
    main()
