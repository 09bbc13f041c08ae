"""Which rule governs a part of a document: by its format's table of fields, and by its words where the format has no schema."""

from __future__ import annotations

from typing import Final

from codewell.documents.document import Format, Part, PartKind
from codewell.phi.fields.table import Rule, Treatment, field_table, words_of_label
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.verification import Reading

_TABLES: Final = {
    Format.FHIR: "fhir",
    Format.HL7V2: "hl7v2",
    Format.CCDA: "ccda",
    Format.X12: "x12",
    Format.DICOM: "dicom",
    Format.HTML: "html",
}
FIELD_LINK: Final = "field.link"
"""Rule of an id that other records refer to."""
_TOWNS: Final = (".address.city", ".addr.city", "PID-11.3", "NK1-4.3", "GT1-5.3", "IN1-19.3", "N4-01")
_BY_WORDS: Final = frozenset({Format.CSV, Format.TSV, Format.PARQUET, Format.JSON, Format.NDJSON})
_PROSE: Final = Rule(Treatment.PROSE, "45 CFR 164.514(b)(2)(i)")
_SCAN: Final = Rule(Treatment.SCAN, "house: a key that no program chose")


def rule_of(part: Part, format: Format) -> Rule:
    """Return what becomes of a part.

    Args:
        part: of a document; one of an attachment carries the attachment's format before `!`.
        format: of the document.
    """
    inner, mark, path = part.path.rpartition("!")
    governing = Format(inner.rpartition("!")[2]) if mark else format
    if path.endswith("(key)"):
        return _SCAN
    if governing in _BY_WORDS:
        rule = field_table("generic").rule(label_of(part))
        told = not isinstance(rule.treatment, Treatment) or rule.treatment in (Treatment.BIRTH_DATE, Treatment.ZIP)
        return rule if part.kind is PartKind.FIELD or told else _PROSE
    if part.kind is PartKind.PROSE or governing not in _TABLES:
        return _PROSE
    return field_table(_TABLES[governing]).rule(path)


def reading_of(part: Part, format: Format) -> Reading:
    """Return how the second pass reads a part: prose and values of unknown meaning as text, the others as fields."""
    rule = rule_of(part, format)
    if rule.treatment in (Treatment.PROSE, Treatment.SCAN):
        return Reading.TEXT
    return Reading.THING if rule.of_things else Reading.FIELD


def label_of(part: Part) -> str:
    """Return the words of a column's or key's label, joined by dots."""
    path = part.path.rpartition("!")[2]
    return words_of_label(path.removeprefix("column "))


def takes_whole_dates(format: Format) -> bool:
    """Say whether a date of the format needs its month and day."""
    return format is Format.X12


def is_town(part: Part) -> bool:
    """Say whether a field of a place holds a town, which a limited data set keeps."""
    path = part.path.rpartition("!")[2]
    return path.endswith(_TOWNS) or label_of(part).rpartition(".")[2] in ("city", "town")


def found_in_field(rule: Rule, length: int) -> Found:
    """Return a field that a table shortens or exchanges as a finding of the audit."""
    kinds = {
        Treatment.DATE: (PhiType.DATE, "field.date"),
        Treatment.BIRTH_DATE: (PhiType.DATE, "field.birth-date"),
        Treatment.ZIP: (PhiType.LOCATION, "location.zip"),
        Treatment.LINK: (PhiType.OTHER_ID, FIELD_LINK),
    }
    kind, name = kinds[rule.treatment] if isinstance(rule.treatment, Treatment) else (rule.treatment, "field.value")
    return Found(0, length, kind, name, 1.0)
