"""PTP edits between the lines of many claims, found in one vectorised pass for each table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from codewell.edits.reference import ClaimReference, Missing, Need, PtpTable
from codewell.edits.triggers import PTP_PAIR, PTP_UNKNOWN
from codewell.edits.views import PtpPair
from codewell.kernel.claims import Claim, Setting

Numbers = npt.NDArray[np.int64]
Column = tuple[int, int, int, int]
"""A line: number of its code in the table, ordinal of its day, number of the table, number of who rendered it."""

_NO_CODE = -2
_NOT_IN_TABLE = -1
_MOST_RENDERERS = 1_000_000


class Paired:
    """What the PTP tables say of a claim, by the places of its lines.

    Args:
        found: column two line, column one line, table and row of each edit.
        unknown: two lines whose pair could not be looked up, and what is missing.
    """

    __slots__ = ("_found", "_unknown")

    def __init__(
        self, found: Sequence[tuple[int, int, PtpTable, int]] = (), unknown: Sequence[tuple[int, int, Missing]] = ()
    ) -> None:
        self._found, self._unknown = found, unknown

    @property
    def triggers(self) -> int:
        """Triggers of claim edits that this sets off."""
        return (PTP_PAIR if self._found else 0) | (PTP_UNKNOWN if self._unknown else 0)

    def pairs(self, claim: Claim) -> tuple[PtpPair, ...]:
        """Return the edits, by the place of the column two line, then the column one line."""
        lines = claim.lines
        return tuple(
            [
                PtpPair(lines[first], lines[second], table.edit(row))
                for second, first, table, row in sorted(self._found, key=lambda one: one[:2])
            ]
        )

    def unpaired(self, claim: Claim) -> tuple[tuple[tuple[int, ...], Missing], ...]:
        """Return the numbers of lines whose pairs could not be looked up, with what is missing."""
        by_missing: dict[Missing, set[int]] = {}
        for first, second, missing in sorted(self._unknown, key=lambda one: one[:2]):
            by_missing.setdefault(missing, set()).update((claim.lines[first].number, claim.lines[second].number))
        return tuple([(tuple(sorted(numbers)), missing) for missing, numbers in by_missing.items()])


UNPAIRED = Paired()


class PairColumns:
    """Finds the PTP edits between lines of one day and, outside hospitals, of one rendering provider.

    Args:
        setting: decides the table and whether the renderer counts.
        reference: holds the tables.
    """

    def __init__(self, setting: Setting, reference: ClaimReference) -> None:
        self._setting, self._reference = setting, reference
        self._by_renderer = not setting.is_institutional
        self._tables: list[PtpTable | Missing] = []
        self._days: dict[date, tuple[int, int, Mapping[str, int]]] = {}
        self._renderers: dict[str, int] = {"": 0}

    def at(self, day: date) -> tuple[int, int, Mapping[str, int]]:
        """Return the ordinal of a day, the number of the table that answers on it, and the numbers of its codes."""
        at = self._days.get(day)
        if at is None:
            table = self._reference.ptp(self._setting, day)
            number = next((n for n, known in enumerate(self._tables) if known is table), len(self._tables))
            if number == len(self._tables):
                self._tables.append(table)
            at = self._days[day] = day.toordinal(), number, {} if isinstance(table, Missing) else table.numbers
        return at

    def code_on(self, procedure: str, day: date) -> int:
        """Return the number of a procedure in the table of a day."""
        return self.at(day)[2].get(procedure, _NOT_IN_TABLE) if procedure else _NO_CODE

    def renderer(self, npi: str) -> int:
        """Return a number for who rendered a line; it is compared within a batch only."""
        return self._renderers.setdefault(npi, len(self._renderers)) if self._by_renderer else 0

    def column(self, procedure: str, day: date, renderer: str) -> Column:
        """Return a line as the pass over many reads it."""
        ordinal, table, numbers = self.at(day)
        code = numbers.get(procedure, _NOT_IN_TABLE) if procedure else _NO_CODE
        return code, ordinal, table, self.renderer(renderer)

    def paired(self, claims: Sequence[Claim]) -> list[Paired]:
        """Return what the tables say of each claim."""
        columns: list[int] = []
        codes: list[str] = []
        for claim in claims:
            for line in claim.lines:
                columns += self.column(line.procedure, line.date_of_service, claim.renderer_of(line))
                codes.append(line.procedure)
        return self.found([len(claim.lines) for claim in claims], columns, codes)

    def found(self, counts: Sequence[int], columns: Sequence[int], codes: Sequence[str]) -> list[Paired]:
        """Return what the tables say of each claim.

        Args:
            counts: lines of each claim.
            columns: the `column` of every line, one after the other.
            codes: procedure codes of the lines.
        """
        if len(self._renderers) > _MOST_RENDERERS:
            self._renderers = {"": 0}
        lines = np.array(columns, dtype=np.int64).reshape(-1, 4)
        code, day, table, renderer = (np.ascontiguousarray(lines[:, n]) for n in range(4))
        sizes = np.array(counts, dtype=np.int64)
        firsts, seconds = _ordered_pairs(sizes)
        together = (day[firsts] == day[seconds]) & (renderer[firsts] == renderer[seconds])
        together &= (code[firsts] > _NO_CODE) & (code[seconds] > _NO_CODE)
        firsts, seconds = firsts[together], seconds[together]
        claim_of = np.repeat(np.arange(len(sizes)), sizes)
        starts = (np.cumsum(sizes) - sizes)[claim_of]
        found: dict[int, list[tuple[int, int, PtpTable, int]]] = {}
        unknown: dict[int, list[tuple[int, int, Missing]]] = {}
        for number in np.unique(table).tolist():
            answers = self._tables[number]
            mine = table[firsts] == number
            first, second = firsts[mine], seconds[mine]
            if isinstance(answers, Missing):
                held, missing = np.zeros(len(first), dtype=bool), answers
            else:
                rows = answers.edits_of(code[first], code[second], day[first])
                held = rows >= 0
                told = (claim_of[first], second - starts[second], first - starts[first], rows)
                for claim, b, a, row in zip(*(one[held].tolist() for one in told), strict=True):
                    found.setdefault(claim, []).append((b, a, answers, row))
                if answers.whole:
                    continue
                reason = f"Only an excerpt of {answers.release} is loaded, and it does not hold every pair of these lines."
                missing = Missing(Need.PAIRS, reason, answers.release, excerpt=True)
            for a, b in _unanswered(first, second, held, code, codes):
                claim = int(claim_of[a])
                unknown.setdefault(claim, []).append((a - int(starts[a]), b - int(starts[b]), missing))
        return [
            Paired(found.get(n, ()), unknown.get(n, ())) if n in found or n in unknown else UNPAIRED for n in range(len(counts))
        ]


def _ordered_pairs(sizes: Numbers) -> tuple[Numbers, Numbers]:
    """Return both lines of every ordered pair of lines of one claim, given how many lines the claims have."""
    starts = np.cumsum(sizes) - sizes
    firsts, seconds = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for size in np.unique(sizes[sizes > 1]).tolist():
        one, other = _permutations(size)
        begin = starts[sizes == size][:, None]
        firsts.append((begin + one).ravel())
        seconds.append((begin + other).ravel())
    return np.concatenate(firsts), np.concatenate(seconds)


def _unanswered(
    first: Numbers, second: Numbers, held: npt.NDArray[np.bool_], code: Numbers, codes: Sequence[str]
) -> Iterable[tuple[int, int]]:
    """Yield the pairs of different codes, each once, that stand in the table in neither order."""
    size = len(codes) + 1
    low, high = np.minimum(first, second), np.maximum(first, second)
    keys = low * size + high
    wanted = (first < second) & ~np.isin(keys, keys[held])
    wanted &= (code[first] != code[second]) | (code[first] == _NOT_IN_TABLE)
    for a, b in zip(first[wanted].tolist(), second[wanted].tolist(), strict=True):
        if codes[a] != codes[b]:
            yield a, b


@lru_cache(maxsize=64)
def _permutations(size: int) -> tuple[Numbers, Numbers]:
    """Return both places of every ordered pair of different places below `size`."""
    one, other = np.divmod(np.arange(size * size, dtype=np.int64), size)
    return one[one != other], other[one != other]
