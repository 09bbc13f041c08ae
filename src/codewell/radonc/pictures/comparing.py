"""Simple beside complex: apertures and fluence of beams of several techniques, one under the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codewell.radonc.geometry import BeamShapes
from codewell.radonc.pictures.apertures import chosen, describe_apertures, draw_aperture, draw_fluence, meterset_text
from codewell.radonc.pictures.drawing import SMALL, TEXT, Picture, finished, headed, sheet
from codewell.radonc.pictures.fluence import fluence_map, view_of
from codewell.radonc.pictures.themes import LIGHT, Theme, Width


@dataclass(frozen=True, slots=True)
class Example:
    """A beam that stands for a technique.

    Args:
        name: of the technique, as it heads the row.
        beam: its apertures.
        moving: whether leaves move while the beam is on.
    """

    name: str
    beam: BeamShapes
    moving: bool = False


def technique_comparison(
    examples: Sequence[Example], *, theme: Theme = LIGHT, width: int = Width.DESKTOP, is_laboratory: bool = False
) -> Picture:
    """Draw a row for each technique: some of its apertures, then the fluence they add up to.

    Args:
        examples: from simple to complex.
        theme: colours.
        width: CSS pixels.
        is_laboratory: whether the beams belong to phantoms.
    """
    columns = 3 if width < 700 else 6
    tall = width / columns + 44
    figure = sheet(width, tall * len(examples), theme, is_laboratory=is_laboratory)
    rows = figure.subfigures(len(examples), 1, squeeze=False)[:, 0]
    for row, example in zip(rows, examples, strict=True):
        row.set_facecolor(theme.ground)
        beam, view = example.beam, view_of(example.beam)
        panels = row.subplots(1, columns, squeeze=False)[0]
        given = [at for at, shape in enumerate(beam.shapes) if shape.mu > 0]
        shown = chosen(given, columns - 1, moving=example.moving)
        for axes, at in zip(panels, shown, strict=False):
            draw_aperture(axes, beam, beam.shapes[at], view, theme)
            headed(axes, f"{at + 1}: {meterset_text(beam.shapes[at].mu)}", theme, size=SMALL)
        for axes in panels[len(shown) : -1]:
            axes.set_axis_off()
        fluence = fluence_map(beam, view, moving=example.moving)
        draw_fluence(panels[-1], fluence, theme)
        headed(panels[-1], "Fluence", theme, size=SMALL)
        count = f"{len(given)} apertures" if len(given) != 1 else "1 aperture"
        row.suptitle(f"{example.name}: {count}", x=0.01, ha="left", fontsize=TEXT + 1, color=theme.ink)
    return finished(figure, theme, describe_comparison(examples))


def describe_comparison(examples: Sequence[Example]) -> str:
    """Return the alternative text: what each row shows."""
    return " ".join(f"{one.name}: {describe_apertures(one.beam)}" for one in examples)
