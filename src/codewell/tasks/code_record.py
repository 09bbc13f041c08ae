"""One record of a stream or batch of notes, coded: the fields that a line promises."""

from __future__ import annotations

from dataclasses import replace

from codewell.kernel.text import ClinicalText
from codewell.tasks.code_note import AssignedCode, NoteRequest, code_note
from codewell.tasks.record_lines import Record
from codewell.tasks.wire import Wire, to_wire
from codewell.tasks.workplace import Workplace


def coded_record(workplace: Workplace, record: Record, asked: NoteRequest) -> dict[str, Wire]:
    """Return the codes of one record: code, evidence, path and confidence of each, or the whole answer where it was asked for.

    Args:
        workplace: the desk.
        record: with `text`, and `on` where it has a day of its own.
        asked: day, profile, setting and depth of records that state none.
    """
    note = replace(asked, text=ClinicalText(record.text("text")), on=record.day("on") or asked.on)
    coded = code_note(workplace, note)
    if not asked.details and not asked.verify:
        return {"codes": [_as_agreed(one) for one in coded.codes]}
    wire = to_wire(coded)
    assert isinstance(wire, dict)
    for name in ("details", "verification"):
        if wire[name] is None:
            del wire[name]
    return {"codes": wire.pop("codes"), **wire}


def _as_agreed(one: AssignedCode) -> dict[str, Wire]:
    """Return a code as lines promise it: these four fields and no other."""
    return {
        "code": str(one.code),
        "evidence": to_wire(one.evidence),
        "path": list(one.path),
        "confidence": one.confidence,
    }
