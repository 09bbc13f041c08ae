"""The TOML at the head of a written page with the lines it came from."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from typing import Any

from codewell.codebook.written.faults import PageFault
from codewell.kernel.codes import Code, possible_codes

_TOML_PLACE = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")


class StatedToml:
    """The parsed TOML, collecting faults with their lines.

    Args:
        file: name of the file.
        lines: the TOML.
        first_number: line of the file that `lines` begins with.
    """

    def __init__(self, file: str, lines: list[str], first_number: int) -> None:
        self.file, self.lines, self.first = file, lines, first_number
        self.faults: list[PageFault] = []
        self.values: dict[str, Any] = {}
        try:
            self.values = tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError as fault:
            place = re.search(r"at line (\d+)", str(fault))
            number = int(place[1]) + first_number - 1 if place else first_number
            self.fault(number, f"The front matter is not TOML: {_TOML_PLACE.sub('', str(fault))}.")

    def fault(self, number: int, sentence: str) -> None:
        """Keep a fault of a line of the file."""
        self.faults.append(PageFault(self.file, number, sentence))

    def at(self, *words: str) -> int:
        """Return the first line that holds all the words, else the first line of the file."""
        for number, line in enumerate(self.lines, start=self.first):
            if all(word in line for word in words):
                return number
        return 1

    def line_of(self, name: str) -> int:
        """Return the line on which a field begins, else the first line of the file."""
        begin = re.compile(rf"\s*(?:\[+\s*)?\"?{re.escape(name)}\"?\s*[=\]]")
        for number, line in enumerate(self.lines, start=self.first):
            if begin.match(line):
                return number
        return 1

    def field(self, name: str, kind: type, asked: str, *, optional: bool = False) -> Any:
        """Return a field's value if it is of its kind; None with a fault where it is not, or is missing and not optional."""
        value = self.values.get(name)
        if value is None:
            if not optional:
                self.fault(1, f"The field {name} is missing: {asked}.")
            return None
        if not isinstance(value, kind) or isinstance(value, bool | datetime) or value in ("", [], 0):
            self.fault(self.line_of(name), f"The field {name} must be {asked}.")
            return None
        return value


def code_of(text: str) -> Code | None:
    """Return the code that a page means: a procedure code, or a diagnosis written with its dot."""
    found = possible_codes(text)
    return found[0] if found and str(found[0]) == text else None
