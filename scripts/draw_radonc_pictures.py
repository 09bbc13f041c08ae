"""Draw the pictures of docs/radonc.md from episodes that the laboratory makes: run it with the folder to write to.

Not for clinical use: everything drawn is a phantom.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from pydicom import dcmread

from codewell.radonc.episode.beam_shapes import read_beam_shapes
from codewell.radonc.episode.reading import read_episode
from codewell.radonc.geometry import BeamShapes
from codewell.radonc.lab.running import run_preset
from codewell.radonc.pictures.comparing import Example, technique_comparison
from codewell.radonc.pictures.drawing import Picture
from codewell.radonc.pictures.of_episode import pictures_of
from codewell.radonc.pictures.themes import Width

COMPARED = {
    "Static field": "spine-3d",
    "Field-in-field": "breast-field-in-field",
    "IMRT, step and shoot": "prostate-imrt",
    "VMAT": "head-neck-vmat",
}
"""Techniques from simple to complex, and the scenario that shows each."""
WHOLE = "prostate-imrt"
"""The scenario whose plan, dose, histogram and shift are drawn."""
WIDE = 900


def main() -> None:
    """Make the episodes, draw, and print each picture's alternative text for the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--quality", choices=("smoke", "full"), default="full")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    examples = []
    with tempfile.TemporaryDirectory() as folder:
        for name, preset in COMPARED.items():
            made = run_preset(preset, Path(folder) / preset, quality=chosen.quality).folder
            examples.append(Example(name, _busiest(made)))
            if preset == WHOLE:
                _write_whole(made, chosen.out)
    for width, ending in ((WIDE, ""), (Width.PHONE, "-phone")):
        picture = technique_comparison(examples, width=width, is_laboratory=True)
        _write(chosen.out / f"radonc-simple-and-complex{ending}.png", picture)


def _busiest(folder: Path) -> BeamShapes:
    """Return the beam with the most apertures of an episode's first plan."""
    episode = read_episode(folder)
    plan = episode.plans[0]
    treating = {beam.number for beam in plan.treating}
    beams = [beam for beam in read_beam_shapes(dcmread(folder / plan.file)) if beam.number in treating]
    return max(beams, key=lambda beam: len(beam.shapes))


def _write_whole(folder: Path, out: Path) -> None:
    for one in pictures_of(folder, read_episode(folder), width=WIDE):
        _write(out / f"radonc-{one.subject.value}.{one.picture.media_type.removeprefix('image/')}", one.picture)


def _write(path: Path, picture: Picture) -> None:
    path.write_bytes(picture.content)
    print(f"{path.name} ({picture.width} x {picture.height}): {picture.alt}", flush=True)


if __name__ == "__main__":
    main()
