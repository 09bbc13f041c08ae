"""A worklist as a file: CSV, JSON, a FHIR ValueSet, or text with one code a line."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass

from codewell.accounts.worklists import Worklist
from codewell.kernel.codes import Code, possible_codes
from codewell.tasks.file_format import FileFormat
from codewell.tasks.wire import to_wire
from codewell.tasks.worklists.code_lines import FORMULA
from codewell.tasks.worklists.on_a_day import WorklistOnDay
from codewell.tasks.worklists.value_set import value_set

COLUMNS = ("system", "code", "remark", "description", "on", "standing", "billable", "ended", "replaced_by")


class WorklistFormat(FileFormat):
    """A form in which a worklist leaves; the value is its name in addresses."""

    CSV = "csv", "text/csv", ".csv"
    JSON = "json", "application/json", ".json"
    FHIR = "fhir", "application/fhir+json", ".fhir.json"
    TEXT = "txt", "text/plain", ".txt"


@dataclass(frozen=True, slots=True)
class WorklistFile:
    """A worklist as a file.

    Args:
        content: its text.
        format: the form.
        file_name: a name for it.
    """

    content: str
    format: WorklistFormat
    file_name: str


def export_worklist(worklist: Worklist, seen: WorklistOnDay, form: WorklistFormat) -> WorklistFile:
    """Return a worklist as a file.

    Args:
        worklist: name, description, codes and remarks.
        seen: its codes on the day of service, which CSV and JSON state.
        form: wanted.
    """
    written = {
        WorklistFormat.CSV: _csv,
        WorklistFormat.JSON: _json,
        WorklistFormat.FHIR: _fhir,
        WorklistFormat.TEXT: _text,
    }[form](worklist, seen)
    stem = re.sub(r"[^a-z0-9]+", "-", worklist.content.name.lower()).strip("-")[:60] or "worklist"
    return WorklistFile(written, form, f"{stem}{form.suffix}")


def _csv(worklist: Worklist, seen: WorklistOnDay) -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for one in seen.codes:
        billable = {True: "yes", False: "no", None: ""}[one.billable]
        standing = one.standing.value if one.standing else "unknown"
        row = [one.code.system.value, str(one.code), one.remark, one.display, seen.on.isoformat(), standing, billable]
        row += [one.ended.isoformat() if one.ended else "", " ".join(other.code for other in one.successors)]
        table.writerow(f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row)
    return out.getvalue()


def _json(worklist: Worklist, seen: WorklistOnDay) -> str:
    held = {
        "name": worklist.content.name,
        "description": worklist.content.description,
        "edition": worklist.edition,
        "on": seen.on.isoformat(),
        "codes": to_wire(seen.codes),
    }
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def _fhir(worklist: Worklist, seen: WorklistOnDay) -> str:
    at = worklist.changed_at.isoformat(timespec="seconds")
    made = value_set(worklist.content, id=worklist.id, edition=worklist.edition, date=at)
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _text(worklist: Worklist, seen: WorklistOnDay) -> str:
    return "".join(f"{_unmistakable(one.code)}{f'  # {one.remark}' if one.remark else ''}\n" for one in worklist.content.codes)


def _unmistakable(code: Code) -> str:
    """Return the code alone, or with its system where the bare code would be read as another system's."""
    written = str(code)
    return written if possible_codes(written)[:1] == (code,) else f"{code.system.value}:{written}"
