"""The beam's-eye view: apertures as a strip with the fluence they add up to, and as an animation."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle
from PIL import Image, ImageDraw, ImageFont

from codewell.radonc.geometry import BeamShapes, Shape
from codewell.radonc.pictures.drawing import (
    DENSITY,
    NOT_CLINICAL,
    PNG,
    SMALL,
    WEBP,
    Picture,
    dressed,
    finished,
    headed,
    ramp,
    sheet,
)
from codewell.radonc.pictures.fluence import FluenceMap, View, built_up, distinct_intensities, fluence_map, transmission, view_of
from codewell.radonc.pictures.themes import LIGHT, Theme, Width

MOST_FRAMES = 80
"""Frames of an animation; an arc of 178 control points is thinned."""


def aperture_strip(
    beam: BeamShapes, *, theme: Theme = LIGHT, width: int = Width.DESKTOP, moving: bool = False, is_laboratory: bool = False
) -> Picture:
    """Draw some apertures of a beam in order of delivery, and the fluence that all of them add up to.

    Args:
        beam: its apertures.
        theme: colours.
        width: CSS pixels; a beam of few apertures takes less.
        moving: whether leaves move while the beam is on.
        is_laboratory: whether the beam belongs to a phantom.
    """
    columns = 3 if width < 700 else 6
    shown = chosen([at for at, shape in enumerate(beam.shapes) if shape.mu > 0], 5, moving=moving)
    places = len(shown) + 1
    panel = width / columns
    columns = min(columns, places)
    rows = -(-places // columns)
    figure = sheet(max(int(columns * panel), Width.PHONE), rows * (panel + 26) + 40, theme, is_laboratory=is_laboratory)
    view = view_of(beam)
    panels = np.atleast_2d(figure.subplots(rows, columns, squeeze=False)).ravel()
    for axes, at in zip(panels, shown, strict=False):
        draw_aperture(axes, beam, beam.shapes[at], view, theme)
        headed(axes, f"{at + 1} of {len(beam.shapes)}: {meterset_text(beam.shapes[at].mu)}", theme, size=SMALL)
    draw_fluence(panels[len(shown)], fluence_map(beam, view, moving=moving), theme)
    headed(panels[len(shown)], f"All: {meterset_text(_meterset(beam))}", theme, size=SMALL)
    for axes in panels[places:]:
        axes.set_axis_off()
    figure.suptitle(_title(beam), x=0.01, ha="left", fontsize=10.5, color=theme.ink)
    return finished(figure, theme, describe_apertures(beam), media_type=PNG)


def describe_apertures(beam: BeamShapes) -> str:
    """Return the alternative text of a beam's apertures and fluence."""
    count = sum(shape.mu > 0 for shape in beam.shapes)
    levels = distinct_intensities(beam, view_of(beam))
    even = "one even intensity" if levels <= 1 else f"{levels} distinct intensities"
    openings = "one aperture" if count == 1 else f"{count} apertures"
    given = meterset_text(_meterset(beam))
    return f"Beam's-eye view of beam {beam.number} {beam.name}, {_angles(beam)}: {openings}, {given}, {even}."


