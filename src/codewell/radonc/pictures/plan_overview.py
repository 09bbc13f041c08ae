"""A plan at a glance: the fluence of every beam, with its apertures and monitor units."""

from __future__ import annotations

from collections.abc import Sequence

from codewell.radonc.geometry import BeamShapes
from codewell.radonc.pictures.apertures import draw_fluence, meterset_text
from codewell.radonc.pictures.drawing import SMALL, TEXT, Picture, finished, headed, sheet
from codewell.radonc.pictures.fluence import distinct_intensities, fluence_map, view_of
from codewell.radonc.pictures.themes import LIGHT, Theme, Width

MOST_BEAMS = 18
"""Beams that are drawn; the heading tells of the others."""


def plan_overview(
    beams: Sequence[BeamShapes], *, theme: Theme = LIGHT, width: int = Width.DESKTOP, is_laboratory: bool = False
) -> Picture:
    """Draw the fluence of each beam that has apertures; each map runs to the highest value of its own beam.

    Args:
        beams: of a plan, those that treat.
        theme: colours.
        width: CSS pixels; a plan of few beams takes less.
        is_laboratory: whether the plan is a phantom's.
    """
    shown = [beam for beam in beams if beam.shapes][:MOST_BEAMS]
    columns = 3 if width < 700 else 6
    panel = width / columns
    columns = max(1, min(columns, len(shown)))
    rows = max(1, -(-len(shown) // columns))
    figure = sheet(max(int(columns * panel), Width.PHONE), rows * (panel + 40) + 34, theme, is_laboratory=is_laboratory)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in panels[len(shown) :]:
        axes.set_axis_off()
    for axes, beam in zip(panels, shown, strict=False):
        draw_fluence(axes, fluence_map(beam, view_of(beam), pixels=120), theme)
        name = beam.name or f"Beam {beam.number}"
        headed(axes, f"{name[:16]}\n{_count(beam)}, {meterset_text(_meterset(beam))}", theme, size=SMALL)
    more = f", the first {MOST_BEAMS} shown" if len(beams) > MOST_BEAMS else ""
    figure.suptitle(f"Fluence of {_beams(len(beams))}{more}", x=0.01, ha="left", fontsize=TEXT + 1, color=theme.ink)
    return finished(figure, theme, describe_plan(beams))


def describe_plan(beams: Sequence[BeamShapes]) -> str:
    """Return the alternative text: apertures, metersets and intensities of the beams together."""
    apertures = sum(shape.mu > 0 for beam in beams for shape in beam.shapes)
    most = max((distinct_intensities(beam, view_of(beam)) for beam in beams if beam.shapes), default=0)
    even = "each beam has one even intensity" if most <= 1 else f"a beam has up to {most} distinct intensities"
    meterset = meterset_text(sum(_meterset(beam) for beam in beams))
    return f"Fluence maps of {_beams(len(beams))} with {apertures} apertures and {meterset} together; {even}."


def _beams(count: int) -> str:
    return "one beam" if count == 1 else f"{count} beams"


def _count(beam: BeamShapes) -> str:
    count = sum(shape.mu > 0 for shape in beam.shapes)
    return "1 aperture" if count == 1 else f"{count} apertures"


def _meterset(beam: BeamShapes) -> float:
    return float(sum(shape.mu for shape in beam.shapes))
