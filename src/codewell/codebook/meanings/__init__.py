"""What published indicator values mean, in our words, by date."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Meaning:
    """A value's meaning on some days.

    Args:
        text: in our words.
        first_day: first day on which it is meant so; None for as long as the indicator exists.
        last_day: last day; None for no known end.
    """

    text: str
    first_day: date | None
    last_day: date | None

    def covers(self, day: date) -> bool:
        """Say whether the value is meant so on `day`."""
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)


@cache
def _family(name: str) -> dict[str, dict[str, tuple[Meaning, ...]]]:
    stated = tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    return {
        indicator: {value: _meanings(text) for value, text in table["values"].items()}
        for indicator, table in stated["indicators"].items()
    }


def _meanings(stated: str | list[dict[str, str | date]]) -> tuple[Meaning, ...]:
    if isinstance(stated, str):
        return (Meaning(stated, None, None),)
    return tuple(Meaning(str(one["text"]), _day(one.get("first_day")), _day(one.get("last_day"))) for one in stated)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


@cache
def title_of(family: str, indicator: str) -> str:
    """Return how a coder names the indicator."""
    stated = tomllib.loads((files(__package__) / f"{family}.toml").read_text(encoding="utf-8"))
    title: str = stated["indicators"][indicator]["title"]
    return title


def meaning_of(family: str, indicator: str, value: str, on: date) -> str:
    """Return what a published value means on a day; empty where the value is not in the table.

    Args:
        family: name of the table, as `mpfs`.
        indicator: as `global_days`.
        value: as published, without surrounding spaces.
        on: the day of service.
    """
    known = _family(family).get(indicator, {}).get(value, ())
    return next((meaning.text for meaning in known if meaning.covers(on)), "")


FAMILIES = ("mpfs", "opps", "hcpcs")
"""The tables, by name."""


def every_meaning() -> Iterator[tuple[str, str, str, Meaning]]:
    """Yield each meaning with its table, its indicator and its value, in the order of the tables."""
    for family in FAMILIES:
        for indicator, values in _family(family).items():
            for value, meanings in values.items():
                for meaning in meanings:
                    yield family, indicator, value, meaning


@cache
def cites_of(family: str) -> str:
    """Return the publications that a table's meanings rest on."""
    cites: str = tomllib.loads((files(__package__) / f"{family}.toml").read_text(encoding="utf-8"))["cites"]
    return cites


def meanings_on(family: str, indicator: str, on: date) -> dict[str, str]:
    """Return every value of an indicator with its meaning on a day, in the order of the table."""
    known = _family(family).get(indicator, {})
    found = {value: next((one.text for one in meanings if one.covers(on)), "") for value, meanings in known.items()}
    return {value: text for value, text in found.items() if text}
