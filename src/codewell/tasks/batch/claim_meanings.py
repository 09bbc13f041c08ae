"""What the cells of a table of claims mean, remembered: a line and a diagnosis are read once for all days that answer alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from sys import intern

from codewell.claims import fields
from codewell.edits.outcomes import Outcome
from codewell.edits.reference import ModifierFacts, ProcedureFacts
from codewell.kernel.claims import ONE_UNIT, DiagnosisRole, Provider
from codewell.tasks.batch.claim_drafts import Bills, ReadLine
from codewell.tasks.claim_reference import ShelfClaimReference

_MOST_REMEMBERED = 250_000


@dataclass(slots=True)
class Stretch:
    """What is remembered of days on which the same releases answer.

    Args:
        ends: first and last day.
        lines: cells -> what they mean, on all of the days.
        procedures: code -> its facts and its number in the table of pairs; None where they change within the days.
        modifiers: cells -> modifiers with what is known of them; None where that changes within the days.
    """

    ends: tuple[date, date]
    lines: dict[object, ReadLine] = field(default_factory=dict)
    procedures: dict[str, tuple[ProcedureFacts, int] | None] = field(default_factory=dict)
    modifiers: dict[tuple[str, ...], tuple[ModifierFacts, ...] | None] = field(default_factory=dict)


class Remembered:
    """What is remembered of a day.

    Attributes:
        day, ordinal, table: of the day; `table` is the number of the table of pairs.
        stretch: that it lies in.
        lines: of the stretch.
        first_listed, other: code as written -> what was found, on all days that answer alike about diagnoses.
        alone: what holds on this day alone.
    """

    __slots__ = ("alone", "day", "first_listed", "lines", "ordinal", "other", "stretch", "table")

    def __init__(self, day: date, table: int, stretch: Stretch, listed: tuple[dict[str, Outcome], ...]) -> None:
        self.day, self.ordinal, self.table = day, day.toordinal(), table
        self.stretch, self.lines, (self.first_listed, self.other) = stretch, stretch.lines, listed
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
        self._stretches: dict[tuple[date, date], Stretch] = {}
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
            ends = self._reference.stretch(day)
            stretch = self._stretches.setdefault(ends, Stretch(ends))
            listed = self._listed.setdefault(self._reference.stretch_of_diagnoses(day), ({}, {}))
            known = self.by_date[day] = Remembered(day, table, stretch, listed)
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
        read, shared = self._read(on, dict(zip(self._names, map(str.strip, key), strict=False)))
        kept = tuple([intern(cell) for cell in key])
        if shared:
            on.lines[kept] = read
        else:
            on.alone[kept] = read
        return read

    def _read(self, on: Remembered, cells: dict[str, str]) -> tuple[ReadLine, bool]:
        cell = cells.get
        procedure, revenue, npi = fields.code(cell("procedure", "")), cell("revenue_code", ""), cell("rendering_npi", "")
        last = fields.day(cells["last_day"]) if cell("last_day") else None
        units = fields.number(cells["units"]) if cell("units") else ONE_UNIT
        if not procedure and not revenue:
            raise ValueError("neither procedure nor revenue code")
        modifiers = fields.codes(cell("modifiers", ""))
        if "modifier_1" in cells or "modifier_2" in cells or "modifier_3" in cells or "modifier_4" in cells:
            modifiers += tuple([fields.code(one) for n in range(1, 5) if (one := cell(f"modifier_{n}", ""))])
        spans = max(1, (last - on.day).days + 1) if last else 1
        known, borne = self._procedure(on, procedure), self._modifiers(on, modifiers)
        facts, code = known or self._procedure_on(procedure, on.day)
        found = self.bills.rules.modifiers(modifiers, on.day) if borne is None else borne
        basis, place = cell("unit_basis", "").upper() or "UN", fields.place(cell("place_of_service", ""))
        asked = (facts, found, units, basis, spans, place, revenue.zfill(4) if revenue else "")
        read = ReadLine(self.bills.rules, asked, Provider(npi) if npi else None, last, code)
        return read, known is not None and borne is not None and last is None

    def _procedure(self, on: Remembered, procedure: str) -> tuple[ProcedureFacts, int] | None:
        held = on.stretch.procedures
        if procedure not in held:
            now = self._procedure_on(procedure, on.day)
            same = all(self._procedure_on(procedure, end)[0] is now[0] for end in on.stretch.ends)
            held[procedure] = now if same else None
        return held[procedure]

    def _procedure_on(self, procedure: str, day: date) -> tuple[ProcedureFacts, int]:
        facts = self._reference.procedure(procedure, day, self.bills.rules.setting)
        return facts, self.bills.columns.code_on(procedure, day)

    def _modifiers(self, on: Remembered, modifiers: tuple[str, ...]) -> tuple[ModifierFacts, ...] | None:
        held = on.stretch.modifiers
        if modifiers not in held:
            now = self.bills.rules.modifiers(modifiers, on.day)
            held[modifiers] = now if all(self.bills.rules.modifiers(modifiers, end) == now for end in on.stretch.ends) else None
        return held[modifiers]

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
            for stretch in self._stretches.values():
                stretch.lines.clear()
                stretch.procedures.clear()
                stretch.modifiers.clear()
            for first, other in self._listed.values():
                first.clear()
                other.clear()
            for day in self.by_date.values():
                day.alone.clear()
