"""Claims of a regular table as drafts: what a row means is remembered by its cells.

A claim that is in any way unusual (a cell that cannot be read, quotation marks, a stay, a column that rarely speaks) is left to
the reader of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter

from codewell.claims import fields
from codewell.edits.checking import ClaimChecker
from codewell.edits.outcomes import Outcome, shared_triggers
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
from codewell.kernel.claims import Claim, Diagnosis, DiagnosisRole, Patient, Provider, Setting, Sex
from codewell.tasks.batch.claim_chunks import Table
from codewell.tasks.batch.claim_drafts import Bills, Draft, Left, ReadLine
from codewell.tasks.batch.claim_meanings import Meanings
from codewell.tasks.check_claims_file import MOST_LINES
from codewell.tasks.claim_reference import ShelfClaimReference

_OF_LINES = (
    *("procedure", "modifiers", "modifier_1", "modifier_2", "modifier_3", "modifier_4"),
    *("units", "unit_basis", "place_of_service", "last_day", "revenue_code", "rendering_npi"),
)
"""Columns that, with the day and whether there is a charge, decide over a line by itself."""

_READ_HERE = frozenset(
    (
        *("claim", "line", "date_of_service", "charge", "diagnosis_pointers", "diagnoses", *_OF_LINES),
        *("sex", "birth_date", "patient", "state", "payer", "setting", "billing_npi"),
    )
)
"""Columns that are read here; a claim that states another one is left to the reader of rows."""

_MOST_REMEMBERED = 100_000
_LONGEST_AMOUNT = 20


class TableReader:
    """Reads the claims of pieces of one table as drafts.

    Args:
        table: how the file is written.
        payer: profile of claims that name none.
        received: day on which the payer receives the claims; None where that is not known.
        checker: whose edits are asked.
        reference: of the checker.
    """

    def __init__(
        self, table: Table, payer: str, received: date | None, checker: ClaimChecker, reference: ShelfClaimReference
    ) -> None:
        places = table.header.places
        self._mark, self._width = table.delimiter, max(places.values()) + 1
        self._payer, self._received, self._checker, self._reference = payer, received, checker, reference
        at = places.get
        self._claim, self._day, self._charge, self._number = places["claim"], places["date_of_service"], at("charge"), at("line")
        self._pointers, self._setting, self._payers, self._sex = (
            at("diagnosis_pointers"),
            at("setting"),
            at("payer"),
            at("sex"),
        )
        self._born, self._billing, self._diagnoses = at("birth_date"), at("billing_npi"), at("diagnoses")
        self._patient, self._state = at("patient"), at("state")
        self._several = table.header.diagnoses()
        self._names = [name for name in _OF_LINES if name in places]
        self._pick = itemgetter(*(places[name] for name in self._names), *([self._day] if len(self._names) < 2 else []))
        read_here = _READ_HERE | {f"diagnosis_{letter}" for letter in "abcdefghijkl"}
        self._rare = [place for name, place in places.items() if name not in read_here]
        self._kinds: dict[tuple[str, str], Meanings] = {}
        self._pointed: dict[str, tuple[int, int]] = {}
        self._numbers = {str(number): number for number in range(1, MOST_LINES + 1)}
        self._dates: dict[str, date] = {}

    def read(self, text: str, row: int, offset: int) -> Iterator[Draft | Left]:
        """Yield the claims of a piece in their order.

        Args:
            text: rows.
            row: number of the first.
            offset: of its first character in the file.
        """
        mark, at, width = self._mark, self._claim, self._width
        quoted, carriage = '"' in text or "\0" in text, "\r" in text
        begin = opened = 0
        held: list[list[str]] = []
        rows: list[tuple[int, int]] = []
        current: str | None = None
        odd = False
        for line in text.split("\n"):
            start, begin = begin, begin + len(line) + 1
            cells = (line.rstrip("\r") if carriage else line).split(mark)
            claim = cells[at] if len(cells) > at else None
            if claim is None or claim != current:
                if rows:
                    yield self._closed(held, rows, odd, opened, start)
                held, rows, odd, current, opened = [], [], False, claim, start
                if start >= len(text):
                    return
            if len(cells) < width or (quoted and ('"' in line or "\0" in line)):
                odd = True
            held.append(cells)
            rows.append((row, offset + start))
            row += 1
        if rows:
            yield self._closed(held, rows, odd, opened, len(text))

    def _closed(self, held: list[list[str]], rows: list[tuple[int, int]], odd: bool, begin: int, end: int) -> Draft | Left:
        if not odd and len(rows) <= MOST_LINES:
            try:
                return self._draft(held, rows, begin, end)
            except ValueError:
                pass  # the reader of rows says what is wrong and where
        return Left(rows[0][0], rows[0][1], begin, end)

    def _draft(self, held: list[list[str]], rows: list[tuple[int, int]], begin: int, end: int) -> Draft:
        first = held[0]
        id = first[self._claim]
        if not id or id.strip() != id or any(first[place].strip() for place in self._rare):
            raise ValueError("unusual")
        kind = self._kind(first)
        columns_of = kind.bills.columns
        born = self._date(first[self._born]) if self._born is not None and first[self._born] else None
        billing = first[self._billing].strip() if self._billing is not None else ""
        if self._state is not None and first[self._state].strip():
            fields.state(first[self._state])
        triggers = ODD_PROVIDER if billing and not is_npi(billing) else 0
        day_at, charge_at, number_at, pointers_at = self._day, self._charge, self._number, self._pointers
        pick, days_of = self._pick, kind.days
        read: list[ReadLine] = []
        lines: list[Outcome] = []
        numbers: list[int] = []
        days: list[date] = []
        columns: list[int] = []
        low, high = 1, 0
        late: date | None = None
        for cells in held:
            cell = cells[day_at]
            on = days_of.get(cell) or kind.day(cell)
            key = pick(cells)
            line = on.lines.get(key) or kind.line(on, key)
            charge = 0
            if charge_at is not None:
                cell = cells[charge_at]
                charge = 1 if _is_plain_amount(cell) else _sign(cell)
            outcome = (line.usual if charge == 1 else None) or line.outcome(charge)
            triggers |= outcome.triggers | line.triggers
            read.append(line)
            lines.append(outcome)
            days.append(on.day)
            rendering = line.rendering.npi if line.rendering else billing
            columns += (line.code, on.ordinal, on.table, columns_of.renderer(rendering) if rendering else 0)
            numbers.append(self._number_of(cells[number_at] if number_at is not None else "", len(numbers)))
            if pointers_at is not None and (cell := cells[pointers_at]):
                least, most = self._pointed.get(cell) or self._pointed_of(cell)
                low, high = least if least < low else low, most if most > high else high
            if line.last_day is not None:
                late = line.last_day if late is None or line.last_day > late else late
                triggers |= ODD_DATES if line.last_day < on.day else 0
        decided_on = min(days)
        latest = max(days)
        latest = late if late is not None and late > latest else latest
        diagnoses = self._codes(first)
        listed = self._listed(kind, diagnoses, decided_on)
        if len({line.procedure for line in read}) < len(read):
            triggers |= REPEATED_PROCEDURE
        if low < 1 or high > len(listed):
            triggers |= ODD_POINTER
        if days_are_odd(decided_on, latest, born, self._received, kind.bills.rules.profile.filing_days):
            triggers |= ODD_DATES
        for one in listed:
            triggers |= one.triggers
        triggers |= shared_triggers(listed) if listed else DIAGNOSES_MISSING
        return Draft(
            kind.bills,
            id,
            rows,
            held,
            numbers,
            days,
            read,
            lines,
            listed,
            diagnoses,
            columns,
            born,
            billing,
            decided_on,
            triggers,
            begin,
            end,
        )

    def claim(self, draft: Draft) -> Claim:
        """Return the claim of a draft, without places in the file."""
        first, charge_at, pointers_at = draft.cells[0], self._charge, self._pointers
        lines = [
            line.billed(
                number,
                day,
                _amount(cells[charge_at]) if charge_at is not None else None,
                fields.pointers(cells[pointers_at].strip()) if pointers_at is not None else (),
            )
            for line, number, day, cells in zip(draft.read, draft.numbers, draft.days, draft.cells, strict=True)
        ]
        sex = fields.sex(first[self._sex]) if self._sex is not None else Sex.UNKNOWN
        number = fields.patient_key(first[self._patient], draft.born, sex) if self._patient is not None else ""
        return Claim(
            draft.id,
            draft.bills.rules.setting,
            tuple(lines),
            tuple([_diagnosis(code, place == 0) for place, code in enumerate(draft.diagnoses)]),
            Patient(draft.born, sex, None, number),
            draft.bills.payer,
            billing=Provider(draft.billing) if draft.billing else None,
            received=self._received,
            state=fields.state(first[self._state]) if self._state is not None and first[self._state].strip() else "",
        )

    def _kind(self, cells: Sequence[str]) -> Meanings:
        key = (
            cells[self._setting] if self._setting is not None else "",
            cells[self._payers] if self._payers is not None else "",
        )
        kind = self._kinds.get(key)
        if kind is None:
            setting = fields.setting(key[0]) if key[0].strip() else Setting.PROFESSIONAL
            payer = key[1].strip() or self._payer
            if payer not in PROFILE_IDS or len(self._kinds) > len(PROFILE_IDS) * len(Setting) * 2:
                raise ValueError("unusual")
            bills = Bills(payer, self._checker.rules(setting, payer), self._checker.columns(setting))
            kind = self._kinds[key] = Meanings(bills, self._names, self._reference)
        return kind

    def _codes(self, cells: Sequence[str]) -> list[str]:
        codes = fields.parts(cells[self._diagnoses]) if self._diagnoses is not None else []
        if self._several:
            codes += [cell for place in self._several if (cell := cells[place].strip())]
        return codes

    def _listed(self, kind: Meanings, codes: list[str], decided_on: date) -> list[Outcome]:
        if not codes:
            return []
        on, first = kind.by_date[decided_on], codes[0]
        listed = [on.first_listed.get(first) or kind.diagnosis(on, first, DiagnosisRole.FIRST_LISTED)]
        for code in codes[1:]:
            listed.append(on.other.get(code) or kind.diagnosis(on, code, DiagnosisRole.OTHER))
        return listed

    def _pointed_of(self, cell: str) -> tuple[int, int]:
        if len(self._pointed) >= _MOST_REMEMBERED:
            self._pointed.clear()
        pointers = fields.pointers(cell.strip())
        found = self._pointed[cell] = min(pointers, default=1), max(pointers, default=0)
        return found

    def _number_of(self, cell: str, before: int) -> int:
        known = self._numbers.get(cell)
        if known is None and cell.strip():
            raise ValueError("unusual")
        return before + 1 if known is None else known

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


def _is_plain_amount(cell: str) -> bool:
    """Say whether a cell is an amount of zero or more as nearly all are written: `90.00`."""
    return cell.replace(".", "", 1).isdigit() and cell.isascii() and len(cell) <= _LONGEST_AMOUNT


def _sign(cell: str) -> int:
    """Return 0 for no amount, -1 for one below zero, else 1."""
    amount = _amount(cell)
    return 0 if amount is None else -1 if amount < 0 else 1


def _amount(cell: str) -> Decimal | None:
    if _is_plain_amount(cell):
        return Decimal(cell)
    text = cell.strip()
    return fields.number(text) if text else None
