"""One record of a stream or batch of notes, coded: the fields that a line promises."""

from __future__ import annotations

from dataclasses import replace

from codewell.kernel.text import ClinicalText
from codewell.tasks.code_note import AssignedCode, NoteRequest, code_note
from codewell.tasks.patient_facts import FIELDS, stated_facts, stated_setting
from codewell.tasks.record_lines import Record
from codewell.tasks.wire import Wire, to_wire
from codewell.tasks.workplace import Workplace


def coded_record(workplace: Workplace, record: Record, asked: NoteRequest) -> dict[str, Wire]:
    """Return the codes of one record: code, evidence, path and confidence of each, or the whole answer where it was asked for.

    Args:
        workplace: the desk.
        record: with `text`; it may state `on`, `setting` and facts of its patient (`age` or `born`, `sex`, `pregnant`, `weeks`,
            `encounter`).
        asked: day, profile, setting, facts and depth of records that state none.

    Raises:
        InputError: a field has a value that it cannot have; the message names the field.
    """
    coded = code_note(workplace, _note_of(record, asked))
    if not asked.details and not asked.verify:
        return {"codes": [_as_agreed(one) for one in coded.codes]}
    wire = to_wire(coded)
    assert isinstance(wire, dict)
    for name in ("details", "verification"):
        if wire[name] is None:
            del wire[name]
    return {"codes": wire.pop("codes"), **wire}


def _note_of(record: Record, asked: NoteRequest) -> NoteRequest:
    stated = stated_facts(**{name: record.value(name) for name in FIELDS})
    born = record.day("born")
    return replace(
        asked,
        text=ClinicalText(record.text("text")),
        on=record.day("on") or asked.on,
        setting=stated_setting(record.value("setting")) or asked.setting,
        patient=asked.patient.overridden_by(stated) if born is None else replace(asked.patient, age=None).overridden_by(stated),
        born=born or asked.born,
        document=record.document,
    )


def _as_agreed(one: AssignedCode) -> dict[str, Wire]:
    """Return a code as lines promise it: these four fields and no other."""
    return {
        "code": str(one.code),
        "evidence": to_wire(one.evidence),
        "path": list(one.path),
        "confidence": one.confidence,
    }
