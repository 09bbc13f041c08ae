"""Records of the fixed-width file to rows: one first record with all details, then continuations of the long descriptor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.files import PublishedFile
from codewell.sources.hcpcs import fields, layout


@dataclass(frozen=True, slots=True)
class Entry:
    """A code or modifier with all its records.

    Args:
        kind: `code` or `modifier`.
        line: of its first record.
        first: the first record, which carries the details.
        long_descriptor: its text and that of all continuations.
    """

    kind: str
    line: int
    first: str
    long_descriptor: str


def entries(file: PublishedFile) -> Iterator[Entry]:
    """Yield codes and modifiers in file order.

    Raises:
        PublisherFileError: a record is short, out of order, of an unknown kind, or there is none.
    """
    first, line, texts, length = "", 0, [""], 0
    last: dict[str, str] = {}
    for number, record in file.lines("latin-1"):
        if not first and not _is_record(record):
            continue  # the disclaimers above the first record
        if not record.strip():
            continue
        length = length or _length(file.name, number, record)
        kind = record[layout.RECORD_ID]
        if kind in layout.FIRST_RECORD and len(record) == length:
            if first:
                yield _entry(first, line, texts)
            code = record[layout.CODE].strip()
            if code <= last.get(kind, ""):
                raise PublisherFileError(file=file.name, line=number, column=1, expected=f"a code after {last[kind]}", found=code)
            last[kind] = code
            first, line, texts = record, number, [record[layout.LONG]]
        elif kind in layout.CONTINUATION:
            _check_continuation(file.name, number, first, record)
            texts.append(record[layout.LONG])
        else:
            _refuse(file.name, number, record, length)
    if not first:
        raise PublisherFileError(
            file=file.name, line=1, column=11, expected="records with id 3, 4, 7 or 8", found="no such record"
        )
    yield _entry(first, line, texts)


def _is_record(line: str) -> bool:
    return len(line) in layout.RECORD_LENGTHS and line[layout.RECORD_ID] in layout.FIRST_RECORD


def _length(file: str, number: int, record: str) -> int:
    if len(record) not in layout.RECORD_LENGTHS:
        raise PublisherFileError(file=file, line=number, expected="a record of 320 or 293 characters", found=f"{len(record)}")
    return len(record)


def _check_continuation(file: str, number: int, first: str, record: str) -> None:
    """A continuation carries no details, so one cut short behind its text is accepted; one of another code is not."""
    if record[layout.CODE] != first[layout.CODE] or layout.CONTINUATION[record[10]] != layout.FIRST_RECORD[first[10]]:
        raise PublisherFileError(
            file=file, line=number, column=1, expected=f"a continuation of {first[layout.CODE]}", found=record[layout.CODE]
        )


def _refuse(file: str, number: int, record: str, length: int) -> None:
    if len(record) != length:
        raise PublisherFileError(
            file=file, line=number, expected=f"a record of {length} characters", found=f"{len(record)} characters"
        )
    raise PublisherFileError(file=file, line=number, column=11, expected="record id 3, 4, 7 or 8", found=record[layout.RECORD_ID])


def _entry(first: str, line: int, texts: list[str]) -> Entry:
    kind = layout.FIRST_RECORD[first[layout.RECORD_ID]]
    return Entry(kind, line, first, " ".join(" ".join(texts).split()))


def code_row(file: str, entry: Entry) -> Row:
    """Return the row of a code.

    Raises:
        PublisherFileError: code, coverage or a day has another shape.
    """
    record, line = entry.first, entry.line
    return (
        fields.hcpcs_code(record[layout.CODE], file=file, line=line),
        entry.long_descriptor,
        fields.words(record[layout.SHORT]),
        fields.repeated(record[layout.PRICING], layout.PRICING_WIDTH),
        fields.words(record[layout.MULTIPLE_PRICING]),
        fields.coverage(record[layout.COVERAGE], file=file, line=line, column=230),
        fields.words(record[layout.BETOS]),
        fields.repeated(record[layout.TYPE_OF_SERVICE], 1),
        fields.words(record[layout.ACTION]),
        fields.day_or_blank(record[layout.ADDED], file=file, line=line, column=269),
        fields.day_or_blank(record[layout.ACTION_EFFECTIVE], file=file, line=line, column=277),
        fields.day_or_blank(record[layout.TERMINATED], file=file, line=line, column=285),
        fields.repeated(record[layout.CROSS_REFERENCE], layout.CROSS_REFERENCE_WIDTH),
        fields.words(record[layout.STATUTE]),
        fields.repeated(record[layout.CIM], layout.CIM_WIDTH),
        fields.repeated(record[layout.MCM], layout.MCM_WIDTH),
        fields.repeated(record[layout.LAB_CERTIFICATION], layout.LAB_WIDTH),
        fields.words(record[layout.PROCESSING_NOTE]),
        fields.words(record[layout.ANESTHESIA_BASE_UNITS]),
    )


def modifier_row(file: str, entry: Entry) -> Row:
    """Return the row of a modifier.

    Raises:
        PublisherFileError: modifier or a day has another shape.
    """
    record, line = entry.first, entry.line
    return (
        fields.modifier(record[layout.MODIFIER], file=file, line=line, column=4),
        entry.long_descriptor,
        fields.words(record[layout.SHORT]),
        fields.day_or_blank(record[layout.ADDED], file=file, line=line, column=269),
        fields.day_or_blank(record[layout.ACTION_EFFECTIVE], file=file, line=line, column=277),
        fields.day_or_blank(record[layout.TERMINATED], file=file, line=line, column=285),
    )
