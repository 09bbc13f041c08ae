"""What the cells of a table of claims mean, remembered: a line and a diagnosis are read once for all days that answer alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from sys import intern

from codewell.claims import fields
from codewell.edits.outcomes import Outcome
from codewell.kernel.claims import ONE_UNIT, DiagnosisRole, Provider
from codewell.tasks.batch.claim_drafts import Bills, ReadLine
from codewell.tasks.claim_reference import ShelfClaimReference

_MOST_REMEMBERED = 400_000


class Remembered:
    """What is remembered of days that answer alike, and of one day alone.

    Attributes:
        day, ordinal, table: of the day; `table` is the number of the table of pairs.
        lines: cells -> what they mean, on all days of the stretch.
        first_listed, other: code as written -> what was found, on all days of the stretch.
        alone: the same for what holds on this day alone.
    """

    __slots__ = ("alone", "day", "first_listed", "lines", "ordinal", "other", "table")

    def __init__(self, day: date, table: int, lines: dict[object, ReadLine], listed: tuple[dict[str, Outcome], ...]) -> None:
        self.day, self.ordinal, self.table = day, day.toordinal(), table
        self.lines, (self.first_listed, self.other) = lines, listed
        self.alone: dict[object, ReadLine | Outcome] = {}


class Meanings:
    """Reads the cells of one kind of claims.

    Args:
        bills: the kind.
        names: columns of the cells of a line, in their order.
        reference: answers about codes.
    """

    def __init__(self, bills: Bills, names: Sequence[str], reference: ShelfClaimReference) -> None:
        self.bills = bills
        self._names, self._reference = names, reference
        self._lines: dict[tuple[date, date], dict[object, ReadLine]] = {}
        self._listed: dict[tuple[date, date], tuple[dict[str, Outcome], ...]] = {}
        self.days: dict[str, Remembered] = {}
        self.by_date: dict[date, Remembered] = {}
        self._count = 0

    def day(self, cell: str) -> Remembered:
        """Return what is remembered of the day that a cell states.

        Raises:
            ValueError: it states none.
        """
        day = fields.day(cell)
        known = self.by_date.get(day)
        if known is None:
            _, table, _ = self.bills.columns.at(day)
            lines = self._lines.setdefault(self._reference.stretch(day), {})
            listed = self._listed.setdefault(self._reference.stretch_of_diagnoses(day), ({}, {}))
            known = self.by_date[day] = Remembered(day, table, lines, listed)
        self.days[cell] = known
        return known

    def line(self, on: Remembered, key: tuple[str, ...]) -> ReadLine:
        """Return what the cells of a line mean on a day.

        Raises:
            ValueError: a cell cannot be read, or neither procedure nor revenue code is stated.
        """
        held = on.alone.get(key)
        if isinstance(held, ReadLine):
            return held
        self._make_room()
        read, shared = self._read(on.day, {name: cell.strip() for name, cell in zip(self._names, key, strict=False)})
        kept = tuple([intern(cell) for cell in key])
        if shared:
            on.lines[kept] = read
        else:
            on.alone[kept] = read
        return read

    def _read(self, day: date, cells: dict[str, str]) -> tuple[ReadLine, bool]:
        def cell(name: str) -> str:
            return cells.get(name, "")

        rules, reference = self.bills.rules, self._reference
        procedure, revenue, npi = fields.code(cell("procedure")), cell("revenue_code"), cell("rendering_npi")
        last = fields.day(cell("last_day")) if cell("last_day") else None
        units = fields.number(cell("units")) if cell("units") else ONE_UNIT
        if not procedure and not revenue:
            raise ValueError("neither procedure nor revenue code")
        modifiers = fields.codes(cell("modifiers"))
        modifiers += tuple(fields.code(cell(f"modifier_{n}")) for n in range(1, 5) if cell(f"modifier_{n}"))
        spans = max(1, (last - day).days + 1) if last else 1
        basis, place = cell("unit_basis").upper() or "UN", fields.place(cell("place_of_service"))
        revenue = revenue.zfill(4) if revenue else ""
        facts, borne = reference.procedure(procedure, day, rules.setting), rules.modifiers(modifiers, day)

        provider = Provider(npi) if npi else None
        asked = (facts, borne, units, basis, spans, place, revenue)
        read = ReadLine(rules, asked, provider, last, self.bills.columns.code_on(procedure, day))
        alike = all(
            reference.procedure(procedure, end, rules.setting) is facts and rules.modifiers(modifiers, end) == borne
            for end in reference.stretch(day)
        )
        return read, alike and last is None

    def diagnosis(self, on: Remembered, written: str, role: DiagnosisRole) -> Outcome:
        """Return what was found for a diagnosis by itself."""
        first = role is DiagnosisRole.FIRST_LISTED
        key = (written, first)
        held = on.alone.get(key)
        if isinstance(held, Outcome):
            return held
        self._make_room()
        reference, code = self._reference, fields.code(written)
        facts = reference.diagnosis(code, on.day)
        found = self.bills.rules.diagnosis_alike(facts, role)
        if all(reference.diagnosis(code, end) is facts for end in reference.stretch_of_diagnoses(on.day)):
            (on.first_listed if first else on.other)[intern(written)] = found
        else:
            on.alone[key] = found
        return found

    def _make_room(self) -> None:
        self._count += 1
        if self._count > _MOST_REMEMBERED:
            self._count = 0
            for lines in self._lines.values():
                lines.clear()
            for first, other in self._listed.values():
                first.clear()
                other.clear()
            for day in self.by_date.values():
                day.alone.clear()