def aperture_animation(
    beam: BeamShapes, *, theme: Theme = LIGHT, moving: bool = False, is_laboratory: bool = False, size: int = 180
) -> Picture:
    """Animate a beam: leaves at the left, the fluence that has built up at the right, the share of the meterset below.

    Args:
        beam: its apertures.
        theme: colours.
        moving: whether leaves move while the beam is on.
        is_laboratory: whether the beam belongs to a phantom.
        size: CSS pixels of a side of either panel.

    Returns:
        An animated WebP.
    """
    view, side = view_of(beam), size * DENSITY
    shown = set(chosen([at for at, shape in enumerate(beam.shapes) if shape.mu > 0], MOST_FRAMES))
    pixels = min(side // 2, 150)
    highest = float(fluence_map(beam, view, pixels=pixels, moving=moving).values.max(initial=0.0)) or 1.0
    frames = [
        _frame(beam, at, view, built / highest, theme, side, is_laboratory)
        for at, built in enumerate(built_up(beam, view, pixels=pixels, moving=moving))
        if at in shown
    ] or [Image.new("RGB", (2 * side, side), theme.ground)]
    file = io.BytesIO()
    frames[0].save(
        file,
        format="WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=[*([max(60, 6000 // max(1, len(frames)))] * (len(frames) - 1)), 2500],
        loop=0,
        quality=80,
        method=3,
    )
    alt = f"Animation. {describe_apertures(beam)}" + (f" {NOT_CLINICAL}" if is_laboratory else "")
    return Picture(file.getvalue(), WEBP, alt, frames[0].width // DENSITY, frames[0].height // DENSITY)


def chosen(indices: list[int], most: int, *, moving: bool = False) -> list[int]:
    """Return up to a number of indices, evenly spread: the first and last among them, unless leaves are shut there.

    Args:
        indices: of apertures.
        most: returned.
        moving: whether leaves sweep, so that they are all but shut at both ends.
    """
    if len(indices) <= most:
        return indices
    if moving:
        return [indices[int((at + 0.5) * len(indices) / most)] for at in range(most)]
    return [indices[round(at)] for at in np.linspace(0, len(indices) - 1, most)]


def draw_aperture(axes: Any, beam: BeamShapes, shape: Shape, view: View, theme: Theme) -> None:
    """Draw one aperture: the opening, leaves and jaws, in millimetres at the isocentre plane."""
    dressed(axes, theme, frame=False)
    axes.set_facecolor(theme.opening)
    far = 2000.0
    if beam.leaf_axis and shape.left.size:
        leaves = []
        for low, high, left, right in zip(beam.boundaries[:-1], beam.boundaries[1:], shape.left, shape.right, strict=True):
            for start, length in ((left - far, far), (right, far)):
                box = (start, low, length, high - low) if beam.leaf_axis == "x" else (low, start, high - low, length)
                leaves.append(Rectangle((box[0], box[1]), box[2], box[3]))
        axes.add_collection(PatchCollection(leaves, facecolor=theme.leaf, edgecolor=theme.leaf_edge, linewidth=0.4))
    for ends, across in ((shape.jaws_x, "x"), (shape.jaws_y, "y")):
        for start in () if ends is None else (ends[0] - far, ends[1]):
            corner = (start, -far) if across == "x" else (-far, start)
            reach = (far, 2 * far) if across == "x" else (2 * far, far)
            axes.add_patch(Rectangle(corner, *reach, facecolor=theme.jaw, alpha=0.8, linewidth=0))
    axes.axhline(0, color=theme.quiet, linewidth=0.4, alpha=0.7)
    axes.axvline(0, color=theme.quiet, linewidth=0.4, alpha=0.7)
    _framed(axes, view)


def draw_fluence(axes: Any, fluence: FluenceMap, theme: Theme, *, highest: float | None = None) -> Any:
    """Draw a fluence map and return the drawn image, for a colour bar."""
    dressed(axes, theme, frame=False)
    step = float(fluence.xs[1] - fluence.xs[0])
    extent = (fluence.xs[0] - step / 2, fluence.xs[-1] + step / 2, fluence.ys[0] - step / 2, fluence.ys[-1] + step / 2)
    top = highest or float(fluence.values.max(initial=0.0)) or 1.0
    image = axes.imshow(fluence.values, origin="lower", extent=extent, cmap=ramp(theme.fluence), vmin=0, vmax=top)
    _framed(axes, View((extent[0], extent[1]), (extent[2], extent[3])))
    return image


def _framed(axes: Any, view: View) -> None:
    axes.set_xlim(*view.x)
    axes.set_ylim(*view.y)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])


