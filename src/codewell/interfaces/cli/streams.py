"""NDJSON streams: one object a line in, one a line out, in order, an error in its place; constant memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import IO

from codewell.interfaces.cli.parameters import parse_day
from codewell.kernel.errors import CodewellError, InputError
from codewell.tasks.wire import Wire, error_to_wire

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes; a longer line is refused and skipped, so that no input can fill the memory."""

Answer = Callable[["Record"], dict[str, Wire]]


class Record:
    """One object of the stream, read with errors that name the field."""

    __slots__ = ("_fields",)

    def __init__(self, fields: dict[str, Wire]) -> None:
        self._fields = fields

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
        if written is None:
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


def answer_lines(lines: IO[bytes], out: IO[bytes], answer: Answer) -> None:
    """Answer each line of the stream with one line, flushed, in order.

    The answer carries the `id` of its question (null where it gave none) and either the result or
    `"error": {"slug", "message"}`. Messages never quote the text of a field.

    Args:
        lines: binary input, UTF-8.
        out: binary output, UTF-8.
        answer: from a record to the fields that follow `id`.
    """
    for line in _lines(lines):
        out.write(_encoded(_answered(line, answer)))
        out.flush()


def _lines(lines: IO[bytes]) -> Iterator[bytes | None]:
    """Yield each line, or None in the place of one that is too long."""
    while line := lines.readline(LONGEST_LINE + 1):
        if len(line) <= LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = lines.readline(LONGEST_LINE)
        yield None


def _answered(line: bytes | None, answer: Answer) -> dict[str, Wire]:
    identity: Wire = None
    try:
        fields = _parsed(line)
        identity = fields.get("id")
        return {"id": identity, **answer(Record(fields))}
    except CodewellError as error:
        return {"id": identity, "error": error_to_wire(error)}
    except Exception as defect:  # noqa: BLE001 -- one bad record must not cost the lines after it
        message = f"Codewell failed ({type(defect).__name__}); this is a defect of the program."
        return {"id": identity, "error": {"slug": "codewell.defect", "message": message}}


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


def _encoded(fields: dict[str, Wire]) -> bytes:
    try:
        return (json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
    except UnicodeEncodeError:  # half a surrogate pair, echoed in an id
        return (json.dumps(fields, separators=(",", ":")) + "\n").encode()
