"""The codes of a worklist on a day of service: which stand, which are billable, which ended and what replaced them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from codewell.accounts.worklist_content import ListedCode
from codewell.codebook.entry import RelatedCode, Standing
from codewell.kernel.codes import Code
from codewell.kernel.errors import CodewellError
from codewell.tasks.workplace import Workplace

_REPLACES = ("replaced_by", "part_moved_to")


@dataclass(frozen=True, slots=True)
class Successor:
    """A code to report in place of one that ended.

    Args:
        system: id of its system.
        code: as shown.
        display: the best words for one line.
        note: what the publisher says of it.
    """

    system: str
    code: str
    display: str
    note: str


@dataclass(frozen=True, slots=True)
class CodeOnDay:
    """A code of a worklist on the day.

    Args:
        code: the code.
        remark: of the worklist.
        standing: how it stands; None where no loaded release knows it.
        billable: valid for submission; None where the system has no headers, or nothing is known.
        display: the best words for one line; empty where nothing is loaded.
        release: that answers; empty for none.
        ended: the last day on which it was in force; None where it stands, or no release says it.
        successors: where it ended.
    """

    code: Code
    remark: str
    standing: Standing | None
    billable: bool | None
    display: str
    release: str
    ended: date | None = None
    successors: tuple[Successor, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Say whether a loaded release answers for the day."""
        return self.standing not in (None, Standing.NOT_LOADED)

    @property
    def is_reportable(self) -> bool:
        """Say whether a claim of the day may carry it, as far as its own standing decides."""
        return self.standing is Standing.IN_FORCE and self.billable is not False


@dataclass(frozen=True, slots=True)
class WorklistOnDay:
    """A worklist's codes on a day.

    Args:
        on: day of service.
        codes: in the list's order.
    """

    on: date
    codes: tuple[CodeOnDay, ...]

    @property
    def ended(self) -> tuple[CodeOnDay, ...]:
        """Those that ended before the day."""
        return tuple(one for one in self.codes if one.standing is Standing.NO_LONGER)

    @property
    def not_yet(self) -> tuple[CodeOnDay, ...]:
        """Those that begin after the day."""
        return tuple(one for one in self.codes if one.standing is Standing.NOT_YET)

    @property
    def not_billable(self) -> tuple[CodeOnDay, ...]:
        """Those that stand and are headers."""
        return tuple(one for one in self.codes if one.standing is Standing.IN_FORCE and one.billable is False)


def worklist_on_day(workplace: Workplace, codes: Sequence[ListedCode], on: date | None = None) -> WorklistOnDay:
    """Return how codes stand on a day of service; None for today."""
    day = on or workplace.today
    return WorklistOnDay(day, tuple(_on_day(workplace, one, day) for one in codes))


def _on_day(workplace: Workplace, one: ListedCode, day: date) -> CodeOnDay:
    try:
        standing = workplace.book.standing(one.code, on=day)
        release = standing.origin.release if standing.origin else ""
        if standing.standing is not Standing.NO_LONGER:
            return CodeOnDay(one.code, one.remark, standing.standing, standing.billable, standing.display, release)
        entry = workplace.book.entry(one.code, on=day)
    except CodewellError:
        return CodeOnDay(one.code, one.remark, None, None, "", "")
    return CodeOnDay(
        one.code,
        one.remark,
        standing.standing,
        standing.billable,
        standing.display,
        release,
        entry.validity.last_day if entry.validity else None,
        tuple(_successor(code) for code in entry.related if code.relation in _REPLACES),
    )


def _successor(code: RelatedCode) -> Successor:
    return Successor(code.system, code.code, code.label, code.note)
