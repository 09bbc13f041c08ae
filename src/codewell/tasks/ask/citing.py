"""Citing the parts of a code's page: which release says it, which row, and the address that opens it."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote, urlencode

from codewell.assistant.answer import Fact, SourceKind
from codewell.codebook.entry import CodeEntry, Origin
from codewell.codebook.provenance import row_anchor
from codewell.kernel.codes import Code
from codewell.kernel.validity import Validity
from codewell.tasks.ask.composing import Draft

FACTS = "facts"
"""The section of a code's page with the rows of releases; a row of it has its own anchor."""


def code_link(code: Code, on: date, anchor: str = "") -> str:
    """Return the address of a code's page on a day, at one of its sections."""
    address = f"/code/{code.system.value}/{quote(str(code), safe='.')}?{urlencode({'on': on.isoformat()})}"
    return f"{address}#{anchor}" if anchor else address


def cite_origin(draft: Draft, entry: CodeEntry, origin: Origin | None, anchor: str = "", quote: str = "", place: str = "") -> str:
    """Return the id of the source of something on a code's page.

    Args:
        draft: the answer in the making.
        entry: the code on its day.
        origin: who says it; None for the release that answers for the code.
        anchor: the section of the page that shows it.
        quote: the words it rests on.
        place: which row; empty for the code's own.
    """
    said = origin or entry.origin
    if said is not None and anchor == FACTS:
        anchor = row_anchor(said.source, said.release)
    if said is None:
        return draft.cite(SourceKind.APP, "what is loaded", f"code {entry.code}", code_link(entry.code, entry.on, anchor))
    days = said.validity or Validity(date.min)
    return draft.cite(
        SourceKind.ROW,
        f"{said.source} {said.release}",
        place or f"code {entry.code}",
        code_link(entry.code, entry.on, anchor),
        first_day=None if said.validity is None else days.first_day,
        last_day=days.last_day,
        quote=quote,
    )


def cite_words(draft: Draft, entry: CodeEntry) -> str:
    """Return the id of the source of a code's best words: a publisher's stand in the page's head, ours in a section."""
    return cite_origin(draft, entry, entry.descriptors.origin, words_anchor(entry))


def words_anchor(entry: CodeEntry) -> str:
    """Return the section of a code's page that shows its best words."""
    words = entry.descriptors
    return "the-code" if words.long or words.medium or words.short else "words"


def state_from(draft: Draft, entry: CodeEntry, name: str, value: str, origin: Origin, citation: str) -> None:
    """Add what a release states of a code as a fact; one that does not cover the day speaks for its own days only."""
    if origin.validity is None or origin.validity.covers(entry.on):
        draft.state(str(entry.code), name, value, citation)
        return
    stated = Fact(str(entry.code), name, value, nearest_day(origin.validity, entry.on), citation)
    if stated not in draft.facts:
        draft.facts.append(stated)


def nearest_day(validity: Validity, day: date) -> date:
    """Return the day of a span that lies nearest to a day."""
    if validity.covers(day):
        return day
    if validity.last_day is not None and validity.last_day < day:
        return validity.last_day
    return validity.first_day


def days_in_words(validity: Validity | None) -> str:
    """Return a span as `2026-04-01 to 2026-06-30`; empty where none is stated."""
    if validity is None:
        return ""
    return f"{validity.first_day} to {validity.last_day}" if validity.last_day else f"from {validity.first_day}"
