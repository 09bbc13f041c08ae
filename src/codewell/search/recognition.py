"""Codes in the query itself: with or without dot, in any case, whole or their first characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np

from codewell.kernel.codes import CodeSystem
from codewell.search.codes import CodeTable, OnDay

_WRITTEN = re.compile(r"[A-Za-z0-9]{1,5}\.?[A-Za-z0-9]{0,6}")
Recognised = tuple[CodeTable, int, bool, str, float]


def recognised(query: str, tables: Iterable[CodeTable], days: dict[CodeSystem, OnDay], limit: int) -> Iterator[Recognised]:
    """Yield codes that the query spells: table, row, billable, explanation, score; whole codes before beginnings of codes.

    A word counts as code only where it holds a digit and some system lists a code that begins so.
    """
    every = list(tables)
    words = [word.strip(",;") for word in query.split()]
    joined = "".join(words)
    whole = [joined] if len(words) > 1 and re.fullmatch(r"[A-Za-z]\d[\dA-Za-z. ]*", joined) and len(joined) <= 8 else []
    for word in dict.fromkeys(words + whole):
        if _WRITTEN.fullmatch(word) and any(c.isdigit() for c in word):
            yield from _exact(word, every, days)
    if len(words) == 1 and _WRITTEN.fullmatch(words[0]) and any(c.isdigit() for c in words[0]) and len(words[0]) > 1:
        yield from _beginning(words[0], every, days, limit)


def _value(word: str, system: CodeSystem) -> str | None:
    if "." in word and (system is not CodeSystem.ICD10CM or word.find(".") != 3):
        return None
    return word.replace(".", "").upper()


def _exact(word: str, tables: list[CodeTable], days: dict[CodeSystem, OnDay]) -> Iterator[Recognised]:
    for table in sorted(tables, key=lambda table: table.system is CodeSystem.ICD10CM):
        value = _value(word, table.system)
        row = table.row(value) if value else None
        if row is not None:
            day = days[table.system]
            why = f"code {table.code(row)}"
            if not day.holds(int(table.present[row])):
                why += ", not in force on that day"
            yield table, row, day.holds(int(table.billable[row])), why, 3.0


def _beginning(word: str, tables: list[CodeTable], days: dict[CodeSystem, OnDay], limit: int) -> Iterator[Recognised]:
    for table in sorted(tables, key=lambda table: table.system is not CodeSystem.ICD10CM):
        value = _value(word, table.system)
        if not value:
            continue
        day = days[table.system]
        start, end = table.below(value)
        rows = np.flatnonzero((table.present[start:end] >> np.uint64(day.era)) & np.uint64(1)) + start
        for row in rows[:limit].tolist():
            if table.text_of(row) != value:
                yield table, row, day.holds(int(table.billable[row])), f"code begins with {word.upper()}", 2.0
