"""Options that state facts of the patient and the encounter beside a note."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--age", metavar="AGE", help="Of the patient on the day of service: 67, 8mo, 2w, 3d."),
    click.option(
        "--sex", type=click.Choice(["F", "M", "U"], case_sensitive=False), help="Of the patient; U leaves it to the note."
    ),
    click.option("--pregnant/--not-pregnant", default=None, help="Whether the patient is pregnant."),
    click.option("--weeks", metavar="N", help="Completed weeks of gestation."),
    click.option(
        "--encounter",
        type=click.Choice(["initial", "subsequent", "sequela"]),
        help="For an injury: active treatment, care while it heals, or what it left behind (the 7th character).",
    ),
)


def patient_options(command: _Command) -> _Command:
    """Add the options for facts of the patient; what none of them states is read from the note."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
