"""Colours and sizes of pictures: a light and a dark theme, safe for colour-blind readers, for telephones and desktops."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Width(IntEnum):
    """Width of a picture in CSS pixels; text has the same size in both."""

    PHONE = 360
    DESKTOP = 1200


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by what they are for.

    Args:
        name: `light` or `dark`.
        ground: behind the picture.
        sunken: behind cells that hold nothing.
        ink: text; 4.5:1 or more on the ground.
        quiet: secondary text; 4.5:1 or more on the ground.
        line: rules and grids.
        leaf: a collimator's leaves.
        leaf_edge: gaps between leaves.
        jaw: a collimator's jaws.
        opening: where the beam passes.
        accent: what the picture is about.
        warn: what needs a look.
        series: lines and marks, told apart by readers with any colour vision.
        fluence: colours of an intensity, from none (the ground) upwards, in even steps of lightness.
        dose: colours of a dose, from low to high; readable over a grey CT.

    Source: series after Okabe M, Ito K, Color Universal Design (2008), darkened or lightened to reach 3:1 on the ground.
    """

    name: str
    ground: str
    sunken: str
    ink: str
    quiet: str
    line: str
    leaf: str
    leaf_edge: str
    jaw: str
    opening: str
    accent: str
    warn: str
    series: tuple[str, ...]
    fluence: tuple[str, ...]
    dose: tuple[str, ...]


DOSE = ("#30306e", "#3d6fb4", "#39a7a5", "#9ccb5c", "#f3d445", "#f08a3a", "#d6382f")

LIGHT = Theme(
    name="light",
    ground="#ffffff",
    sunken="#f1f0ec",
    ink="#1b2126",
    quiet="#4d5860",
    line="#d5d1c8",
    leaf="#b9c0c5",
    leaf_edge="#8d979d",
    jaw="#6d777e",
    opening="#fff3cf",
    accent="#0c6b63",
    warn="#a14a00",
    series=("#c1440e", "#0072b2", "#00795a", "#9a5b8a", "#a87400", "#2f86b9", "#5c4a99", "#555e64"),
    fluence=("#ffffff", "#cfe9e2", "#7cc4bb", "#2b8c86", "#0b4f5c", "#04243a"),
    dose=DOSE,
)
DARK = Theme(
    name="dark",
    ground="#181d21",
    sunken="#20262b",
    ink="#e8eaea",
    quiet="#b3bcc1",
    line="#3a444b",
    leaf="#4b565d",
    leaf_edge="#6a767d",
    jaw="#2f383e",
    opening="#ffe9a8",
    accent="#6cc9bc",
    warn="#ffb454",
    series=("#ff8a5c", "#5ab4e8", "#3ecf9f", "#e39ac9", "#f0c04a", "#9ad4f5", "#b3a4f0", "#b8c0c4"),
    fluence=("#181d21", "#16424c", "#1b7277", "#44a98f", "#a8d67e", "#fff3a8"),
    dose=DOSE,
)
