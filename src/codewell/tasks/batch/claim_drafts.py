"""A claim as far as the rows of a table tell, before it is an object of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codewell.edits.outcomes import Outcome, Rules
from codewell.edits.pairing import UNPAIRED, PairColumns, Paired
from codewell.kernel.claims import ClaimLine, Provider


class ReadLine:
    """What the cells of a line mean, on all days on which they mean the same.

    Attributes:
        procedure, modifiers, units, place, revenue, basis, rendering: as read.
        last_day: None where none is stated.
        code: number of the procedure in the table of pairs.
        triggers: of a rendering provider that cannot be.
        usual: what the line edits find where the line has a charge; None until it is asked for.
    """

    __slots__ = (
        "_ask",
        "_others",
        "basis",
        "code",
        "last_day",
        "modifiers",
        "place",
        "procedure",
        "rendering",
        "revenue",
        "triggers",
        "units",
        "usual",
    )

    def __init__(
        self,
        procedure: str,
        modifiers: tuple[str, ...],
        units: Decimal,
        place: str,
        revenue: str,
        basis: str,
        rendering: Provider | None,
        last_day: date | None,
        code: int,
        triggers: int,
        ask: Callable[[bool, bool], Outcome],
    ) -> None:
        self.procedure, self.modifiers, self.units, self.place = procedure, modifiers, units, place
        self.revenue, self.basis, self.rendering, self.last_day = revenue, basis, rendering, last_day
        self.code, self.triggers = code, triggers
        self._ask = ask
        self._others: dict[int, Outcome] = {}
        self.usual: Outcome | None = None

    def outcome(self, charge: int) -> Outcome:
        """Return what the line edits find, given 1 for a charge, 0 for none, -1 for one below zero."""
        found = self.usual if charge == 1 else self._others.get(charge)
        if found is None:
            found = self._ask(charge != 0, charge < 0)
            if charge == 1:
                self.usual = found
            else:
                self._others[charge] = found
        return found

    def billed(self, number: int, day: date, charge: Decimal | None, pointers: tuple[int, ...]) -> ClaimLine:
        """Return the line as a claim bills it; where it stands in the file is nothing to edits."""
        return ClaimLine(
            number,
            self.procedure,
            day,
            None if self.last_day == day else self.last_day,
            self.modifiers,
            self.units,
            charge,
            self.place,
            self.revenue,
            pointers,
            self.rendering,
            self.basis,
        )


@dataclass(frozen=True, slots=True)
class Bills:
    """A kind of claims.

    Args:
        payer: id of the profile.
        rules: the edits of their setting and payer.
        columns: finds pairs of lines.
    """

    payer: str
    rules: Rules
    columns: PairColumns


@dataclass(slots=True)
class Draft:
    """A claim whose rows were all read.

    Args:
        bills: its kind.
        id: its number.
        rows: of each line, its number in the file and its offset.
        cells, numbers, days: of its lines.
        read: what the cells of its lines mean.
        lines, listed: what was found for its lines and diagnoses.
        diagnoses: codes as written, the first-listed one first.
        columns: of the pass over pairs, one line after the other.
        born, billing: None and empty where it states none.
        decided_on: the day that decides over diagnoses.
        triggers: of claim edits.
        begin, end: where its rows stand in the text.
        paired: what the tables of pairs say.
    """

    bills: Bills
    id: str
    rows: list[tuple[int, int]]
    cells: list[list[str]]
    numbers: list[int]
    days: list[date]
    read: list[ReadLine]
    lines: list[Outcome]
    listed: list[Outcome]
    diagnoses: list[str]
    columns: list[int]
    born: date | None
    billing: str
    decided_on: date
    triggers: int
    begin: int
    end: int
    paired: Paired = UNPAIRED


@dataclass(frozen=True, slots=True)
class Left:
    """A claim that is left to the reader of rows.

    Args:
        row, offset: of its first row in the file.
        begin, end: where its rows stand in the text.
    """

    row: int
    offset: int
    begin: int
    end: int
