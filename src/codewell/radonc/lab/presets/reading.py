"""Scenarios by name, and the days on which a department is closed."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from pydantic import ValidationError

from codewell.kernel.errors import InputError
from codewell.radonc.lab.presets.choices import Preset

_FOLDER = files("codewell.radonc.lab.presets")


class UnknownPresetError(InputError):
    """The laboratory has no scenario of that name."""

    slug = "rt.unknown-preset"


def preset_names() -> tuple[str, ...]:
    """Return the names of all scenarios in alphabetical order."""
    names = [one.name.removesuffix(".toml") for one in _FOLDER.iterdir() if one.name.endswith(".toml")]
    return tuple(sorted(name for name in names if name != "holidays"))


@cache
def read_preset(name: str) -> Preset:
    """Return a scenario.

    Raises:
        UnknownPresetError: there is none of that name.
        InputError: its file is not as it should be.
    """
    if name not in preset_names():
        raise UnknownPresetError(
            f"The laboratory has no scenario “{name}”.", next_step=f"Take one of: {', '.join(preset_names())}."
        )
    stated = tomllib.loads(_FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    try:
        return Preset.model_validate(stated)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"The scenario “{name}” is not as it should be at {place}: {first['msg']}.", slug="rt.preset") from error


@cache
def holidays() -> frozenset[date]:
    """Return the days on which the department is closed beside weekends."""
    stated = tomllib.loads(_FOLDER.joinpath("holidays.toml").read_text(encoding="utf-8"))
    return frozenset(day for days in stated["days"].values() for day in days)
