"""Which day a question is answered for when the person named none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.kernel.validity import Validity


@dataclass(frozen=True, slots=True)
class AnsweredDay:
    """The day an answer holds for.

    Args:
        day: the day of service that decided.
        notice: a sentence to show where the day is not the one a reader would assume; else empty.
    """

    day: date
    notice: str = ""


def nearest_covered(today: date, release: str, validity: Validity) -> AnsweredDay:
    """Return the day of a release's span that lies nearest to today, with the notice that says so.

    Only for questions without a day: a day that the person named is never moved.
    """
    if validity.covers(today):
        return AnsweredDay(today)
    if validity.last_day is not None and validity.last_day < today:
        return AnsweredDay(validity.last_day, f"answering from {release}, which ends {validity.last_day}")
    return AnsweredDay(validity.first_day, f"answering from {release}, which begins {validity.first_day}")
