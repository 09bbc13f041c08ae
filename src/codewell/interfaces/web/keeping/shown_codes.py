"""Kept codes with their words, for lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from codewell.accounts.worklist_content import ListedCode
from codewell.interfaces.web.keeping.keeper import name_of
from codewell.tasks.worklists.on_a_day import CodeOnDay, worklist_on_day
from codewell.tasks.workplace import Workplace

if TYPE_CHECKING:
    from codewell.accounts.kept_codes import KeptCode


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A kept code as a list shows it.

    Args:
        seen: the code on the day.
        name: as forms name it.
        at: when it was kept.
    """

    seen: CodeOnDay
    name: str
    at: datetime


def shown_codes(workplace: Workplace, kept: Iterable[KeptCode], on: date | None) -> tuple[ShownCode, ...]:
    """Return kept codes with their words and their standing on the day."""
    held = tuple(kept)
    seen = worklist_on_day(workplace, [ListedCode(one.code) for one in held], on)
    return tuple(ShownCode(code, name_of(code.code), one.at) for one, code in zip(held, seen.codes, strict=True))
