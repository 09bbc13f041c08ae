"""What modifiers and further services on the day do to an amount, by date; the values stand in `adjustments.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from codewell.kernel.validity import Validity


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What one modifier does.

    Args:
        modifier: two characters.
        title: in our words.
        cites: the rule.
        validity: days of service.
        percent: of the amount, where no indicator decides.
        indicator: policy indicator that decides; empty for none.
        by_value: its value -> percent of the amount; a value that is not here does not allow the modifier.
        parts: parts of the global package that are paid.
        on_part: `TC` where only the technical part is reduced.
        by_report: True where the contractor sets the amount.
    """

    modifier: str
    title: str
    cites: str
    validity: Validity
    percent: Decimal | None = None
    indicator: str = ""
    by_value: Mapping[str, Decimal] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    on_part: str = ""
    by_report: bool = False


@dataclass(frozen=True, slots=True)
class MultipleReduction:
    """What the second and later services of a day are paid.

    Args:
        indicator: value of the multiple procedure indicator.
        title: in our words.
        percents: of the first, second and later services; the last one goes on.
        of: `all`, `TC`, `26` or `PE`: which part is reduced.
        validity: days of service.
        cites: the rule.
    """

    indicator: str
    title: str
    percents: tuple[Decimal, ...]
    of: str
    validity: Validity
    cites: str


@dataclass(frozen=True, slots=True)
class Rules:
    """All of them, and how far they have been looked over.

    Args:
        adjustments: by modifier and period.
        multiples: by indicator and period.
        reviewed_through: past this day the values are used and the answer says so.
    """

    adjustments: tuple[Adjustment, ...]
    multiples: tuple[MultipleReduction, ...]
    reviewed_through: date

    def adjustment(self, modifier: str, on: date) -> Adjustment | None:
        """Return what a modifier does on a day; None where it changes no amount."""
        return next((one for one in self.adjustments if one.modifier == modifier and one.validity.covers(on)), None)

    def reductions(self, indicator: str, on: date) -> tuple[MultipleReduction, ...]:
        """Return the reductions of an indicator on a day."""
        return tuple(one for one in self.multiples if one.indicator == indicator and one.validity.covers(on))


@cache
def rules() -> Rules:
    """Return the rules that come with Codewell."""
    written = tomllib.loads((files(__package__) / "adjustments.toml").read_text(encoding="utf-8"))
    return Rules(
        tuple(_adjustment(entry) for entry in written["adjustment"]),
        tuple(_multiple(entry) for entry in written["multiple"]),
        written["reviewed_through"],
    )


def _adjustment(entry: dict[str, Any]) -> Adjustment:
    return Adjustment(
        entry["modifier"],
        entry["title"],
        entry["cites"],
        Validity(entry["first_day"], entry.get("last_day")),
        Decimal(entry["percent"]) if "percent" in entry else None,
        entry.get("indicator", ""),
        {value: Decimal(percent) for value, percent in entry.get("by_value", {}).items()},
        tuple(entry.get("part", ())),
        entry.get("on_part", ""),
        entry.get("by_report", False),
    )


def _multiple(entry: dict[str, Any]) -> MultipleReduction:
    percents = tuple(Decimal(percent) for percent in entry["percents"])
    validity = Validity(entry["first_day"], entry.get("last_day"))
    return MultipleReduction(entry["indicator"], entry["title"], percents, entry["of"], validity, entry["cites"])
