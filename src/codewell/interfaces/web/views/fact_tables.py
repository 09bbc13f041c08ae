"""Facts of a code as tables: by family and release, values that differ by modifier side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codewell.codebook.entry import Fact, Origin
from codewell.codebook.provenance import row_anchor
from codewell.interfaces.wording import fact_family

_FEWEST_QUANTITIES = 3
_LONGEST_QUANTITY = 14
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
        origin: the release.
        anchor: id inside the page; empty for a further table of a release that has one before.
        holds_on_day: False where the release does not cover the day asked about.
        facts: with value and meaning, in the book's order.
        grid: bare quantities; None where there are too few of them.
    """

    origin: Origin
    anchor: str
    holds_on_day: bool
    facts: tuple[Fact, ...]
    grid: FactGrid | None


@dataclass(frozen=True, slots=True)
class FactFamily:
    """Facts of one family.

    Args:
        title: heading.
        anchor: id inside the page.
        tables: one for each release.
    """

    title: str
    anchor: str
    tables: tuple[FactTable, ...]

    @property
    def one_source(self) -> bool:
        """True where all releases are of one source, so that only their days tell them apart."""
        return len({table.origin.source for table in self.tables}) == 1


def fact_families(facts: Sequence[Fact]) -> tuple[FactFamily, ...]:
    """Return the facts by family, then release, in the order in which they first appear."""
    grouped: dict[str, dict[tuple[Origin, bool], list[Fact]]] = {}
    anchored: set[str] = set()
    for fact in facts:
        grouped.setdefault(fact_family(fact.id), {}).setdefault((fact.origin, fact.holds_on_day), []).append(fact)
    return tuple(
        FactFamily(
            title,
            "facts-" + next(iter(releases.values()))[0].id.split(".", 1)[0],
            tuple(_table(origin, holds, group, anchored) for (origin, holds), group in releases.items()),
        )
        for title, releases in grouped.items()
    )


def _table(origin: Origin, holds: bool, group: list[Fact], anchored: set[str]) -> FactTable:
    """Return a table; the first of a release takes its anchor."""
    anchor = row_anchor(origin.source, origin.release)
    anchor = "" if anchor in anchored else anchor
    anchored.add(anchor)
    grid = _grid(group)
    in_grid = {row.title for row in grid.rows} if grid else set()
    rest = tuple(fact for fact in group if fact.meaning or fact.title not in in_grid)
    return FactTable(origin, anchor, holds, rest, grid)


def _grid(facts: Sequence[Fact]) -> FactGrid | None:
    """Set quantities that need no meaning side by side, a column for each modifier."""
    bare = [fact for fact in facts if not fact.meaning and len(fact.value) <= _LONGEST_QUANTITY]
    details = tuple(dict.fromkeys(fact.detail for fact in bare))
    if len(bare) < _FEWEST_QUANTITIES:
        return None
    cells = {(fact.title, fact.detail): fact.value for fact in bare}
    titles = tuple(dict.fromkeys(fact.title for fact in bare))
    rows = tuple(GridRow(title, tuple(cells.get((title, detail), "") for detail in details)) for title in titles)
    return FactGrid(tuple(detail[:1].upper() + detail[1:] if detail else WHOLE for detail in details), rows)
