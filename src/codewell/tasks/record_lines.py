"""Records of a stream or a batch: one JSON object a line in, one a line out, an error in its record's place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import IO

from codewell.kernel.days import parse_day
from codewell.kernel.errors import CodewellError, InputError
from codewell.tasks.document_facts import NO_FIELDS, DocumentFacts
from codewell.tasks.wire import Wire, error_to_wire

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes; a longer line is refused and skipped, so that no input can fill the memory."""


class Record:
    """One object of the stream, read with errors that name the field.

    Args:
        fields: the object.
        document: what the fields of the document that it was read from state of the patient.
    """

    __slots__ = ("_fields", "document")

    def __init__(self, fields: dict[str, Wire], document: DocumentFacts = NO_FIELDS) -> None:
        self._fields = fields
        self.document = document

    def value(self, name: str) -> Wire:
        """Return a field as it stands; None where it is missing."""
        return self._fields.get(name)

    def text(self, name: str) -> str:
        """Return a text that must be there.

        Raises:
            InputError: it is missing or is not text.
        """
        found = self._fields.get(name)
        if not isinstance(found, str):
            raise InputError(f"The field {name!r} must be text.", slug="input.bad-line")
        return found

    def optional_text(self, name: str) -> str | None:
        """Return a text, or None where it is missing or null."""
        return None if self._fields.get(name) is None else self.text(name)

    def day(self, name: str) -> date | None:
        """Return a day, or None where it is missing or null.

        Raises:
            InputError: it is not written YYYY-MM-DD.
        """
        written = self.optional_text(name)
        if not written:
            return None
        try:
            return parse_day(written)
        except ValueError:
            raise InputError(f"The field {name!r} must be a day YYYY-MM-DD.", slug="input.bad-day") from None

    def count(self, name: str, default: int) -> int:
        """Return a whole number, or `default` where it is missing or null.

        Raises:
            InputError: it is not a whole number.
        """
        found = self._fields.get(name)
        if found is None:
            return default
        if not isinstance(found, int) or isinstance(found, bool):
            raise InputError(f"The field {name!r} must be a whole number.", slug="input.bad-line")
        return found


Answer = Callable[[Record], dict[str, Wire]]
"""From a record to the fields that follow `id`."""


def answered_line(line: bytes | None, answer: Answer) -> dict[str, Wire]:
    """Return the answer to one line: its `id` (null where it gave none) and the result or `"error": {"slug", "message"}`.

    Messages never quote the text of a field.

    Args:
        line: UTF-8 JSON; None stands for a line that was too long.
        answer: makes the result.
    """
    identity: Wire = None
    try:
        fields = _parsed(line)
        identity = fields.get("id")
        return {"id": identity, **answer(Record(fields))}
    except CodewellError as error:
        return {"id": identity, "error": error_to_wire(error)}
    except Exception as defect:  # noqa: BLE001 -- one bad record must not cost the records after it
        return {"id": identity, "error": defect_to_wire(defect)}


def defect_to_wire(defect: Exception) -> dict[str, Wire]:
    """Return what stands in a result's place where the program failed; the defect's own words may hold a note."""
    message = f"Codewell failed ({type(defect).__name__}); this is a defect of the program."
    return {"slug": "codewell.defect", "message": message}


def encoded_line(fields: dict[str, Wire]) -> bytes:
    """Return one object as a line of UTF-8 JSON."""
    try:
        return (json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
    except UnicodeEncodeError:  # half a surrogate pair, echoed in an id
        return (json.dumps(fields, separators=(",", ":")) + "\n").encode()


def _parsed(line: bytes | None) -> dict[str, Wire]:
    if line is None:
        raise InputError(f"The line is longer than {LONGEST_LINE} bytes.", slug="input.line-too-long")
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as broken:
        raise InputError(f"The line is not UTF-8 (byte {broken.start + 1}).", slug="input.bad-line") from None
    except json.JSONDecodeError as broken:
        raise InputError(f"The line is not JSON (character {broken.colno}: {broken.msg}).", slug="input.bad-line") from None
    except (RecursionError, ValueError):
        raise InputError(
            "The line is JSON that cannot be read: nested too deep or a number too long.", slug="input.bad-line"
        ) from None
    if not isinstance(fields, dict):
        raise InputError("The line must be a JSON object.", slug="input.bad-line")
    return fields


def bounded_lines(lines: IO[bytes], longest: int = LONGEST_LINE) -> Iterator[bytes | None]:
    """Yield each line, or None in the place of one that has more bytes than `longest`."""
    while line := lines.readline(longest + 1):
        if len(line) <= longest or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = lines.readline(longest)
        yield None
