"""Sex and birth date that a document's own fields state of its patient: HL7 v2 PID, FHIR Patient, C-CDA recordTarget."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from codewell.documents.document import Part, PartKind
from codewell.kernel.claims import Sex

_SEX = ("PID-8.1", "PID-8", "Patient.gender", "ClinicalDocument.recordTarget.patientRole.patient.administrativeGenderCode.@code")
_BORN = ("PID-7.1", "PID-7", "Patient.birthDate", "ClinicalDocument.recordTarget.patientRole.patient.birthTime.@value")
_SEXES = {"f": Sex.FEMALE, "female": Sex.FEMALE, "m": Sex.MALE, "male": Sex.MALE}
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
"""The day that a time begins with."""


@dataclass(frozen=True, slots=True, repr=False)
class DocumentFacts:
    """What a document's fields state of its one patient; its representation shows nothing.

    Args:
        sex: None where no field, or fields of several patients, state it.
        born: birth date; None in the same way.
    """

    sex: Sex | None = None
    born: date | None = None

    def __repr__(self) -> str:
        return "DocumentFacts(...)"


NO_FIELDS = DocumentFacts()


def document_facts(parts: Iterable[Part]) -> DocumentFacts:
    """Return the sex and birth date that the fields of a document state, where they all agree."""
    sexes: set[Sex] = set()
    days: set[date] = set()
    for part in parts:
        if part.kind is not PartKind.FIELD:
            continue
        written = part.text.reveal().strip()
        if part.path in _SEX and written.lower() in _SEXES:
            sexes.add(_SEXES[written.lower()])
        elif part.path in _BORN and (day := _day(written)) is not None:
            days.add(day)
    return DocumentFacts(sexes.pop() if len(sexes) == 1 else None, days.pop() if len(days) == 1 else None)


def _day(written: str) -> date | None:
    match = _DAY.match(written)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
