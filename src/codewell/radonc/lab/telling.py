"""The text that lies beside an episode: what it is, what it is not, and how the four steps went."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date

from codewell.radonc.facts import LABORATORY_MARK
from codewell.radonc.lab.presets.choices import Preset
from codewell.radonc.lab.steps.figures import Figure

_STEPS = {"imaging": "1. Imaging", "planning": "2. Planning", "delivery": "3. Delivery", "guidance": "4. Guidance"}


def episode_text(name: str, preset: Preset, first_day: date, quality: str, figures: Sequence[Figure]) -> str:
    """Return the text of an episode, which its reader knows by `LABORATORY_MARK`."""
    about = (
        f"{LABORATORY_MARK}: a phantom, not a patient, was imaged, planned, treated and guided in a "
        "simulation. Doses are those of a simple model and must not be used to treat anybody."
    )
    lines = [preset.title, "=" * len(preset.title), "", *textwrap.wrap(about, 100), ""]
    lines += [*textwrap.wrap(" ".join(preset.description.split()), 100), ""]
    lines += [f"Scenario {name}, first treatment on {first_day.isoformat()}, quality {quality}.", ""]
    for step, heading in _STEPS.items():
        mine = [figure for figure in figures if figure.step == step]
        if mine:
            lines += [heading, *(f"   {_line(figure)}" for figure in mine), ""]
    return "\n".join(lines)


def _line(figure: Figure) -> str:
    value = f"{figure.value:.2f} {figure.unit}" if figure.unit else f"{figure.value:.0f}"
    return f"{figure.name}: {value}"
