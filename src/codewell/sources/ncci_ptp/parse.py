"""Rows of the PTP files. Millions of them: a value is checked when it is first seen and then only looked up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.files import PublishedFile
from codewell.sources.ncci_ptp import layout
from codewell.sources.procedure_codes import procedure_code
from codewell.sources.reading import day_of

_INDICATORS = {"0": 0, "1": 1, "9": 9}
_OLD = {"": 0, "*": 1}


class Seen:
    """What cells of one column become, each distinct cell checked once.

    Args:
        check: turns a cell not seen before into its value, or raises.
    """

    __slots__ = ("_check", "_values")

    def __init__(self, check: Callable[[str, int], str | None]) -> None:
        self._check = check
        self._values: dict[str, str | None] = {}

    def __call__(self, cell: str, line: int) -> str | None:
        """Return the value of a cell."""
        try:
            return self._values[cell]
        except KeyError:
            value = self._values[cell] = self._check(cell, line)
            return value


def parse_edits(file: PublishedFile) -> Iterator[Row]:
    """Yield one row per edit in file order.

    Raises:
        PublisherFileError: the header differs, or a row is not as the layout says.
    """
    lines = file.lines("latin-1")
    _, first = next(lines, (1, ""))
    if tuple(_cells(first)) == layout.FLAT_HEADER:
        yield from _flat(file.name, lines)
        return
    _check_header(file.name, lines)
    yield from _official(file.name, lines)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.rstrip("\r\n").split("\t")]


def _check_header(file: str, lines: Iterator[tuple[int, str]]) -> None:
    next(lines, None)
    for expected in layout.HEADER:
        number, line = next(lines, (layout.FIRST_HEADER_LINE, ""))
        found = _cells(line)
        for column, name in enumerate(expected):
            cell = found[column] if column < len(found) else "no such column"
            if cell != name:
                raise PublisherFileError(
                    file=file, line=number, column=column + 1, expected=f"header {name!r}", found=cell or "nothing"
                )


def _official(file: str, lines: Iterator[tuple[int, str]]) -> Iterator[Row]:
    code, day, words = Seen(_code_check(file)), Seen(_day_check(file)), Seen(_words_check(file))
    for number, line in lines:
        try:
            column_1, column_2, old, effective, deleted, indicator, rationale = line.split("\t")
            yield (
                code(column_1, number),
                code(column_2, number),
                _OLD[old],
                day(effective, number),
                day(deleted, number),
                _INDICATORS[indicator],
                words(rationale, number),
            )
        except (ValueError, KeyError):
            if line.strip("\t \x1a"):
                raise _misfit(file, number, line, len(layout.HEADER[0])) from None


def _flat(file: str, lines: Iterator[tuple[int, str]]) -> Iterator[Row]:
    code, day, words = Seen(_code_check(file)), Seen(_day_check(file)), Seen(_words_check(file))
    for number, line in lines:
        try:
            column_1, column_2, deleted, indicator, rationale = line.split("\t")
            yield (
                code(column_1, number),
                code(column_2, number),
                None,
                None,
                day(deleted, number),
                _INDICATORS[indicator],
                words(rationale, number),
            )
        except (ValueError, KeyError):
            if line.strip("\t \x1a"):
                raise _misfit(file, number, line, len(layout.FLAT_HEADER)) from None


def _code_check(file: str) -> Callable[[str, int], str]:
    return lambda cell, line: procedure_code(cell, file=file, line=line, column="code")


def _day_check(file: str) -> Callable[[str, int], str | None]:
    def check(cell: str, line: int) -> str | None:
        if cell == "*":
            return None
        if not re.fullmatch(r"\d{8}|\d{4}-\d\d-\d\d", cell):
            raise PublisherFileError(file=file, line=line, column="date", expected="a day YYYYMMDD or *", found=cell or "nothing")
        return day_of(cell, file=file, line=line, column="date").isoformat()

    return check


def _words_check(file: str) -> Callable[[str, int], str]:
    def check(cell: str, line: int) -> str:
        if not cell.strip():
            raise PublisherFileError(file=file, line=line, column="rationale", expected="a rationale", found="nothing")
        return cell.strip()

    return check


def _misfit(file: str, line: int, text: str, width: int) -> PublisherFileError:
    cells = text.split("\t")
    if len(cells) != width:
        return PublisherFileError(file=file, line=line, expected=f"{width} cells", found=f"{len(cells)} cells")
    indicator = cells[-2]
    if indicator not in _INDICATORS:
        return PublisherFileError(
            file=file, line=line, column="modifier indicator", expected="0, 1 or 9", found=indicator or "nothing"
        )
    return PublisherFileError(file=file, line=line, column=3, expected="* or nothing", found=cells[2])
