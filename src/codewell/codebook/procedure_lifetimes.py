"""When a procedure code was in force: the HCPCS file's dates, the user's CPT files, the starter pack's sourced dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from codewell.codebook.entry import Origin
from codewell.codebook.lifetimes import Listing, spans_in_force
from codewell.codebook.origins import origin_of
from codewell.kernel.codes import Code, CodeSystem
from codewell.kernel.validity import Validity
from codewell.releases.shelf import OpenRelease, Shelf

_QUARTER = re.compile(r"[0-9]{4}-Q[1-4]")
_LIVE = "SELECT 1 FROM services WHERE code = ? AND status_indicator IS NOT 'D'"
_LISTS = {
    CodeSystem.HCPCS: ("hcpcs", "SELECT added, terminated, action FROM codes WHERE code = ?"),
    CodeSystem.CPT: ("cpt", "SELECT 1 FROM descriptors WHERE code = ?"),
}
_BEFORE_ALL_LISTS = date(1983, 1, 1)
"""HCPCS began in 1983: stands for "since before the first loaded list" where no source states the first day."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """What is known of a code's days.

    Args:
        spans: unbroken spans in force, earliest first.
        lists: releases that were asked, earliest first, with whether they hold the code.
        stated: origin of hand-kept dates (starter pack), which answer for every day; None where there are none.
        dated: True where the lists state the day on which the code was added, so that they answer for earlier days too.
    """

    spans: tuple[Validity, ...]
    lists: tuple[Listing, ...]
    stated: Origin | None
    dated: bool = False

    @property
    def known(self) -> bool:
        """Say whether any list or page names the code."""
        return bool(self.spans)

    def answers_on(self, day: date) -> bool:
        """Say whether something loaded answers for the day: a list in force then, a later list with dates, or stated dates."""
        if self.stated is not None or any(one.opened.release.validity.covers(day) for one in self.lists):
            return True
        return self.dated and any(one.listed and one.opened.release.validity.first_day > day for one in self.lists)

    def origin_on(self, day: date) -> Origin | None:
        """Return the list in force on the day that holds the code, else the stated dates, else the last list that holds it."""
        holding = [one.opened for one in self.lists if one.listed]
        covering = [opened for opened in holding if opened.release.validity.covers(day)]
        if covering:
            return origin_of(covering[-1])
        if self.stated is not None:
            return self.stated
        return origin_of(holding[-1]) if holding else None


def lifetime_of(shelf: Shelf, code: Code) -> Lifetime:
    """Return what the loaded lists and the starter pack say of a code's days.

    Hand-kept dates with a cited source go before the comparison of lists, whose gaps they fill.
    """
    source, question = _LISTS[code.system]
    rows = [(opened, opened.database.one(question, code.value)) for opened in shelf.all(source)]
    lists = tuple(Listing(opened, row is not None) for opened, row in rows)
    spans, stated = _stated_spans(shelf, code)
    if stated is not None:
        return Lifetime(spans, lists, stated)
    spans = spans_in_force(lists)
    if code.system is CodeSystem.HCPCS and spans:
        spans = _with_dates_of_file(shelf, spans, [row for _, row in rows if row is not None], code)
    dated = code.system is CodeSystem.HCPCS and bool(spans) and spans[0].first_day != _BEFORE_ALL_LISTS
    return Lifetime(spans, lists, None, dated)


def _stated_spans(shelf: Shelf, code: Code) -> tuple[tuple[Validity, ...], Origin | None]:
    packs = shelf.all("starter-pack")
    if not packs:
        return (), None
    pack = packs[-1]
    rows = pack.database.all(
        "SELECT period_first_day, period_last_day FROM codes WHERE code = ? AND system = ? ORDER BY period_first_day",
        code.value,
        code.system.value,
    )
    spans: list[Validity] = []
    for first, last in rows:
        span = Validity(date.fromisoformat(first) if first else _BEFORE_ALL_LISTS, date.fromisoformat(last) if last else None)
        follows = spans and spans[-1].last_day is not None and spans[-1].last_day + timedelta(days=1) == span.first_day
        if follows:
            spans[-1] = Validity(spans[-1].first_day, span.last_day)
        else:
            spans.append(span)
    return tuple(spans), origin_of(pack) if spans else None


def _with_dates_of_file(
    shelf: Shelf, spans: tuple[Validity, ...], rows: list[tuple[Any, ...]], code: Code
) -> tuple[Validity, ...]:
    """Begin and end the spans on the days that the HCPCS files state; of several ends the newest file's holds.

    A file lists codes that are added within its quarter: they begin on their own day.

    A file that has lost its action column keeps long-terminated codes and says nothing of their end: an earlier file's
    termination then stands, and where there is none, the quarterly list tells (decision 7).
    """
    added: str | None = None
    last = spans[-1].last_day
    for stated_added, terminated, action in rows:
        added = added or stated_added
        if terminated:
            last = date.fromisoformat(terminated)
        elif action is not None:
            last = spans[-1].last_day
        elif last is None:
            listing = last_quarterly_listing(shelf, code)
            last = listing.release.validity.last_day if listing else None
    first = date.fromisoformat(added) if added else _BEFORE_ALL_LISTS
    if last is not None and last < first:
        return spans
    return (Validity(first, last),) if len(spans) == 1 else (*spans[:-1], Validity(spans[-1].first_day, last))


def last_quarterly_listing(shelf: Shelf, code: Code) -> OpenRelease | None:
    """Return the last quarter's Addendum B that lists the code, if later quarters are loaded and do not."""
    quarters = [opened for opened in shelf.all("opps-addendum-b") if _QUARTER.fullmatch(opened.release.release)]
    for later, opened in enumerate(reversed(quarters)):
        if opened.database.one(_LIVE, code.value) is not None:
            return opened if later else None
    return None
