"""A note in the conversation: its diagnoses, each with the words that support it; short, with the page for the rest."""

from __future__ import annotations

import re
from datetime import date

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.assistant.question import Intent, Understood
from codewell.kernel.text import ClinicalText
from codewell.tasks.ask.answerers import answerer
from codewell.tasks.ask.composing import Draft
from codewell.tasks.code_note import AssignedCode, NoteRequest, code_note
from codewell.tasks.workplace import Workplace

_LEAD = re.compile(
    r"^\s*(?:please |pls |can you |could you )?(?:code|extract codes from|find (?:the )?codes (?:in|for)|"
    r"what codes (?:are in|for))(?: (?:this|the following|my|the|a))?(?: (?:clinical|progress|visit|office|discharge))?"
    r"(?: (?:note|text|visit|report|summary))?"
    r"\s*[:.\n-]?\s*",
    re.IGNORECASE,
)
_SHORTEST, _SHOWN, _QUOTED = 15, 15, 120


@answerer(Intent.NOTE_CODING)
def answer(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Return the codes that the pasted note documents, with the words that support each; identifiers are out already."""
    note = _LEAD.sub("", understood.text, count=1)
    if len(note.strip()) < _SHORTEST:
        draft = Draft(understood, None)
        page = draft.cite(SourceKind.APP, "Codewell, coding of notes", "the page for notes", "/code-note")
        draft.say("Paste the note behind your request, or code it on the page for notes, where every code is marked in it.", page)
        return draft.finished(Outcome.UNCLEAR)
    named = on if understood.entities.days or on != workplace.today else None
    coded = code_note(workplace, NoteRequest(ClinicalText(note), named))
    draft = Draft(understood, coded.on)
    for notice in coded.notices:
        draft.notice(notice)
    page = draft.cite(SourceKind.APP, "Codewell, coding of notes", "the page for notes", "/code-note")
    if not coded.codes:
        draft.say("The note documents no condition that the coder would code.", page)
        return draft.finished(Outcome.NO_SOURCE)
    listed = ", ".join(str(one.code) for one in coded.codes[:_SHOWN])
    draft.say(f"The note documents {len(coded.codes)} code{'s' if len(coded.codes) != 1 else ''} on {coded.on}: {listed}.", page)
    releases = [one for one in coded.releases if one.startswith("icd10cm ")] or list(coded.releases)
    rows = []
    for one in coded.codes[:_SHOWN]:
        link = f"/code/icd10cm/{one.code}?on={coded.on}#the-code"
        cited = draft.cite(SourceKind.ROW, releases[0] if releases else "icd10cm", f"code {one.code}", link)
        draft.state("note", "code", str(one.code), cited)
        rows.append(((str(one.code), one.display, _evidence(note, one)), (cited,)))
    draft.tabulate("Codes with their evidence", ("Code", "Descriptor", "Words of the note"), rows)
    draft.say("A coder decides: read each code against the note. The page for notes shows them in place.", page)
    return draft.finished(confidence=min(one.confidence for one in coded.codes))


def _evidence(note: str, one: AssignedCode) -> str:
    words = " ... ".join(note[span.start : span.end] for span in one.evidence)
    return words if len(words) <= _QUOTED else words[: _QUOTED - 3] + "..."