def _frame(
    beam: BeamShapes,
    at: int,
    view: View,
    built: npt.NDArray[np.float64],
    theme: Theme,
    side: int,
    is_laboratory: bool,
) -> Image.Image:
    """Draw a frame of the animation."""
    gap, foot, line = 8 * DENSITY, (52 if is_laboratory else 36) * DENSITY, 6 * DENSITY
    frame = Image.new("RGB", (2 * side + gap, side + foot), theme.ground)
    shape = beam.shapes[at]
    frame.paste(_leaves(beam, shape, view, theme, side), (0, 0))
    colours = ramp(theme.fluence)(np.clip(built[::-1], 0, 1), bytes=True)[:, :, :3]
    frame.paste(Image.fromarray(np.ascontiguousarray(colours)).resize((side, side), Image.Resampling.BICUBIC), (side + gap, 0))
    draw = ImageDraw.Draw(frame)
    given, total = sum(one.mu for one in beam.shapes[: at + 1]), _meterset(beam)
    top = side + 6 * DENSITY
    draw.rectangle((0, top, frame.width, top + line), fill=theme.sunken)
    draw.rectangle((0, top, round(frame.width * given / (total or 1)), top + line), fill=theme.accent)
    words = f"Aperture {at + 1} of {len(beam.shapes)}   {given:.0f} of {meterset_text(total)}   gantry {shape.gantry:.0f}°"
    draw.text((0, top + line + 4 * DENSITY), words, fill=theme.ink, font=_font(12 * DENSITY))
    if is_laboratory:
        draw.text((0, top + line + 21 * DENSITY), NOT_CLINICAL, fill=theme.warn, font=_font(11 * DENSITY))
    return frame


def _leaves(beam: BeamShapes, shape: Shape, view: View, theme: Theme, side: int) -> Image.Image:
    """Draw an aperture as pixels, with lines between leaf pairs."""
    xs, ys = (np.asarray(low + (high - low) / side * (np.arange(side) + 0.5)) for low, high in (view.x, view.y))
    open_ = transmission(beam, shape, xs, ys)[::-1, :, None]
    shut, passed = (np.array(_rgb(colour), dtype=np.float64) for colour in (theme.leaf, theme.opening))
    image = np.asarray(np.rint(shut + open_ * (passed - shut)), dtype=np.uint8)
    low, high = view.x if beam.leaf_axis == "y" else view.y
    for edge in beam.boundaries if beam.leaf_axis else ():
        if low < edge < high:
            at = min(side - 1, int((edge - low) / (high - low) * side))
            row = (slice(None), at) if beam.leaf_axis == "y" else (side - 1 - at, slice(None))
            image[row] = np.where(open_[row] < 0.5, np.array(_rgb(theme.leaf_edge), dtype=np.uint8), image[row])
    return Image.fromarray(image)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@cache
def _font(pixels: int) -> ImageFont.FreeTypeFont:
    """Return matplotlib's own DejaVu Sans."""
    return ImageFont.truetype(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf", pixels)


def _meterset(beam: BeamShapes) -> float:
    return float(sum(shape.mu for shape in beam.shapes))


def meterset_text(mu: float) -> str:
    """Return monitor units as they are written: tenths below a hundred, whole above."""
    return f"{mu:.0f} MU" if mu >= 99.95 else f"{mu:.1f} MU"


def _title(beam: BeamShapes) -> str:
    return f"Beam {beam.number}: {beam.name}, {_angles(beam)}".replace(": ,", ",")


def _angles(beam: BeamShapes) -> str:
    """Return the gantry's angle, or the first and last of an arc."""
    if not beam.shapes:
        return "no apertures"
    first, last = beam.shapes[0].gantry, beam.shapes[-1].gantry
    if len({round(shape.gantry) for shape in beam.shapes}) == 1:
        return f"gantry {first:.0f}°"
    return f"gantry from {first:.0f}° to {last:.0f}°"
