"""Suggest codes while a query is being typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.codebook.entry import Standing
from codewell.kernel.codes import Code, parse_code
from codewell.kernel.errors import CodewellError, InputError
from codewell.tasks.workplace import Workplace

LONGEST_BEGINNING = 80
"""Characters; what is longer is no longer looked up while it is typed."""

MOST_SUGGESTIONS = 10


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code that the words typed so far may be leading to.

    Args:
        code: the code.
        display: its words on the day.
        billable: whether it is valid for submission on the day.
        standing: how it stands on the day.
        why: what matched, in words.
    """

    code: Code
    display: str
    billable: bool
    standing: Standing
    why: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Codes for what is typed so far.

    Args:
        text: as typed.
        on: the day they hold for.
        codes: at most ten, best first.
    """

    text: str
    on: date
    codes: tuple[Suggestion, ...]


def suggest_codes(workplace: Workplace, text: str, on: date | None) -> Suggestions:
    """Return codes that a query may be leading to on a day (without one: today); none where nothing is typed.

    Raises:
        InputError: the text is longer than anything that is looked up while it is typed.
        NotLoadedError: no search index is built.
    """
    day, typed = on or workplace.today, text.strip()
    if len(typed) > LONGEST_BEGINNING:
        raise InputError(
            f"At most {LONGEST_BEGINNING} characters are looked up while they are typed.",
            next_step="Search for the whole query instead.",
            slug="input.query-too-long",
        )
    if not typed:
        return Suggestions(text, day, ())
    hits = workplace.search.begin(text.lstrip(), on=day, limit=MOST_SUGGESTIONS)
    codes = tuple(
        Suggestion(code, hit.display, hit.billable, _standing(workplace, code, day), hit.why)
        for hit in hits
        for code in (parse_code(hit.code, hit.system),)
    )
    return Suggestions(text, day, codes)


def _standing(workplace: Workplace, code: Code, on: date) -> Standing:
    """Return how a code stands; one that only an older index knows is not loaded."""
    try:
        return workplace.book.standing(code, on=on).standing
    except CodewellError:
        return Standing.NOT_LOADED
