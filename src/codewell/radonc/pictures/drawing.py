"""A picture as bytes with its alternative text, and the canvas that figures are drawn on (matplotlib's Agg, no pyplot)."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure, SubFigure

from codewell.radonc.pictures.themes import Theme

PER_INCH = 96
"""CSS pixels."""
DENSITY = 2
"""Image pixels for a CSS pixel, so that pictures are sharp on dense screens."""
NOT_CLINICAL = "Laboratory phantom. Not for clinical use."
PNG, SVG, WEBP = "image/png", "image/svg+xml", "image/webp"
FOOT = 20
"""CSS pixels of the line that says what a picture is not for."""
TEXT, SMALL = 9.0, 8.0
"""Points: 12 and 10.7 CSS pixels."""
_writing_svg = threading.Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture.

    Args:
        content: the file.
        media_type: `image/png`, `image/svg+xml` or `image/webp`.
        alt: what it shows, for readers who do not see it.
        width: CSS pixels.
        height: CSS pixels.
    """

    content: bytes
    media_type: str
    alt: str
    width: int
    height: int


def sheet(width: int, height: float, theme: Theme, *, is_laboratory: bool) -> Any:
    """Return an empty sheet to draw on, of a size in CSS pixels; one of the laboratory says so in a foot of its own.

    Returns:
        A figure, or the part of one above the foot.
    """
    foot = FOOT if is_laboratory else 0
    figure = Figure(figsize=(width / PER_INCH, (height + foot) / PER_INCH), facecolor=theme.ground, layout="constrained")
    FigureCanvasAgg(figure)
    if not is_laboratory:
        return figure
    parts: Any = figure.subfigures(2, 1, height_ratios=(height, foot))
    above, below = parts
    for part in parts:
        part.set_facecolor(theme.ground)
    below.text(1 - 4 / width, 0.5, NOT_CLINICAL, ha="right", va="center", fontsize=SMALL, color=theme.warn)
    return above


def finished(drawn: Any, theme: Theme, alt: str, *, media_type: str = PNG) -> Picture:
    """Return a sheet as a picture. The same drawing gives the same bytes.

    Args:
        drawn: what `sheet` returned.
        theme: of its colours.
        alt: alternative text; a laboratory's gets its warning here.
        media_type: PNG or SVG.
    """
    figure = drawn.get_figure(root=True) if isinstance(drawn, SubFigure) else drawn
    if isinstance(drawn, SubFigure):
        alt = f"{alt} {NOT_CLINICAL}"
    width, height = (round(inches * PER_INCH) for inches in figure.get_size_inches())
    file = io.BytesIO()
    if media_type == SVG:
        with _writing_svg, mpl.rc_context({"svg.hashsalt": "codewell", "svg.fonttype": "path"}):
            figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None}, facecolor=theme.ground)
    else:
        figure.savefig(file, format="png", dpi=PER_INCH * DENSITY, metadata={"Software": None}, facecolor=theme.ground)
    return Picture(file.getvalue(), media_type, alt, width, height)


def ramp(colours: tuple[str, ...]) -> LinearSegmentedColormap:
    """Return a colour map that runs evenly through colours."""
    return LinearSegmentedColormap.from_list("codewell", list(colours))


def dressed(axes: Any, theme: Theme, *, frame: bool = True) -> Any:
    """Put axes into a theme's colours and return them."""
    axes.set_facecolor(theme.ground)
    axes.tick_params(colors=theme.quiet, labelsize=SMALL, length=3)
    for side, spine in axes.spines.items():
        spine.set_color(theme.line)
        spine.set_visible(frame and side in ("left", "bottom"))
    axes.xaxis.label.set_color(theme.quiet)
    axes.yaxis.label.set_color(theme.quiet)
    axes.xaxis.label.set_fontsize(TEXT)
    axes.yaxis.label.set_fontsize(TEXT)
    return axes


def headed(axes: Any, words: str, theme: Theme, *, size: float = TEXT) -> None:
    """Put a heading over axes, at the left."""
    axes.set_title(words, loc="left", fontsize=size, color=theme.ink, pad=4)


def lettered(axes: Any, letter: str) -> None:
    """Write on the left edge of an image, which is dark there, what side of the patient it is."""
    axes.text(0.015, 0.5, letter, transform=axes.transAxes, va="center", fontsize=SMALL, color="#ffffff", fontweight="bold")
