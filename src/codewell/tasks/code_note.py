"""Code a note: the billable diagnoses it documents, each with the places in the text that say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from codewell.kernel.codes import Code
from codewell.kernel.errors import InputError, NotLoadedError
from codewell.kernel.text import ClinicalText, TextSpan
from codewell.tasks.asked_day import AnsweredDay
from codewell.tasks.search_codes import answered_today
from codewell.tasks.workplace import Workplace

LONGEST_NOTE = 1_000_000
"""Characters; a longer document is a chart of many notes."""


@dataclass(frozen=True, slots=True)
class AssignedCode:
    """A code chosen for a note.

    Args:
        code: the code.
        display: its descriptor on the day.
        evidence: where the note says so; half-open character offsets.
        why: how the words led to the code.
    """

    code: Code
    display: str
    evidence: tuple[TextSpan, ...]
    why: str = ""


class NoteCoder(Protocol):
    """Chooses codes for a note; `clinical.coder` holds one."""

    def code(self, text: ClinicalText, *, on: date) -> tuple[AssignedCode, ...]: ...


@dataclass(frozen=True, slots=True)
class NoteRequest:
    """A note to code.

    Args:
        text: the note as received.
        on: date of service or discharge; None where the person named none.
    """

    text: ClinicalText
    on: date | None = None


@dataclass(frozen=True, slots=True)
class CodedNote:
    """The codes of a note.

    Args:
        on: the day the codes hold for.
        codes: in the order in which a claim would carry them.
        notices: sentences about the day that a reader must see.
    """

    on: date
    codes: tuple[AssignedCode, ...]
    notices: tuple[str, ...] = ()


def code_note(workplace: Workplace, request: NoteRequest) -> CodedNote:
    """Return the codes that the note documents on the day.

    Raises:
        InputError: the note is empty or longer than a note can be.
        NotLoadedError: what the coder reads is not built.
    """
    if not len(request.text) or request.text.reveal().isspace():
        raise InputError("The note is empty.", slug="input.empty-note")
    if len(request.text) > LONGEST_NOTE:
        raise InputError(
            f"The note has {len(request.text)} characters; at most {LONGEST_NOTE} are read.",
            next_step="Split it into its documents.",
            slug="input.note-too-long",
        )
    answered = AnsweredDay(request.on) if request.on else answered_today(workplace)
    codes = workplace.coder.code(request.text, on=answered.day)
    return CodedNote(answered.day, tuple(codes), (answered.notice,) if answered.notice else ())


def open_coder(workplace: Workplace) -> NoteCoder:
    """Return the note coder over the releases of a workplace."""
    raise NotLoadedError("Note coding is not part of this installation yet.", slug="release.coder-not-built")
