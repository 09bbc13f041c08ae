"""Modifiers that the published indicators of a procedure code speak for, each with its reason."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from codewell.codebook.entry import LikelyModifier
from codewell.codebook.meanings import title_of
from codewell.codebook.origins import answering, origin_of
from codewell.kernel.codes import Code
from codewell.releases.shelf import Shelf

_INDICATORS = ("pctc", "bilateral", "multiple_procedure", "global_days", "co_surgeon", "team", "assistant")


@dataclass(frozen=True, slots=True)
class _Rule:
    """What an indicator speaks for.

    Args:
        indicator: column of the relative value file.
        values: for which it does.
        modifiers: in the order of the page.
        reason: in a sentence.
        cites: the published rule.
    """

    indicator: str
    values: tuple[str, ...]
    modifiers: tuple[str, ...]
    reason: str
    cites: str


@dataclass(frozen=True, slots=True)
class _Rules:
    """The table beside this module."""

    labels: dict[str, str]
    rules: tuple[_Rule, ...]
    ptp_modifiers: tuple[str, ...]
    ptp_cites: str


@cache
def _table() -> _Rules:
    stated = tomllib.loads((files(__package__) / "likely_modifiers.toml").read_text(encoding="utf-8"))
    rules = tuple(
        _Rule(one["indicator"], tuple(one["values"]), tuple(one["modifiers"]), one["reason"], one["cites"])
        for one in stated["rule"]
    )
    return _Rules(stated["labels"], rules, tuple(stated["ptp"]["modifiers"]), stated["ptp"]["cites"])


def modifier_labels() -> tuple[tuple[str, str], ...]:
    """Return the modifiers that we have words for, with those words, numeric ones first."""
    return tuple(sorted(_table().labels.items()))


def likely_modifiers(shelf: Shelf, code: Code, on: date) -> tuple[LikelyModifier, ...]:
    """Return the modifiers in the order of the table; those of the relative value file first, then those of PTP edits."""
    return (*_of_fee_schedule(shelf, code, on), *_of_edits(shelf, code, on))


def _of_fee_schedule(shelf: Shelf, code: Code, on: date) -> list[LikelyModifier]:
    opened = answering(shelf, "mpfs", on).opened
    columns = ", ".join(_INDICATORS)
    row = opened.database.one(f"SELECT {columns} FROM fees WHERE code = ? AND modifier = ''", code.value) if opened else None
    if opened is None or row is None:
        return []
    values = {name: str(value or "").strip() for name, value in zip(_INDICATORS, row, strict=True)}
    table, origin = _table(), origin_of(opened)
    return [
        LikelyModifier(
            modifier,
            table.labels[modifier],
            f"{rule.reason} {title_of('mpfs', rule.indicator)}: {values[rule.indicator]}.",
            rule.cites,
            origin,
        )
        for rule in table.rules
        if values[rule.indicator] in rule.values
        for modifier in rule.modifiers
    ]


def _of_edits(shelf: Shelf, code: Code, on: date) -> list[LikelyModifier]:
    """Return the NCCI modifiers where a live pair in which the code is denied can be released."""
    found = answering(shelf, "ncci-ptp-practitioner", on)
    if found.opened is None:
        return []
    day = on if found.covers else found.opened.release.validity.last_day or on
    row = found.opened.database.one(
        "SELECT COUNT(*) FROM edits WHERE column_2 = ?1 AND modifier_indicator = 1 "
        "AND (effective IS NULL OR effective <= ?2) AND (deleted IS NULL OR deleted >= ?2)",
        code.value,
        day.isoformat(),
    )
    count = row[0] if row else 0
    if not count:
        return []
    table = _table()
    pairs = "1 loaded PTP pair denies it and lets" if count == 1 else f"{count:,} loaded PTP pairs deny it and let"
    reason = f"{pairs} a modifier release it (modifier indicator 1), where the services were distinct."
    origin = origin_of(found.opened)
    return [LikelyModifier(one, table.labels[one], reason, table.ptp_cites, origin) for one in table.ptp_modifiers]
