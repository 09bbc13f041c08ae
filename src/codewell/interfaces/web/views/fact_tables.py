"""Facts of a code as tables: one for each family and release, values that differ by modifier side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codewell.codebook.entry import Fact, Origin
from codewell.interfaces.wording import fact_family

WHOLE = "Global"
"""Column heading of the row without a modifier, as fee schedules call it."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One published quantity across the columns of a grid.

    Args:
        title: as a coder reads it.
        values: one for each column; empty where nothing is published.
    """

    title: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactGrid:
    """Quantities published once for each modifier.

    Args:
        columns: what each column holds for.
        rows: the quantities.
    """

    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class FactTable:
    """Facts of one family from one release.

    Args:
        family: heading.
        anchor: id of the family inside the page.
        origin: the release.
        holds_on_day: False where the release does not cover the day asked about.
        facts: with value and meaning, in the book's order.
        grid: bare quantities; None where there are none to compare.
    """

    family: str
    anchor: str
    origin: Origin
    holds_on_day: bool
    facts: tuple[Fact, ...]
    grid: FactGrid | None


def fact_tables(facts: Sequence[Fact]) -> tuple[FactTable, ...]:
    """Return the facts by family, then release, in the order in which they first appear."""
    grouped: dict[str, dict[tuple[Origin, bool], list[Fact]]] = {}
    for fact in facts:
        grouped.setdefault(fact_family(fact.id), {}).setdefault((fact.origin, fact.holds_on_day), []).append(fact)
    tables = []
    for family, releases in grouped.items():
        for (origin, holds), group in releases.items():
            anchor = "facts-" + group[0].id.split(".", 1)[0]
            grid = _grid(group)
            titles = {row.title for row in grid.rows} if grid else set()
            rest = tuple(fact for fact in group if fact.meaning or fact.title not in titles)
            tables.append(FactTable(family, anchor, origin, holds, rest, grid))
    return tuple(tables)


def _grid(facts: Sequence[Fact]) -> FactGrid | None:
    """Set bare quantities side by side where some are published for more than one modifier."""
    bare = [fact for fact in facts if not fact.meaning]
    details = tuple(dict.fromkeys(fact.detail for fact in bare))
    if len(details) < 2:
        return None
    cells = {(fact.title, fact.detail): fact.value for fact in bare}
    titles = tuple(dict.fromkeys(fact.title for fact in bare))
    rows = tuple(GridRow(title, tuple(cells.get((title, detail), "") for detail in details)) for title in titles)
    return FactGrid(tuple(detail[:1].upper() + detail[1:] if detail else WHOLE for detail in details), rows)
