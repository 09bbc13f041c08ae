"""Rows of a table, one a claim line, as claims. Rows of one claim stand together; the first states the claim's own facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from codewell.claims import fields
from codewell.claims.columns import Header
from codewell.claims.issue import Issue
from codewell.kernel.claims import ONE_UNIT, Claim, ClaimLine, Diagnosis, DiagnosisRole, Patient, Position, Provider, Setting

Value = TypeVar("Value")
_ABSENT = -1


@dataclass(slots=True)
class _Held:
    """A claim while its rows go by."""

    id: str
    row: int
    character: int | None
    cells: Sequence[str]
    lines: list[ClaimLine] = field(default_factory=list)


class RowReader:
    """Reads rows in order and hands out each claim when the next begins.

    Args:
        header: where the columns stand.
        payer: profile of claims that name none.
    """

    def __init__(self, header: Header, payer: str) -> None:
        self._payer = payer
        self._several_diagnoses, self._several_modifiers = header.diagnoses(), header.modifiers()
        self._places = header.places
        self._width = max(header.places.values()) + 1
        self._claim = header.places["claim"]
        self._held: _Held | None = None
        of = self._place
        self._procedure, self._modifiers, self._units, self._charge = of("procedure"), of("modifiers"), of("units"), of("charge")
        self._day, self._last_day, self._pos, self._number = (
            of("date_of_service"),
            of("last_day"),
            of("place_of_service"),
            of("line"),
        )
        self._pointers, self._revenue, self._basis, self._rendering = (
            of("diagnosis_pointers"),
            of("revenue_code"),
            of("unit_basis"),
            of("rendering_npi"),
        )

    def read(self, row: int, character: int | None, cells: Sequence[str]) -> Iterator[Claim | Issue]:
        """Take one row; yield what it completes and what is wrong with it.

        Args:
            row: 1-based line of the file.
            character: 0-based offset of the row; None where rows have none.
            cells: of the row.
        """
        cells = [*map(str.strip, cells)]
        cells.extend([""] * (self._width - len(cells)))
        cells.append("")  # where `_ABSENT` points
        id = cells[self._claim]
        if not id:
            message = "The row names no claim; it was left out."
            yield Issue("claims.no-claim-number", message, Position(row, character, path="claim"), lost=True)
            return
        held = self._held
        if held is None or held.id != id:
            yield from self.finish()
            held = self._held = _Held(id, row, character, cells)
        found = self._line(held, row, character, cells)
        if isinstance(found, Issue):
            yield found
        else:
            held.lines.append(found)

    def finish(self) -> Iterator[Claim | Issue]:
        """Yield the claim that is open."""
        if self._held is not None:
            held, self._held = self._held, None
            if held.lines:
                yield from self._built(held)
            else:
                message = "The claim has no row that can be read."
                yield Issue("claims.claim-without-lines", message, Position(held.row, held.character), held.id, lost=True)

    def _place(self, name: str) -> int:
        return self._places.get(name, _ABSENT)

    def _line(self, held: _Held, row: int, character: int | None, cells: Sequence[str]) -> ClaimLine | Issue:
        what = "date_of_service"
        try:
            first = fields.day(cells[self._day])
            what = "last_day"
            last = _read(cells, self._last_day, fields.day)
            what = "units"
            units = _read(cells, self._units, fields.number)
            what = "charge"
            charge = _read(cells, self._charge, fields.number)
            what = "diagnosis_pointers"
            pointers = fields.pointers(cells[self._pointers])
            what = "line"
            number = _read(cells, self._number, _ordinal)
            what = "procedure"
            procedure, revenue = fields.code(cells[self._procedure]), cells[self._revenue]
            if not procedure and not revenue:
                raise ValueError("neither procedure nor revenue code")
        except ValueError:
            message = f"The column {what} holds no value of its kind; the row was left out."
            where = Position(row, character, element=self._places.get(what, 0) + 1, path=what)
            return Issue(f"claims.bad-{what.replace('_', '-')}", message, where, held.id, lost=True)
        modifiers = fields.codes(cells[self._modifiers])
        if self._several_modifiers:
            modifiers += tuple(fields.code(cell) for place in self._several_modifiers if (cell := cells[place]))
        rendering = cells[self._rendering]
        return ClaimLine(
            number if number is not None else len(held.lines) + 1,
            procedure,
            first,
            last if last != first else None,
            modifiers,
            units if units is not None else ONE_UNIT,
            charge,
            fields.place(cells[self._pos]),
            revenue.zfill(4) if revenue else "",
            pointers,
            Provider(rendering) if rendering else None,
            cells[self._basis].upper() or "UN",
            Position(row, character),
        )

    def _built(self, held: _Held) -> Iterator[Claim | Issue]:
        cells, where = held.cells, Position(held.row, held.character)
        issues: list[Issue] = []

        def stated(name: str, read: Callable[[str], Value]) -> Value | None:
            cell = cells[self._places.get(name, _ABSENT)]
            try:
                return read(cell) if cell else None
            except ValueError:
                at = Position(held.row, held.character, element=self._places[name] + 1, path=name)
                message = f"The column {name} holds no value of its kind; it counts as not given."
                issues.append(Issue(f"claims.bad-{name.replace('_', '-')}", message, at, held.id, lost=name == "setting"))
                return None

        setting = stated("setting", fields.setting) or Setting.PROFESSIONAL
        billing = cells[self._place("billing_npi")]
        born, sex = stated("birth_date", fields.day), fields.sex(cells[self._place("sex")])
        claim = Claim(
            held.id,
            setting,
            tuple(held.lines),
            self._diagnoses(cells, where),
            Patient(born, sex, where, fields.patient_key(cells[self._place("patient")], born, sex)),
            cells[self._place("payer")] or self._payer,
            "",
            cells[self._place("bill_type")],
            Provider(billing, "", where) if billing else None,
            None,
            stated("received", fields.day),
            stated("admission", fields.day),
            stated("discharge", fields.day),
            where,
            stated("state", fields.state) or "",
        )
        yield from issues
        if not any(issue.lost for issue in issues):
            yield claim

    def _diagnoses(self, cells: Sequence[str], where: Position) -> tuple[Diagnosis, ...]:
        written = fields.codes(cells[self._place("diagnoses")])
        if self._several_diagnoses:
            written += tuple(fields.code(cell) for place in self._several_diagnoses if (cell := cells[place]))
        return tuple(
            Diagnosis(one, DiagnosisRole.OTHER if place else DiagnosisRole.FIRST_LISTED, "", where)
            for place, one in enumerate(written)
        )


def _read(cells: Sequence[str], place: int, read: Callable[[str], Value]) -> Value | None:
    cell = cells[place]
    return read(cell) if cell else None


def _ordinal(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise ValueError("no line number")
    return int(text)
