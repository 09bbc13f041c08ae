"""The PTP edits of a release as the claim edits read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from codewell.edits.reference import Numbers, PtpEdit
from codewell.releases.pair_table import PairTable
from codewell.releases.shelf import OpenRelease

_MOST_REMEMBERED = 50_000
_NEVER = 9
"""Modifier indicator of an edit deleted the day it took effect."""


def dated(opened: OpenRelease) -> bool:
    """Say whether a release's rows state their own first days, so that it answers for days before its quarter."""
    return opened.database.one("SELECT 1 FROM edits WHERE effective IS NOT NULL LIMIT 1") is not None


class ShelfPtpTable:
    """PTP edits of one setting.

    Args:
        opened: a release of `ncci-ptp-practitioner` or `ncci-ptp-outpatient`.
    """

    def __init__(self, opened: OpenRelease) -> None:
        self._pairs = PairTable(opened, "edits")
        self.release = opened.release.title
        self.whole = not opened.release.excerpt
        self.numbers: Mapping[str, int] = self._pairs.numbers
        first = [date.fromisoformat(t[1]).toordinal() if t[1] else 1 for t in self._pairs.terms]
        last = [_last(t[2], t[3]) for t in self._pairs.terms]
        self._edits: dict[int, PtpEdit] = {}
        self._first_days, self._last_days = np.array(first, dtype=np.int64), np.array(last, dtype=np.int64)

    def edits_of(self, column_1: Numbers, column_2: Numbers, days: Numbers) -> Numbers:
        """Return for each pair the row of the edit that holds on its day, or -1."""
        return self._pairs.rows_of(column_1, column_2, days, first_days=self._first_days, last_days=self._last_days)

    def edit(self, row: int) -> PtpEdit:
        """Return the edit of a row; the same object for the same row, as long as it is remembered."""
        held = self._edits.get(row)
        if held is None:
            if len(self._edits) >= _MOST_REMEMBERED:
                self._edits.clear()
            held = self._edits[row] = self._read(row)
        return held

    def _read(self, row: int) -> PtpEdit:
        column_1, column_2, (_, effective, deleted, indicator, rationale) = self._pairs.row(row)
        return PtpEdit(
            column_1,
            column_2,
            indicator,
            date.fromisoformat(effective) if effective else None,
            date.fromisoformat(deleted) if deleted else None,
            rationale,
            self.release,
        )

    def edit_on(self, column_1: str, column_2: str, day: date) -> PtpEdit | None:
        """Return the edit of one pair, in these columns, that holds on a day."""
        first, second = (np.array([self.numbers.get(code, -1)], dtype=np.int64) for code in (column_1, column_2))
        row = int(self.edits_of(first, second, np.array([day.toordinal()], dtype=np.int64))[0])
        return None if row < 0 else self.edit(row)

    def edits_ever(self, column_1: str, column_2: str) -> tuple[PtpEdit, ...]:
        """Return every edit of one pair in these columns, ended and deleted ones too, the latest first."""
        rows = self._pairs.rows_of_pair(self.numbers.get(column_1, -1), self.numbers.get(column_2, -1))
        return tuple(sorted((self.edit(row) for row in rows), key=lambda edit: edit.deleted or date.max, reverse=True))

    def __len__(self) -> int:
        return len(self._pairs)


def _last(deleted: str | None, indicator: int) -> int:
    if indicator == _NEVER:
        return 0
    return date.fromisoformat(deleted).toordinal() if deleted else date.max.toordinal()
