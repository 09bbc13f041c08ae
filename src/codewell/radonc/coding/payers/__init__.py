"""Payer profiles of radiation oncology: dated switches, each with its source; a profile builds on another.

One payer a file. A switch that a profile does not set is that of the profile it extends.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from codewell.kernel.errors import ConfigurationError, InputError
from codewell.kernel.validity import Validity
from codewell.radonc.coding.lines import Ruling
from codewell.radonc.coding.rulebook import BASES, check_periods

PAYER_IDS = ("medicare", "commercial", "noridian", "bcbs-nc", "bridgespan", "uhc", "evicore")

SWITCHES: Mapping[str, tuple[object, ...] | type[int]] = {
    "freestanding-delivery": ("g-codes", "cpt"),
    "guidance": ("medicare", "cpt"),
    "guidance-modifier-26": ("required", "varies"),
    "second-session-modifier": ("59", "76"),
    "imrt-bundle-days-before": int,
    "imrt-bundle-days-after": int,
    "left-breast-complex": ("no", "with-documentation"),
    "motion-documentation": ("plain", "five-points"),
    "grandfathered-authorisations": ("no", "yes"),
    "physics-remainder": ("ask", "bill"),
    "leaf-shapes-in-60-days": int,
}
"""Switch -> what it may say; a number of days or times where it says `int` (or `any`)."""

_HEAD = {"title", "cites", "reviewed_through", "switch"}
_KEYS = {"name", "value", "first_day", "last_day", "basis", "cites", "says"}


@dataclass(frozen=True, slots=True, eq=False)
class Switch:
    """What a payer asks in a period.

    Args:
        value: a word, or a number of days or times.
        validity: days of service for which it holds.
        ruling: what a line quotes.
    """

    value: str | int
    validity: Validity
    ruling: Ruling


@dataclass(frozen=True, slots=True, eq=False)
class Payer:
    """A payer profile.

    Args:
        id: as users write it.
        title: in words.
        cites: where the profile comes from.
        reviewed_through: last day for which it was gone through; later days are answered from it all the same.
        switches: name -> periods in order of days, those of the extended profile among them.
    """

    id: str
    title: str
    cites: str
    reviewed_through: date
    switches: Mapping[str, tuple[Switch, ...]]

    def switch(self, name: str, day: date) -> Switch:
        """Return a switch as it stands on a day.

        Raises:
            ConfigurationError: the profile does not set it for that day.
        """
        found = next((one for one in self.switches.get(name, ()) if one.validity.covers(day)), None)
        if found is None:
            raise ConfigurationError(f"The payer profile {self.id} does not set {name} on {day}.")
        return found

    def says(self, name: str, day: date) -> str:
        """Return the word of a switch on a day."""
        return str(self.switch(name, day).value)


@cache
def payer_named(id: str) -> Payer:
    """Return a payer's profile.

    Raises:
        InputError: there is none of that id.
        ConfigurationError: its file is not as it must be.
    """
    if id not in PAYER_IDS:
        raise InputError(
            f"There is no radiation oncology payer profile {id[:30]!r}.",
            next_step="Known profiles: " + ", ".join(PAYER_IDS) + ".",
            slug="input.unknown-payer",
        )
    stated = tomllib.loads((files(__package__) / f"{id}.toml").read_text(encoding="utf-8"))
    base = payer_named(stated["extends"]) if "extends" in stated else None
    return read_payer(id, stated, base)


def read_payer(id: str, stated: Mapping[str, Any], base: Payer | None) -> Payer:
    """Return the profile of a parsed file.

    Raises:
        ConfigurationError: a key or switch is unknown, a value is none of those it may have, periods overlap or leave a gap.
    """
    if not set(stated) >= _HEAD or set(stated) - _HEAD - {"extends"}:
        raise ConfigurationError(f"{id}.toml: expected the keys {sorted(_HEAD)} and extends, found {sorted(stated)}.")
    own: dict[str, list[Switch]] = defaultdict(list)
    for one in stated["switch"]:
        own[str(one.get("name", ""))].append(_switch(id, one))
    for name, switches in own.items():
        switches.sort(key=lambda switch: switch.validity.first_day)
        check_periods(id, name, [switch.validity for switch in switches])
    merged = {**(base.switches if base else {}), **{name: tuple(periods) for name, periods in own.items()}}
    missing = set(SWITCHES) - set(merged)
    if missing:
        raise ConfigurationError(f"{id}.toml: no value for {', '.join(sorted(missing))}.")
    return Payer(id, stated["title"], stated["cites"], stated["reviewed_through"], merged)


def _switch(payer: str, stated: Mapping[str, Any]) -> Switch:
    name = str(stated.get("name", ""))
    if set(stated) - _KEYS or _KEYS - {"last_day"} - set(stated):
        raise ConfigurationError(f"{payer}.toml, {name}: expected the keys {sorted(_KEYS)}, found {sorted(stated)}.")
    if name not in SWITCHES:
        raise ConfigurationError(f"{payer}.toml: there is no switch {name!r}.")
    allowed, value = SWITCHES[name], stated["value"]
    fits = (isinstance(value, int) or value == "any") if isinstance(allowed, type) else value in allowed
    if not fits or stated["basis"] not in BASES:
        raise ConfigurationError(f"{payer}.toml, {name}: {value!r} with basis {stated['basis']!r} is not allowed.")
    try:
        validity = Validity(stated["first_day"], stated.get("last_day"))
    except ValueError as fault:
        raise ConfigurationError(f"{payer}.toml, {name}: {fault}.") from None
    return Switch(value, validity, Ruling(f"rt.payer.{payer}.{name}", stated["basis"], stated["cites"], stated["says"]))
