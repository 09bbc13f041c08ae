"""What coding an episode needs to know of codes on a day; `tasks` hands in what answers over the releases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Protocol

from codewell.radonc.coding.lines import RtSetting


class Standing(Enum):
    """How a code stands on a day."""

    IN_FORCE = "in-force"
    NOT_YET = "not-yet-in-force"
    NO_LONGER = "no-longer-in-force"
    UNKNOWN = "unknown"
    """A whole list is loaded and has never held it."""
    NOT_LOADED = "not-loaded"
    """No release on this machine answers; the hand-kept days of the rule tables decide."""


@dataclass(frozen=True, slots=True)
class UnitLimit:
    """A medically unlikely edit.

    Args:
        mue_value: units of service.
        mai: adjudication indicator: 1 claim line, 2 date of service (policy), 3 date of service (clinical).
        release: title of the table.
        covers: whether the table covers the day asked about; False where the nearest one answers.
    """

    mue_value: int
    mai: int
    release: str
    covers: bool = True


@dataclass(frozen=True, slots=True)
class PtpEdit:
    """A procedure-to-procedure edit between two codes.

    Args:
        column_1: the code that is paid.
        column_2: the code that is denied beside it.
        modifier_indicator: 0 no modifier releases the pair, 1 an NCCI-associated modifier does, 9 the edit does not apply.
        release: title of the table.
        covers: whether the table covers the day asked about; False where the nearest one answers.
    """

    column_1: str
    column_2: str
    modifier_indicator: int
    release: str
    covers: bool = True


class CodeReference(Protocol):
    """Answers questions about codes on a day of service from the loaded releases.

    No method raises for a code or day that is not loaded: each says what absence means.
    """

    def standing(self, code: str, day: date) -> Standing:
        """Return how a code stands on a day."""
        ...

    def label(self, code: str, day: date) -> str:
        """Return our words for a code; empty where the code book has none."""
        ...

    def successors(self, code: str, day: date) -> tuple[str, ...]:
        """Return codes that took a deleted code's place, best known first; empty where none is known."""
        ...

    def unit_limit(self, code: str, day: date, setting: RtSetting) -> UnitLimit | None:
        """Return the medically unlikely edit: outpatient hospital table for a hospital, practitioner table for freestanding.

        None where no table lists the code. The nearest release answers for a day that none covers, with `covers=False`.
        """
        ...

    def ptp(self, first: str, second: str, day: date, setting: RtSetting) -> PtpEdit | None:
        """Return the edit between two codes, whichever stands in column 1; None where no loaded table has the pair.

        Outpatient hospital table for a hospital, practitioner table for freestanding; the nearest release answers for a day
        that none covers, with `covers=False`.
        """
        ...

    def opps_status(self, code: str, day: date) -> str:
        """Return the OPPS status indicator, `S`, `N`, `B`; empty where no Addendum B lists the code on the day."""
        ...

    def component_indicator(self, code: str, day: date) -> str:
        """Return the fee schedule's PC/TC indicator, 0 to 9; empty where it is not loaded for the day."""
        ...

    def releases(self) -> tuple[str, ...]:
        """Return titles of the releases that have answered so far, sorted."""
        ...
