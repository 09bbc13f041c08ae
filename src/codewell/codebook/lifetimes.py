"""When a code was in force, as the loaded releases of its list show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from codewell.codebook.entry import Standing
from codewell.kernel.validity import Validity
from codewell.releases.shelf import OpenRelease

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Listing:
    """A release of a code list and whether it holds the code."""

    opened: OpenRelease
    listed: bool


def spans_in_force(listings: Sequence[Listing]) -> tuple[Validity, ...]:
    """Return the unbroken spans of days on which the code is listed, earliest first.

    Two releases that follow one another on this machine and both list the code make one span, even where releases between
    them are not loaded: a code is not deleted and given back within a quarter or two. A span that reaches the end of the last
    loaded release has no announced end.
    """
    if listings and all(listing.listed for listing in listings):
        return (Validity(min(listing.opened.release.validity.first_day for listing in listings), None),)
    spans: list[Validity] = []
    listed_before = False
    for days, listed in _in_turn(listings):
        if listed and listed_before:
            spans[-1] = Validity(spans[-1].first_day, days.last_day)
        elif listed:
            spans.append(days)
        listed_before = listed
    if spans and listed_before:
        spans[-1] = Validity(spans[-1].first_day, None)
    return tuple(spans)


def _in_turn(listings: Sequence[Listing]) -> Iterator[tuple[Validity, bool]]:
    """Yield stretches of days on which one release answers, earliest first, and whether it lists the code.

    Where several cover a day, the one that began last answers, as `Shelf.in_force` has it.
    """
    validities = [listing.opened.release.validity for listing in listings]
    begins = {days.first_day for days in validities} | {days.last_day + ONE_DAY for days in validities if days.last_day}
    for first_day, next_begin in pairwise([*sorted(begins), None]):
        if first_day is None:
            return
        covering = [listing for listing in listings if listing.opened.release.validity.covers(first_day)]
        if covering:
            answers = max(covering, key=lambda listing: listing.opened.release.validity.first_day)
            yield Validity(first_day, next_begin - ONE_DAY if next_begin else None), answers.listed


def nearest_span(spans: Sequence[Validity], day: date) -> Validity | None:
    """Return the span that covers `day`, else the last before it, else the first after it."""
    covering = [span for span in spans if span.covers(day)]
    if covering:
        return covering[0]
    before = [span for span in spans if span.first_day <= day]
    return before[-1] if before else next(iter(spans), None)


def standing_outside(spans: Sequence[Validity], day: date) -> Standing:
    """Return how a code stands on a day that its list answers for and that no span covers."""
    return Standing.NO_LONGER if any(span.first_day <= day for span in spans) else Standing.NOT_YET
