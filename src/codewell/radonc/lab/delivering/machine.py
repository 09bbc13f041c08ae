"""The laboratory's treatment machine, read from the table beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from codewell.radonc.lab.plan import Leaves


@dataclass(frozen=True, slots=True)
class Machine:
    """A linear accelerator with a multileaf collimator.

    Args:
        name: of the machine.
        leaves: leaf pairs.
        leaf_speed: mm/s.
        transmission: share of the open fluence behind leaves.
        end_offset: by which the radiation edge lies behind each rounded leaf end, mm.
        end_sigma: spread of the fluence edge at a leaf end, mm.
        tongue: width on each side of the line between two leaves that opens only where both do, mm.
        leaf_gap: least distance of opposing leaves in motion, mm.
        leaf_error: standard deviation of a leaf's position, mm.
        maximum_dose_rate: MU/min.
        sad: source to axis, mm.
        start_up: seconds from request to beam on.
        fraction_overhead: seconds before the first request of a session.
        gantry_speed: degrees/s.
        gantry_error: standard deviation, degrees.
        compensator_material: word.
        attenuation: of the compensator's material, per mm.
        maximum_thickness: of a compensator, mm.
        tray_distance: source to compensator, mm.
        cites: where the numbers come from.
    """

    name: str
    leaves: Leaves
    leaf_speed: float
    transmission: float
    end_offset: float
    end_sigma: float
    tongue: float
    leaf_gap: float
    leaf_error: float
    maximum_dose_rate: float
    sad: float
    start_up: float
    fraction_overhead: float
    gantry_speed: float
    gantry_error: float
    compensator_material: str
    attenuation: float
    maximum_thickness: float
    tray_distance: float
    cites: str

    @property
    def dose_rate(self) -> float:
        """Largest dose rate, MU/s."""
        return self.maximum_dose_rate / 60


@cache
def machine() -> Machine:
    """Return the laboratory's machine (`machine.toml`)."""
    read = tomllib.loads(Path(__file__).with_name("machine.toml").read_text(encoding="utf-8"))
    bank, beam, gantry, compensator = read["leaves"], read["beam"], read["gantry"], read["compensator"]
    outer = [bank["outer_width"]] * bank["outer_pairs_each_side"]
    widths = [*outer, *[bank["central_width"]] * bank["central_pairs"], *outer]
    edges = np.concatenate([[0.0], np.cumsum(widths)]) - sum(widths) / 2
    return Machine(
        name=read["name"],
        leaves=Leaves(tuple(float(one) for one in edges)),
        leaf_speed=bank["speed"],
        transmission=bank["transmission"],
        end_offset=bank["end_offset"],
        end_sigma=bank["end_sigma"],
        tongue=bank["tongue"],
        leaf_gap=bank["gap"],
        leaf_error=bank["position_error"],
        maximum_dose_rate=beam["maximum_dose_rate"],
        sad=beam["sad"],
        start_up=beam["start_up"],
        fraction_overhead=beam["fraction_overhead"],
        gantry_speed=gantry["speed"],
        gantry_error=gantry["error"],
        compensator_material=compensator["material"],
        attenuation=compensator["attenuation"],
        maximum_thickness=compensator["maximum_thickness"],
        tray_distance=compensator["tray_distance"],
        cites=read["cites"].strip(),
    )
