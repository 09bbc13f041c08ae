"""The lines of a file that may name codes, before anybody has looked them up."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from codewell.kernel.codes import CodeSystem, possible_codes
from codewell.kernel.errors import InputError
from codewell.tasks.worklists.value_set import SYSTEM_OF_ADDRESS, lines_of_value_set

LARGEST_FILE = 4_000_000
MOST_LINES = 20_000
_DEEPEST = 40
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that make a spreadsheet compute a cell; written behind an apostrophe, which is taken off again here."""


@dataclass(frozen=True, slots=True)
class CodeLine:
    """What one line says.

    Args:
        line: number of the line or entry, from 1.
        code: as written; empty where the line names none.
        system: id of the system as written; empty where the line does not say.
        remark: of the code.
        fault: why the line cannot be read; empty where it can.
    """

    line: int
    code: str
    system: str = ""
    remark: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class CodeFile:
    """A file as read.

    Args:
        form: "CSV", "JSON", "FHIR ValueSet" or "text".
        lines: in the file's order.
        name: of the list, where the file says it; else empty.
        description: of the list, where the file says it; else empty.
    """

    form: str
    lines: tuple[CodeLine, ...]
    name: str = ""
    description: str = ""


def read_code_lines(content: bytes) -> CodeFile:
    """Return the lines of a file; its content says which form it has, whatever its name is.

    Raises:
        InputError: it is too large, not text, or not the JSON that it begins like.
    """
    if len(content) > LARGEST_FILE:
        raise InputError(f"The file is larger than {LARGEST_FILE // 1_000_000} MB.", slug="input.too-large")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("The file is not text in UTF-8.", next_step="Save it as CSV UTF-8, or as text.") from None
    if not text.strip():
        raise InputError("The file is empty.", next_step="Put one code on a line.", slug="input.empty-file")
    found = _json(text) if text.lstrip()[:1] in "{[" else _table(text) or CodeFile("text", tuple(_text_lines(text)))
    if len(found.lines) > MOST_LINES:
        raise InputError(f"The file has more than {MOST_LINES} lines.", next_step="Split it.", slug="input.too-large")
    return found


def _text_lines(text: str) -> Iterator[CodeLine]:
    """One code a line, its remark behind `#`; a line of a remark alone is passed over."""
    for number, written in enumerate(text.splitlines(), 1):
        named, _, remark = written.partition("#")
        if not named.strip():
            continue
        system, colon, code = named.strip().rpartition(":")
        fault = "holds more than one code and no `#` before a remark" if len(code.split()) > 1 else ""
        yield CodeLine(number, code.strip()[:60], system.strip() if colon else "", remark.strip(), fault)


def _table(text: str) -> CodeFile | None:
    """Return the rows of a CSV file; None where its first line neither names a column of codes nor begins with one in a cell."""
    first = text.lstrip("\r\n").splitlines()[0]
    separator = max(",;\t", key=first.count)
    names = [cell.strip().strip('"').lower() for cell in first.split(separator)]
    headed = "code" in names
    if not headed and (separator not in first or not possible_codes(names[0])):
        return None
    table = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = [(table.line_num, row) for row in table if any(cell.strip() for cell in row)]
    except csv.Error as refused:
        raise InputError(f"The file is no CSV: {refused}.", slug="input.malformed-file") from None
    columns = names if headed else ["code", "remark"]
    return CodeFile("CSV", tuple(_row(number, columns, row) for number, row in rows[1 if headed else 0 :]))


def _row(number: int, columns: list[str], row: list[str]) -> CodeLine:
    cells = dict(zip(columns, (_unguarded(cell.strip()) for cell in row), strict=False))
    code = cells.get("code", "")
    return CodeLine(number, code[:60], cells.get("system", "")[:40], cells.get("remark", ""), "" if code else "names no code")


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell


def _json(text: str) -> CodeFile:
    """Read a list of codes, a worklist as this program writes it, or a FHIR ValueSet."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("The file begins like JSON and is none.", slug="input.malformed-file") from None
    if _depth(read) > _DEEPEST:
        raise InputError("The JSON of the file is nested too deep.", slug="input.malformed-file")
    if isinstance(read, dict) and read.get("resourceType") == "ValueSet":
        lines = tuple(CodeLine(number, *line) for number, line in enumerate(lines_of_value_set(read), 1))
        return CodeFile("FHIR ValueSet", lines, _word(read, "title") or _word(read, "name"), _word(read, "description"))
    entries = read.get("codes") if isinstance(read, dict) else read
    if not isinstance(entries, list):
        raise InputError(
            "The JSON names no codes.", next_step='Write {"codes": [...]}, a list, or a ValueSet.', slug="input.malformed-file"
        )
    lines = tuple(_entry(number, entry) for number, entry in enumerate(entries, 1))
    head = read if isinstance(read, dict) else {}
    return CodeFile("JSON", lines, _word(head, "name"), _word(head, "description"))


def _entry(number: int, entry: Any) -> CodeLine:
    if isinstance(entry, str):
        return CodeLine(number, entry.strip()[:60], fault="" if entry.strip() else "names no code")
    if isinstance(entry, dict) and isinstance(entry.get("code"), str):
        return CodeLine(number, entry["code"][:60], _word(entry, "system")[:40], _word(entry, "remark"))
    return CodeLine(number, "", fault="is neither a code nor an object with one")


def _word(held: dict[str, Any], name: str) -> str:
    value = held.get(name)
    return value if isinstance(value, str) else ""


def _depth(value: Any) -> int:
    """Return how deep values are nested, without recursion."""
    deepest, level = 0, [value]
    while level:
        deepest += 1
        level = [
            below
            for one in level
            if isinstance(one, dict | list)
            for below in (one.values() if isinstance(one, dict) else one)
            if isinstance(below, dict | list)
        ]
        if deepest > _DEEPEST:
            break
    return deepest


def system_named(written: str) -> CodeSystem | None:
    """Return the system of an id, a title or a FHIR address; None where it is none of ours."""
    plain = written.strip()
    if plain in SYSTEM_OF_ADDRESS:
        return SYSTEM_OF_ADDRESS[plain]
    key = plain.lower().replace("-", "").replace(" ", "")
    names = {one.value: one for one in CodeSystem} | {"hcpcslevelii": CodeSystem.HCPCS}
    return names.get(key)
