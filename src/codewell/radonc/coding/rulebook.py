"""The rule tables of radiation oncology: TOML with days, basis and citation, checked as they are read.

A rule id may stand several times, once for each period; the periods of one id follow one another without gap or overlap.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from codewell.kernel.errors import ConfigurationError
from codewell.kernel.validity import Validity
from codewell.radonc.coding.lines import Ruling

TABLES = (
    *("regimes", "delivery", "guidance", "planning", "devices", "physics"),
    *("management", "simulation", "successors", "conflicts", "components"),
)
BASES = ("published", "derived", "house")
_KEYS = {"id", "first_day", "last_day", "basis", "cites", "says", "values"}


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule as it holds in a period.

    Args:
        ruling: what a line quotes.
        validity: days of service for which it holds.
        values: what it decides by: codes, sites, limits.
        table: file it stands in.
    """

    ruling: Ruling
    validity: Validity
    values: Mapping[str, Any]
    table: str

    def text(self, name: str) -> str:
        """Return a value that is one word."""
        return str(self._value(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a value that is a list of words."""
        return tuple(str(one) for one in self._value(name))

    def number(self, name: str) -> float:
        """Return a value that is a number."""
        return float(self._value(name))

    def count(self, name: str) -> int:
        """Return a value that is a whole number."""
        return int(self._value(name))

    def numbers(self, name: str) -> tuple[float, ...]:
        """Return a value that is a list of numbers."""
        return tuple(float(one) for one in self._value(name))

    def rows(self, name: str) -> tuple[tuple[Any, ...], ...]:
        """Return a value that is a list of lists."""
        return tuple(tuple(one) for one in self._value(name))

    def mapping(self, name: str) -> Mapping[str, Any]:
        """Return a value that is a table."""
        found: Mapping[str, Any] = self._value(name)
        return found

    def _value(self, name: str) -> Any:
        if name not in self.values:
            raise ConfigurationError(f"Rule {self.ruling.id} of {self.table}.toml has no value {name!r}.")
        return self.values[name]


@dataclass(frozen=True, slots=True, eq=False)
class RuleBook:
    """Every rule, by id and day.

    Args:
        rules: id -> its periods in order of days.
        reviewed_through: table -> last day for which it was gone through; later days are answered from it all the same.
    """

    rules: Mapping[str, tuple[Rule, ...]]
    reviewed_through: Mapping[str, date]

    def find(self, id: str, day: date) -> Rule | None:
        """Return a rule as it holds on a day; None where it does not hold then."""
        return next((rule for rule in self.rules.get(id, ()) if rule.validity.covers(day)), None)

    def rule(self, id: str, day: date) -> Rule:
        """Return a rule as it holds on a day.

        Raises:
            ConfigurationError: no table has it for that day.
        """
        found = self.find(id, day)
        if found is None:
            raise ConfigurationError(f"No rule table holds {id} on {day}.")
        return found

    def ruling(self, id: str, day: date) -> Ruling:
        """Return what a line quotes of a rule.

        Raises:
            ConfigurationError: no table has the rule for that day.
        """
        return self.rule(id, day).ruling


@cache
def rule_book() -> RuleBook:
    """Return the book of the packaged tables.

    Raises:
        ConfigurationError: a table is not as it must be; the message names file, rule and fault.
    """
    stated = {name: tomllib.loads((files(__package__) / "rules" / f"{name}.toml").read_text(encoding="utf-8")) for name in TABLES}
    return read_book(stated)


def read_book(tables: Mapping[str, Mapping[str, Any]]) -> RuleBook:
    """Return the book of parsed tables.

    Args:
        tables: name of the file, without its ending -> what it holds.

    Raises:
        ConfigurationError: a key is unknown or missing, a basis is not one of three, periods of a rule overlap or leave a gap,
            or a rule stands in two tables.
    """
    found: dict[str, list[Rule]] = defaultdict(list)
    reviewed: dict[str, date] = {}
    for name, stated in tables.items():
        if set(stated) != {"reviewed_through", "rule"}:
            raise _fault(name, "", f"expected the keys reviewed_through and rule, found {', '.join(sorted(stated))}")
        reviewed[name] = stated["reviewed_through"]
        for one in stated["rule"]:
            rule = _rule(name, one)
            found[rule.ruling.id].append(rule)
    return RuleBook({id: _in_order(id, rules) for id, rules in found.items()}, reviewed)


def _rule(table: str, stated: Mapping[str, Any]) -> Rule:
    id = str(stated.get("id", ""))
    unknown, missing = set(stated) - _KEYS, _KEYS - {"last_day", "values"} - set(stated)
    if unknown or missing:
        raise _fault(table, id, f"unknown keys {sorted(unknown)}, missing keys {sorted(missing)}")
    if stated["basis"] not in BASES:
        raise _fault(table, id, f"basis is {stated['basis']!r}, expected one of {', '.join(BASES)}")
    if not id.startswith("rt.") or not stated["cites"] or not stated["says"]:
        raise _fault(table, id, "an id begins with rt., and cites and says are not empty")
    try:
        validity = Validity(stated["first_day"], stated.get("last_day"))
    except ValueError as fault:
        raise _fault(table, id, str(fault)) from None
    return Rule(Ruling(id, stated["basis"], stated["cites"], stated["says"]), validity, dict(stated.get("values", {})), table)


def _in_order(id: str, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    ordered = sorted(rules, key=lambda rule: rule.validity.first_day)
    if len({rule.table for rule in ordered}) > 1:
        raise _fault(ordered[0].table, id, f"stands in {' and '.join(sorted({rule.table for rule in ordered}))}.toml")
    check_periods(ordered[0].table, id, [rule.validity for rule in ordered])
    return tuple(ordered)


def check_periods(table: str, name: str, periods: list[Validity]) -> None:
    """Check that periods in order of days follow one another.

    Raises:
        ConfigurationError: two overlap, or days between them belong to none.
    """
    for earlier, later in pairwise(periods):
        if earlier.last_day is None or earlier.last_day >= later.first_day:
            raise _fault(table, name, f"the periods {earlier} and {later} overlap")
        if earlier.last_day + timedelta(days=1) != later.first_day:
            raise _fault(table, name, f"the days between {earlier.last_day} and {later.first_day} belong to no period")


def _fault(table: str, id: str, what: str) -> ConfigurationError:
    where = f"{table}.toml" + (f", {id}" if id else "")
    return ConfigurationError(f"{where}: {what}.", next_step="Mend the table; nothing is coded with a table at fault.")
