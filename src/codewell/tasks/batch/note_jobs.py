"""The jobs over notes: code them, or take their identifiers out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import partial
from pathlib import Path

from codewell.clinical.facts import NOTHING_GIVEN, FactKind, PatientFacts
from codewell.clinical.profile import Profile, Setting
from codewell.kernel.errors import CodewellError, InputError, StorageError
from codewell.kernel.text import ClinicalText
from codewell.tasks.batch.job import Outcome, Process
from codewell.tasks.batch.ledger import settings_of_unfinished
from codewell.tasks.batch.records import LARGEST_FILE, BatchRecord
from codewell.tasks.code_note import NoteRequest
from codewell.tasks.code_record import coded_record
from codewell.tasks.read_note import read_note
from codewell.tasks.record_lines import Record, answered_line, defect_to_wire, encoded_line
from codewell.tasks.wire import Wire, error_to_wire
from codewell.tasks.workplace import Workplace


@dataclass(frozen=True, slots=True)
class CodeNotes:
    """Codes every note of a batch.

    Args:
        home: folder of the releases.
        on: day of service of records that state none; fixed when the batch begins, so that a run that is resumed on
            another day gives the same answers.
        profile: which documented conditions count.
        setting: where the encounters took place; None lets each note say it.
        patient: what is stated of every patient; a record's own facts go before it.
        releases: what the answers are made from; a batch is not resumed under others.
    """

    home: Path
    on: date
    profile: Profile = Profile.US_BILLING
    setting: Setting | None = None
    patient: PatientFacts = NOTHING_GIVEN
    releases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return "code"

    def settings(self) -> str:
        """Return the settings on one line."""
        setting = self.setting.value if self.setting else "as the note says"
        stated = "".join(f", {name} {told}" for name, told in _stated(self.patient))
        return f"code, {self.profile.value}, {setting}, on {self.on}{stated}, from {' '.join(self.releases)}"

    def open(self, folder: Path | None) -> Process:
        """Return the function over one shelf and one dictionary."""
        workplace = Workplace(self.home, partial(_noon, self.on))
        asked = NoteRequest(ClinicalText(""), self.on, self.profile, self.setting, patient=self.patient)
        return lambda record: _outcome(record, folder, lambda note: coded_record(workplace, note, asked))


def _stated(patient: PatientFacts) -> Iterator[tuple[str, str]]:
    for kind in FactKind:
        told = getattr(patient, kind.value)
        if told is not None:
            yield kind.value, str(told.value if isinstance(told, Enum) else told)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12).astimezone()


def _outcome(record: BatchRecord, folder: Path | None, answer: Callable[[Record], dict[str, Wire]]) -> Outcome:
    """Answer a line, or a document as a line with the file's path as its id."""
    if record.path is None:
        answered = answered_line(record.line, answer)
    else:
        assert folder is not None
        answered = {"id": record.path, **_answered_file(folder / record.path, answer)}
    return Outcome(encoded_line(answered), "error" in answered)


def _answered_file(file: Path, answer: Callable[[Record], dict[str, Wire]]) -> dict[str, Wire]:
    try:
        note = read_note(read_file(file), file.name)
        return answer(Record({"text": note.text.reveal()}, note.patient))
    except CodewellError as error:
        return {"error": error_to_wire(error)}
    except Exception as defect:  # noqa: BLE001 -- one bad file must not cost the others
        return {"error": defect_to_wire(defect)}


def read_file(file: Path) -> bytes:
    """Return the bytes of a file of a batch.

    Raises:
        InputError: it is larger than a document can be.
        StorageError: it cannot be read.
    """
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise InputError(f"The file has more than {LARGEST_FILE} bytes.", slug="input.file-too-large")
        return file.read_bytes()
    except OSError as refused:
        raise StorageError(f"The file cannot be read ({refused.strerror}).", slug="input.unreadable") from None


def releases_of(workplace: Workplace) -> tuple[str, ...]:
    """Return what is loaded, as the settings of a batch name it."""
    return tuple(sorted(release.file_name for release in workplace.shelf))


def day_of_unfinished(target: Path) -> date | None:
    """Return the day of service that an interrupted batch began with; None where there is none to go on with."""
    found = re.search(r", on (\d{4}-\d{2}-\d{2}),", settings_of_unfinished(target))
    return date.fromisoformat(found[1]) if found else None
