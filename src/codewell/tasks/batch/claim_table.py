"""Claims of a regular table, checked row by row: what a row means is remembered by its cells.

A claim that is in any way unusual (a cell that cannot be read, quotation marks, a stay, a column that rarely speaks) is left to
the reader of rows. A claim becomes an object only where an edit of whole claims has to look at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter

from codewell.claims import fields
from codewell.edits.checking import ClaimChecker
from codewell.edits.outcomes import Outcome, Rules, shared_triggers
from codewell.edits.pairing import UNPAIRED, Column, PairColumns, Paired
from codewell.edits.profiles import PROFILE_IDS
from codewell.edits.providers import is_npi
from codewell.edits.triggers import (
    DIAGNOSES_MISSING,
    ODD_DATES,
    ODD_POINTER,
    ODD_PROVIDER,
    REPEATED_PROCEDURE,
    days_are_odd,
)
from codewell.kernel.claims import ONE_UNIT, Claim, ClaimLine, Diagnosis, DiagnosisRole, Patient, Provider, Setting, Sex
from codewell.tasks.batch.claim_chunks import Table
from codewell.tasks.batch.claim_writing import NOWHERE, ClaimWriter, Written, row_json
from codewell.tasks.check_claims_file import MOST_LINES

_OF_LINES = (
    "procedure",
    "modifiers",
    "modifier_1",
    "modifier_2",
    "modifier_3",
    "modifier_4",
    "units",
    "place_of_service",
    "last_day",
    "revenue_code",
    "unit_basis",
    "rendering_npi",
)
"""Columns that, with the day and whether there is a charge, decide over a line by itself."""

_READ_HERE = frozenset(
    ("claim", "line", "date_of_service", "charge", "diagnosis_pointers", "diagnoses", "sex", "birth_date", "payer", "setting")
) | {"billing_npi", *_OF_LINES}
"""Columns that are read here; a claim that states another one is left to the reader of rows."""

_MOST_REMEMBERED = 300_000


class _OddError(ValueError):
    """A claim that is left to the reader of rows."""


@dataclass(slots=True)
class _Line:
    """What the cells of a line mean on a day.

    Args:
        procedure, day, last, modifiers, units, place, revenue, basis: as read; `last` is the day where none is stated.
        rendering: None where the line names nobody.
        column: of the pass over pairs; None where it depends on the claim.
        make: asks the line edits, given 1 for a charge, 0 for none, -1 for one below zero.
        triggers: of a provider that cannot be.
        outcomes: what `make` has returned.
    """

    procedure: str
    day: date
    last: date
    modifiers: tuple[str, ...]
    units: Decimal
    place: str
    revenue: str
    basis: str
    rendering: Provider | None
    column: Column | None
    make: Callable[[int], Outcome]
    triggers: int
    outcomes: dict[int, Outcome] = field(default_factory=dict)

    def billed(self, number: int, charge: Decimal | None, pointers: tuple[int, ...]) -> ClaimLine:
        """Return the line as a claim bills it; where it stands in the file is nothing to edits."""
        last = None if self.last == self.day else self.last
        return ClaimLine(
            number,
            self.procedure,
            self.day,
            last,
            self.modifiers,
            self.units,
            charge,
            self.place,
            self.revenue,
            pointers,
            self.rendering,
            self.basis,
        )


@dataclass(slots=True)
class _Day:
    """What is remembered of a day."""

    day: date
    lines: dict[object, _Line] = field(default_factory=dict)
    first_listed: dict[str, Outcome] = field(default_factory=dict)
    other: dict[str, Outcome] = field(default_factory=dict)


@dataclass(slots=True)
class _Bills:
    """Claims of one setting and payer: their edits, and what is remembered of them by day."""

    payer: str
    rules: Rules
    columns: PairColumns
    days: dict[str, _Day] = field(default_factory=dict)
    by_date: dict[date, _Day] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """A claim as far as its rows alone tell.

    Args:
        id: its number.
        rows: number of the row and offset of each of its lines.
        numbers: of its lines.
        cells: of its rows.
        read: what the cells of its lines mean.
        lines, listed: outcomes of its lines and diagnoses.
        diagnoses: codes, the first-listed one first.
        born, billing: of the claim; None and empty where it states none.
        triggers: of claim edits.
        decided_on: the day that decides over diagnoses.
        bills: its setting and payer.
        columns: of the pass over pairs, one line after the other.
        codes: procedures of its lines.
        begin, end: where its rows stand in the text.
        paired: what the PTP tables say.
    """

    id: str
    rows: list[tuple[int, int]]
    numbers: list[int]
    cells: list[list[str]]
    read: list[_Line]
    lines: list[Outcome]
    listed: list[Outcome]
    diagnoses: list[str]
    born: date | None
    billing: str
    triggers: int
    decided_on: date
    bills: _Bills
    columns: list[int]
    codes: list[str]
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


class TableReader:
    """Reads the claims of pieces of one table as drafts.

    Args:
        table: how the file is written.
        payer: profile of claims that name none.
        received: day on which the payer receives the claims; None where that is not known.
        checker: whose edits are asked.
    """

    def __init__(self, table: Table, payer: str, received: date | None, checker: ClaimChecker) -> None:
        places = table.header.places
        self._mark, self._width = table.delimiter, max(places.values()) + 1
        self._payer, self._received, self._checker = payer, received, checker
        at = places.get
        self._claim, self._day, self._charge, self._number = places["claim"], places["date_of_service"], at("charge"), at("line")
        self._pointers, self._setting, self._payers = at("diagnosis_pointers"), at("setting"), at("payer")
        self._born, self._billing, self._diagnoses = at("birth_date"), at("billing_npi"), at("diagnoses")
        self._sex = at("sex")
        self._several = table.header.diagnoses()
        self._names = [name for name in _OF_LINES if name in places]
        self._pick = itemgetter(*(places[name] for name in self._names), *([self._day] if len(self._names) < 2 else []))
        read_here = _READ_HERE | {f"diagnosis_{letter}" for letter in "abcdefghijkl"}
        self._rare = [place for name, place in places.items() if name not in read_here]
        self._bills: dict[tuple[str, str], _Bills] = {}
        self._charges: dict[str, int] = {"": 0}
        self._pointed: dict[str, tuple[int, int]] = {"": (1, 0)}
        self._dates: dict[str, date] = {}
        self._remembered = 0

    def read(self, text: str, row: int, offset: int) -> Iterator[Draft | Left]:
        """Yield the claims of a piece in their order.

        Args:
            text: rows.
            row: number of the first.
            offset: of its first character in the file.
        """
        mark, at, width = self._mark, self._claim, self._width
        quoted, carriage = '"' in text or "\0" in text, "\r" in text
        begin = 0
        held: list[list[str]] = []
        rows: list[tuple[int, int]] = []
        current: str | None = None
        opened = begin
        odd = False
        for line in text.split("\n"):
            start, begin = begin, begin + len(line) + 1
            if carriage:
                line = line.rstrip("\r")
            cells = line.split(mark)
            claim = cells[at] if len(cells) > at else None
            if claim is None or claim != current:
                if rows:
                    yield self._closed(text, held, rows, odd, opened, start, offset)
                held, rows, odd, current, opened = [], [], False, claim, start
                if start >= len(text):
                    return
            if len(cells) < width or (quoted and ('"' in line or "\0" in line)):
                odd = True
            held.append(cells)
            rows.append((row, offset + start))
            row += 1
        if rows:
            yield self._closed(text, held, rows, odd, opened, len(text), offset)

    def _closed(
        self, text: str, held: list[list[str]], rows: list[tuple[int, int]], odd: bool, begin: int, end: int, offset: int
    ) -> Draft | Left:
        if not odd and len(rows) <= MOST_LINES:
            try:
                return self._draft(held, rows, begin, end)
            except ValueError:
                pass
        return Left(rows[0][0], rows[0][1], begin, end)

    def _draft(self, held: list[list[str]], rows: list[tuple[int, int]], begin: int, end: int) -> Draft:
        first = held[0]
        id = first[self._claim]
        if not id or id.strip() != id or any(first[place].strip() for place in self._rare):
            raise _OddError
        bills = self._bills_of(first)
        born = self._date(first[self._born]) if self._born is not None and first[self._born] else None
        billing = first[self._billing].strip() if self._billing is not None else ""
        triggers = ODD_PROVIDER if billing and not is_npi(billing) else 0
        lines: list[Outcome] = []
        read: list[_Line] = []
        numbers: list[int] = []
        codes: list[str] = []
        columns: list[int] = []
        day_at, charge_at, number_at, pointers_at = self._day, self._charge, self._number, self._pointers
        pick, days, charges = self._pick, bills.days, self._charges
        low, high = 1, 0
        earliest = latest = None
        days_odd = False
        for cells in held:
            day = days.get(cells[day_at]) or self._day_of(bills, cells[day_at])
            key = pick(cells)
            line = day.lines.get(key) or self._line(bills, day, key)
            charge = 0
            if charge_at is not None:
                cell = cells[charge_at]
                known = charges.get(cell)
                charge = self._charge_of(cell) if known is None else known
            outcome = line.outcomes.get(charge)
            if outcome is None:
                outcome = line.outcomes[charge] = line.make(charge)
            lines.append(outcome)
            read.append(line)
            triggers |= outcome.triggers | line.triggers
            codes.append(line.procedure)
            numbers.append(self._number_of(cells[number_at], len(numbers)) if number_at is not None else len(numbers) + 1)
            columns += line.column or self._column(bills, line, billing)
            if pointers_at is not None:
                pointed = self._pointed.get(cells[pointers_at]) or self._pointed_of(cells[pointers_at])
                low, high = min(low, pointed[0]), max(high, pointed[1])
            if earliest is None or day.day < earliest:
                earliest = day.day
            if latest is None or line.last > latest:
                latest = line.last
            days_odd = days_odd or line.last < day.day
        assert earliest is not None
        assert latest is not None
        diagnoses = self._codes(first)
        listed = self._listed(bills, diagnoses, earliest)
        if len(set(codes)) < len(codes):
            triggers |= REPEATED_PROCEDURE
        if not listed:
            triggers |= DIAGNOSES_MISSING
        if low < 1 or high > len(listed):
            triggers |= ODD_POINTER
        if days_odd or days_are_odd(earliest, latest, born, self._received, bills.rules.profile.filing_days):
            triggers |= ODD_DATES
        for one in listed:
            triggers |= one.triggers
        triggers |= shared_triggers(listed)
        return Draft(
            id,
            rows,
            numbers,
            held,
            read,
            lines,
            listed,
            diagnoses,
            born,
            billing,
            triggers,
            earliest,
            bills,
            columns,
            codes,
            begin,
            end,
        )

    def claim(self, draft: Draft) -> Claim:
        """Return the claim of a draft, without places in the file."""
        first, charge_at, pointers_at = draft.cells[0], self._charge, self._pointers
        lines = [
            line.billed(
                number,
                _amount(cells[charge_at]) if charge_at is not None else None,
                fields.pointers(cells[pointers_at].strip()) if pointers_at is not None else (),
            )
            for line, number, cells in zip(draft.read, draft.numbers, draft.cells, strict=True)
        ]
        return Claim(
            draft.id,
            draft.bills.rules.setting,
            tuple(lines),
            tuple([_diagnosis(code, place == 0) for place, code in enumerate(draft.diagnoses)]),
            Patient(draft.born, fields.sex(first[self._sex]) if self._sex is not None else Sex.UNKNOWN),
            draft.bills.payer,
            billing=Provider(draft.billing) if draft.billing else None,
            received=self._received,
        )

    def _column(self, bills: _Bills, line: _Line, billing: str) -> Column:
        npi = line.rendering.npi if line.rendering else billing
        return bills.columns.column(line.procedure, line.day, npi)

    def _bills_of(self, cells: Sequence[str]) -> _Bills:
        key = (
            cells[self._setting].strip() if self._setting is not None else "",
            cells[self._payers].strip() if self._payers is not None else "",
        )
        bills = self._bills.get(key)
        if bills is None:
            setting = fields.setting(key[0]) if key[0] else Setting.PROFESSIONAL
            payer = key[1] or self._payer
            if payer not in PROFILE_IDS:
                raise _OddError
            bills = self._bills[key] = _Bills(payer, self._checker.rules(setting, payer), self._checker.columns(setting))
        return bills

    def _day_of(self, bills: _Bills, cell: str) -> _Day:
        day = fields.day(cell)
        known = bills.by_date.get(day)
        if known is None:
            known = bills.by_date[day] = _Day(day)
        bills.days[cell] = known
        return known

    def _line(self, bills: _Bills, day: _Day, key: tuple[str, ...]) -> _Line:
        self._make_room()
        cells = {name: cell.strip() for name, cell in zip(self._names, key, strict=False)}
        rules = bills.rules

        def cell(name: str) -> str:
            return cells.get(name, "")

        procedure, revenue, rendering = fields.code(cell("procedure")), cell("revenue_code"), cell("rendering_npi")
        last = fields.day(cell("last_day")) if cell("last_day") else day.day
        units = fields.number(cell("units")) if cell("units") else ONE_UNIT
        if not procedure and not revenue:
            raise _OddError
        modifiers = fields.codes(cell("modifiers"))
        modifiers += tuple(fields.code(cell(f"modifier_{n}")) for n in range(1, 5) if cell(f"modifier_{n}"))
        spans = max(1, (last - day.day).days + 1)
        known = rules.modifiers(modifiers, day.day)
        facts = rules.reference.procedure(procedure, day.day, rules.setting)
        basis, place = cell("unit_basis").upper() or "UN", fields.place(cell("place_of_service"))
        revenue = revenue.zfill(4) if revenue else ""

        def outcome(charge: int) -> Outcome:
            return rules.line_alike(facts, known, units, basis, spans, place, revenue, charge != 0, charge < 0)

        column = None if rendering or self._billing is not None else bills.columns.column(procedure, day.day, "")
        triggers = ODD_PROVIDER if rendering and not is_npi(rendering) else 0
        provider = Provider(rendering) if rendering else None
        made = _Line(procedure, day.day, last, modifiers, units, place, revenue, basis, provider, column, outcome, triggers)
        day.lines[key] = made
        return made

    def _codes(self, cells: Sequence[str]) -> list[str]:
        codes = fields.parts(cells[self._diagnoses]) if self._diagnoses is not None else []
        if self._several:
            codes += [cell for place in self._several if (cell := cells[place].strip())]
        return codes

    def _listed(self, bills: _Bills, codes: list[str], decided_on: date) -> list[Outcome]:
        if not codes:
            return []
        day = bills.by_date[decided_on]
        listed = [day.first_listed.get(codes[0]) or self._diagnosis(bills, day, codes[0], DiagnosisRole.FIRST_LISTED)]
        for code in codes[1:]:
            listed.append(day.other.get(code) or self._diagnosis(bills, day, code, DiagnosisRole.OTHER))
        return listed

    def _diagnosis(self, bills: _Bills, day: _Day, code: str, role: DiagnosisRole) -> Outcome:
        self._make_room()
        facts = bills.rules.reference.diagnosis(fields.code(code), day.day)
        outcome = bills.rules.diagnosis_alike(facts, role)
        (day.first_listed if role is DiagnosisRole.FIRST_LISTED else day.other)[code] = outcome
        return outcome

    def _make_room(self) -> None:
        self._remembered += 1
        if self._remembered > _MOST_REMEMBERED:
            self._remembered = 0
            for bills in self._bills.values():
                for day in bills.by_date.values():
                    day.lines.clear()
                    day.first_listed.clear()
                    day.other.clear()

    def _charge_of(self, cell: str) -> int:
        if cell.isascii() and len(cell) < 20 and cell.replace(".", "", 1).isdigit():
            return 1
        text = cell.strip()
        sign = 0 if not text else -1 if fields.number(text) < 0 else 1
        if len(self._charges) < _MOST_REMEMBERED:
            self._charges[cell] = sign
        return sign

    def _pointed_of(self, cell: str) -> tuple[int, int]:
        pointers = fields.pointers(cell.strip())
        if len(self._pointed) < _MOST_REMEMBERED:
            self._pointed[cell] = (min(pointers, default=1), max(pointers, default=0))
        return min(pointers, default=1), max(pointers, default=0)

    def _number_of(self, cell: str, before: int) -> int:
        if len(cell) < 4 and cell.isascii() and cell.isdigit():
            return int(cell)
        if cell.strip():
            raise _OddError
        return before + 1

    def _date(self, cell: str) -> date:
        known = self._dates.get(cell)
        if known is None:
            if len(self._dates) >= _MOST_REMEMBERED:
                self._dates.clear()
            known = self._dates[cell] = fields.day(cell)
        return known


@lru_cache(maxsize=100_000)
def _diagnosis(code: str, first: bool) -> Diagnosis:
    return Diagnosis(fields.code(code), DiagnosisRole.FIRST_LISTED if first else DiagnosisRole.OTHER)


def _amount(cell: str) -> Decimal | None:
    text = cell.strip()
    return fields.number(text) if text else None


def pair_up(drafts: Sequence[Draft]) -> None:
    """Look up the pairs of lines of drafts, one pass for each setting."""
    of_columns: dict[int, list[Draft]] = {}
    for draft in drafts:
        if len(draft.codes) > 1 and draft.bills.rules.pairs:
            of_columns.setdefault(id(draft.bills.columns), []).append(draft)
    for mine in of_columns.values():
        columns: list[int] = []
        codes: list[str] = []
        for draft in mine:
            columns += draft.columns
            codes += draft.codes
        found = mine[0].bills.columns.found([len(draft.codes) for draft in mine], columns, codes)
        for draft, paired in zip(mine, found, strict=True):
            draft.paired = paired
            draft.triggers |= paired.triggers


def draft_line(draft: Draft, writer: ClaimWriter, read: Callable[[], Claim]) -> str:
    """Return what is found for a draft as a line.

    Args:
        draft: with its pairs looked up.
        writer: of lines.
        read: reads the claim itself; called where a claim edit has to look at it.
    """
    pieces: list[Written] = []
    for outcome, number in zip(draft.lines, draft.numbers, strict=True):
        if outcome.found:
            pieces.append(writer.outcome(outcome, number))
    for place, outcome in enumerate(draft.listed, start=1):
        if outcome.found:
            pieces.append(writer.outcome(outcome, place))
    rules = draft.bills.rules
    if rules.triggered(draft.triggers):
        found = list(
            rules.claim(draft.triggers, lambda: rules.view(read(), draft.lines, draft.listed, draft.decided_on, draft.paired))
        )
        if found:
            pieces.append(Written(found))
    places = dict(zip(draft.numbers, draft.rows, strict=True))

    def where(line: int | None) -> str:
        found = draft.rows[0] if line is None else places.get(line)
        return row_json(*found) if found else NOWHERE

    return writer.claim(draft.id, pieces, where)
