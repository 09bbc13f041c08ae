"""Parquet: every value of a column of text, number or day is a part of its column; the file is written anew."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow
import pyarrow.parquet

from codewell.documents.document import Drop, Edit, Format, Part, PartKind, Unread
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText

_MOST_VALUES: Final = 20_000_000
_PROSE_LENGTH: Final = 60


def read(content: bytes, depth: int) -> ParquetDocument:
    """Return a Parquet file.

    Raises:
        InputError: it is damaged, encrypted, or holds more values than are read at once.
    """
    try:
        file = pyarrow.parquet.ParquetFile(io.BytesIO(content))
        size = file.metadata.num_rows * file.metadata.num_columns
        if size > _MOST_VALUES:
            raise InputError(
                f"The table holds {size} values; at most {_MOST_VALUES} are read.",
                next_step="Split it.",
                slug="input.document-too-big",
            )
        table = file.read()
    except (pyarrow.ArrowException, OSError, ValueError):
        raise InputError(
            "The Parquet file is damaged or encrypted.", next_step="Export it again.", slug="input.malformed"
        ) from None
    return ParquetDocument(content, table)


@dataclass(frozen=True, slots=True)
class _Place:
    column: int
    row: int


class ParquetDocument:
    """A table; columns of lists, structures and bytes are not read and leave it when it is written."""

    def __init__(self, content: bytes, table: Any) -> None:
        self._content, self._table = content, table
        self._places: list[_Place] = []
        self._parts: list[Part] = []
        self._unread: list[Unread] = []
        self._read: list[int] = []
        for column, field in enumerate(table.schema):
            if _is_flat(field.type):
                self._read.append(column)
                self._column(column, field.name)
            else:
                self._unread.append(Unread(f"column {field.name}", "a column of lists, structures or bytes"))

    @property
    def format(self) -> Format:
        """Parquet."""
        return Format.PARQUET

    @property
    def parts(self) -> Sequence[Part]:
        """Its values, column by column."""
        return self._parts

    @property
    def unread(self) -> Sequence[Unread]:
        """Columns that are not read."""
        return self._unread

    def _column(self, column: int, name: str) -> None:
        path = f"column {name}"
        values = self._table.column(column).to_pylist()
        prose = any(isinstance(value, str) and len(value) >= _PROSE_LENGTH and value.count(" ") > 5 for value in values)
        for row, value in enumerate(values):
            if value is not None and value != "":
                kind = PartKind.PROSE if prose else PartKind.FIELD
                number = len(self._parts)
                self._parts.append(Part(number, path, f"row {row + 1}, {path}", kind, ClinicalText(str(value))))
                self._places.append(_Place(column, row))

    def rewritten(self, changes: Sequence[Edit | Drop]) -> bytes:
        """Return the table with the changes made.

        A column that is not text cannot hold a replacement: a changed value of it becomes null. Metadata are left out.
        """
        if not changes and not self._unread and not _has_metadata(self._table):
            return self._content
        by_part: dict[int, list[Edit | Drop]] = {}
        for change in changes:
            by_part.setdefault(change.part, []).append(change)
        new: dict[int, dict[int, str | None]] = {}
        for number, wanted in by_part.items():
            place = self._places[number]
            text = self._parts[number].text.reveal()
            dropped = any(isinstance(change, Drop) for change in wanted)
            edits = [change for change in wanted if isinstance(change, Edit)]
            new.setdefault(place.column, {})[place.row] = None if dropped else _edited(text, edits)
        return self._written(new)

    def _written(self, new: dict[int, dict[int, str | None]]) -> bytes:
        columns, fields = [], []
        for column in self._read:
            field = self._table.schema.field(column)
            values = self._table.column(column)
            if column in new:
                listed = values.to_pylist()
                for row, value in new[column].items():
                    listed[row] = value if _is_text(field.type) else None
                values = pyarrow.chunked_array([pyarrow.array(listed, type=field.type)])
            columns.append(values)
            fields.append(pyarrow.field(field.name, field.type))
        written = io.BytesIO()
        pyarrow.parquet.write_table(pyarrow.table(columns, schema=pyarrow.schema(fields)), written)
        return written.getvalue()


def _edited(text: str, edits: Sequence[Edit]) -> str:
    for edit in sorted(edits, key=lambda one: -one.start):
        text = text[: edit.start] + edit.replacement + text[edit.end :]
    return text


def _is_text(kind: Any) -> bool:
    held = kind.value_type if pyarrow.types.is_dictionary(kind) else kind
    return bool(pyarrow.types.is_string(held) or pyarrow.types.is_large_string(held) or pyarrow.types.is_string_view(held))


def _is_flat(kind: Any) -> bool:
    types = pyarrow.types
    return bool(
        _is_text(kind)
        or types.is_integer(kind)
        or types.is_floating(kind)
        or types.is_boolean(kind)
        or types.is_temporal(kind)
        or types.is_decimal(kind)
        or types.is_null(kind)
    )


def _has_metadata(table: Any) -> bool:
    return bool(table.schema.metadata) or any(
        field.metadata and set(field.metadata) - {b"PARQUET:field_id"} for field in table.schema
    )
