"""A claim as far as the rows of a table tell, before it is an object of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codewell.edits.outcomes import Outcome, Rules
from codewell.edits.pairing import UNPAIRED, PairColumns, Paired
from codewell.edits.providers import is_npi
from codewell.edits.reference import ModifierFacts, ProcedureFacts
from codewell.edits.triggers import ODD_PROVIDER
from codewell.kernel.claims import ClaimLine, Provider

LineCells = tuple[ProcedureFacts, tuple[ModifierFacts, ...], Decimal, str, int, str, str]
"""Facts about procedure and modifiers, units, their basis, days, place of service, revenue code: as `Rules.line_alike` asks."""


class ReadLine:
    """What the cells of a line mean, on all days on which they mean the same.

    Attributes:
        procedure: code.
        rendering, last_day: None where none is stated.
        code: number of the procedure in the table of pairs.
        triggers: of a rendering provider that cannot be.
        usual: what the line edits find where the line has a charge; None until it is asked for.
    """

    __slots__ = ("_asked", "_others", "_rules", "code", "last_day", "procedure", "rendering", "triggers", "usual")

    def __init__(self, rules: Rules, asked: LineCells, rendering: Provider | None, last_day: date | None, code: int) -> None:
        self._rules, self._asked = rules, asked
        self.procedure = asked[0].code
        self.rendering, self.last_day, self.code = rendering, last_day, code
        self.triggers = ODD_PROVIDER if rendering is not None and not is_npi(rendering.npi) else 0
        self.usual: Outcome | None = None
        self._others: dict[int, Outcome] | None = None

    def outcome(self, charge: int) -> Outcome:
        """Return what the line edits find, given 1 for a charge, 0 for none, -1 for one below zero."""
        if charge == 1:
            if self.usual is None:
                self.usual = self._rules.line_alike(*self._asked, True, False)
            return self.usual
        if self._others is None:
            self._others = {}
        found = self._others.get(charge)
        if found is None:
            found = self._others[charge] = self._rules.line_alike(*self._asked, charge != 0, charge < 0)
        return found

    def billed(self, number: int, day: date, charge: Decimal | None, pointers: tuple[int, ...]) -> ClaimLine:
        """Return the line as a claim bills it; where it stands in the file is nothing to edits."""
        _, modifiers, units, basis, _, place, revenue = self._asked
        return ClaimLine(
            number,
            self.procedure,
            day,
            None if self.last_day == day else self.last_day,
            tuple([fact.modifier for fact in modifiers]) if modifiers else (),
            units,
            charge,
            place,
            revenue,
            pointers,
            self.rendering,
            basis,
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
