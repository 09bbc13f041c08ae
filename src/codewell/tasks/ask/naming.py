"""The pages of the codes that a question names, on its day."""

from __future__ import annotations

from datetime import date

from codewell.assistant.question import CodeMention, Understood
from codewell.codebook.entry import CodeEntry
from codewell.kernel.codes import CodeSystem
from codewell.tasks.ask.composing import Draft
from codewell.tasks.look_up_code import LookUp, LookUpRequest, look_up_code
from codewell.tasks.workplace import Workplace

MOST_CODES = 4
"""Codes of one question that are answered at once."""


def named_day(understood: Understood, on: date) -> date | None:
    """Return the day that the person named; None where none was, so that the nearest covered day may answer."""
    return on if understood.entities.days else None


def looked_up(workplace: Workplace, mention: CodeMention, day: date | None) -> LookUp:
    """Return the pages of a code that a question names, that of its likeliest system first.

    Raises:
        InputError: the text is no code.
        UnknownCodeError: no loaded release holds it.
        NotLoadedError: its system is not loaded.
    """
    system = mention.systems[0] if len(mention.systems) == 1 else None
    found = look_up_code(workplace, LookUpRequest(mention.text, day, system))
    likeliest = [entry for entry in found.entries if mention.systems and entry.code.system is mention.systems[0]]
    others = [entry for entry in found.entries if entry not in likeliest]
    return LookUp(found.text, (*likeliest, *others), found.notices, found.remarks)


def entry_named(workplace: Workplace, draft: Draft, mention: CodeMention, day: date | None) -> CodeEntry:
    """Return the likeliest page of a code; what must be said of its day becomes a notice, and the draft takes its day.

    Raises:
        As `looked_up`.
    """
    entry = looked_up(workplace, mention, day).likeliest
    if day is None and draft.on != entry.on:
        origin = entry.origin
        if origin is not None:
            draft.notice(
                f"No day was named, and {origin.source} {origin.release} is the nearest release: answered for {entry.on}."
            )
        draft.on = entry.on
    return entry


def best_words(entry: CodeEntry) -> str:
    """Return the words for one line: the publisher's where they may be shown, else ours."""
    return entry.descriptors.display


def is_procedure(entry: CodeEntry) -> bool:
    """Say whether a code is one of CPT or HCPCS Level II."""
    return entry.code.system in (CodeSystem.CPT, CodeSystem.HCPCS)
