"""Read a file of codes into a worklist, and say line by line what was not recognised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.accounts.worklist_content import LONGEST_REMARK, ListedCode
from codewell.kernel.codes import Code
from codewell.kernel.errors import CodewellError
from codewell.tasks.worklists.code_lines import CodeLine, read_code_lines, system_named
from codewell.tasks.workplace import Workplace


@dataclass(frozen=True, slots=True)
class LineNotRead:
    """A line of which nothing was kept, or not all.

    Args:
        line: its number, from 1.
        written: the first characters of what stands for the code there; may be empty.
        reason: in words.
        suggestions: codes that may have been meant.
    """

    line: int
    written: str
    reason: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodesRead:
    """The codes of a file.

    Args:
        form: "CSV", "JSON", "FHIR ValueSet" or "text".
        name: of the list, where the file says it.
        description: of the list, where the file says it.
        lines: how many lines named something.
        codes: that loaded releases know, each once, in the file's order.
        not_read: the others, line by line.
    """

    form: str
    name: str
    description: str
    lines: int
    codes: tuple[ListedCode, ...]
    not_read: tuple[LineNotRead, ...]


def read_codes(workplace: Workplace, content: bytes, on: date | None = None) -> CodesRead:
    """Return the codes of a file.

    Args:
        workplace: its code book knows the codes.
        content: CSV, text with one code a line, JSON, or a FHIR ValueSet.
        on: day of service by which a code that could be of several systems is read; None for today.

    Raises:
        InputError: the file cannot be read at all.
    """
    file = read_code_lines(content)
    day = on or workplace.today
    codes: dict[Code, ListedCode] = {}
    first_line: dict[Code, int] = {}
    not_read: list[LineNotRead] = []
    for line in file.lines:
        found = _found(workplace, line, day)
        if isinstance(found, LineNotRead):
            not_read.append(found)
        elif found in codes:
            not_read.append(LineNotRead(line.line, line.code, f"repeats line {first_line[found]}; kept once"))
        else:
            remark = _one_line(line.remark)
            if len(remark) > LONGEST_REMARK:
                not_read.append(LineNotRead(line.line, line.code, f"its remark was cut at {LONGEST_REMARK} characters"))
            codes[found], first_line[found] = ListedCode(found, remark[:LONGEST_REMARK].rstrip()), line.line
    name, description = _one_line(file.name)[:120].rstrip(), file.description.strip()[:2000]
    return CodesRead(file.form, name, description, len(file.lines), tuple(codes.values()), tuple(not_read))


def _found(workplace: Workplace, line: CodeLine, day: date) -> Code | LineNotRead:
    if line.fault:
        return LineNotRead(line.line, line.code[:40], line.fault)
    system = system_named(line.system) if line.system else None
    if line.system and system is None:
        return LineNotRead(line.line, line.code[:40], f"its system {line.system[:40]!r} is none that Codewell knows")
    try:
        return workplace.book.resolve(line.code, on=day, system=system)[0]
    except CodewellError as refused:
        suggestions: tuple[str, ...] = getattr(refused, "suggestions", ())
        return LineNotRead(line.line, line.code[:40], refused.message, suggestions[:5])


def _one_line(words: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())
