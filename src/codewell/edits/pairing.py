"""PTP edits between the lines of many claims, found in one vectorised pass for each table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from codewell.edits.reference import ClaimReference, Missing, Need, PtpTable
from codewell.edits.views import PtpPair
from codewell.kernel.claims import Claim, Setting


@dataclass(frozen=True, slots=True)
class Paired:
    """What the PTP tables say of a claim.

    Args:
        pairs: edits between its lines, by the place of the column two line, then the column one line.
        unpaired: lines whose pairs could not be looked up, with what is missing.
    """

    pairs: tuple[PtpPair, ...] = ()
    unpaired: tuple[tuple[tuple[int, ...], Missing], ...] = ()


UNPAIRED = Paired()


def paired(claims: Sequence[Claim], setting: Setting, reference: ClaimReference) -> list[Paired]:
    """Return for each claim the PTP edits between lines of one day and, outside hospitals, of one rendering provider.

    Args:
        claims: of one setting.
        setting: decides the table and whether the renderer counts.
        reference: holds the tables.
    """
    lines = _Lines(claims, setting, reference)
    firsts, seconds = lines.candidates()
    found: dict[int, list[tuple[int, int, PtpTable, int]]] = {}
    unknown: dict[int, list[tuple[int, int, Missing]]] = {}
    for number, table in enumerate(lines.tables):
        mine = lines.table[firsts] == number
        first, second = firsts[mine], seconds[mine]
        if isinstance(table, Missing):
            lines.note(unknown, first, second, table)
            continue
        rows = table.edits_of(lines.code[first], lines.code[second], lines.day[first])
        for hit in np.flatnonzero(rows >= 0).tolist():
            a, b = int(first[hit]), int(second[hit])
            found.setdefault(int(lines.claim[a]), []).append((b, a, table, int(rows[hit])))
        if not table.whole:
            known = {frozenset((int(first[n]), int(second[n]))) for n in np.flatnonzero(rows >= 0).tolist()}
            reason = f"Only an excerpt of {table.release} is loaded, and it does not hold every pair of these lines."
            lines.note(unknown, first, second, Missing(Need.PAIRS, reason, table.release, excerpt=True), known)
    return [lines.result(n, found.get(n), unknown.get(n)) for n in range(len(claims))]


class _Lines:
    """The lines of a batch as arrays: claim, code, day, table and renderer of each."""

    def __init__(self, claims: Sequence[Claim], setting: Setting, reference: ClaimReference) -> None:
        self._claims, self.tables = claims, list[PtpTable | Missing]()
        by_renderer = not setting.is_institutional
        claim, code, day, table, renderer, place = (list[int]() for _ in range(6))
        days: dict[date, tuple[int, int, Mapping[str, int]]] = {}
        renderers: dict[str, int] = {}
        numbers: dict[int, int] = {}
        for number, one in enumerate(claims):
            for order, line in enumerate(one.lines):
                at = days.get(line.date_of_service)
                if at is None:
                    answer = reference.ptp(setting, line.date_of_service)
                    known = numbers.setdefault(id(answer), len(self.tables))
                    if known == len(self.tables):
                        self.tables.append(answer)
                    codes: Mapping[str, int] = {} if isinstance(answer, Missing) else answer.numbers
                    at = days[line.date_of_service] = (line.date_of_service.toordinal(), known, codes)
                claim.append(number)
                place.append(order)
                day.append(at[0])
                table.append(at[1])
                code.append(at[2].get(line.procedure, -1) if line.procedure else -2)
                renderer.append(renderers.setdefault(one.renderer_of(line), len(renderers)) if by_renderer else 0)
        self.claim, self.code, self.day, self.table, self.renderer, self.place = (
            np.array(column, dtype=np.int64) for column in (claim, code, day, table, renderer, place)
        )

    def candidates(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return ordered pairs of lines of one claim, day and renderer, both with a procedure code."""
        counts = np.array([len(claim.lines) for claim in self._claims], dtype=np.int64)
        starts = np.concatenate(([0], np.cumsum(counts)[:-1])) if len(counts) else counts
        firsts, seconds = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for size in np.unique(counts[counts > 1]).tolist():
            one, other = _permutations(size)
            begin = starts[counts == size][:, None]
            firsts.append((begin + one).ravel())
            seconds.append((begin + other).ravel())
        first, second = np.concatenate(firsts), np.concatenate(seconds)
        together = (self.day[first] == self.day[second]) & (self.renderer[first] == self.renderer[second])
        together &= (self.code[first] > -2) & (self.code[second] > -2)
        return first[together], second[together]

    def note(
        self,
        unknown: dict[int, list[tuple[int, int, Missing]]],
        first: npt.NDArray[np.int64],
        second: npt.NDArray[np.int64],
        missing: Missing,
        known: frozenset[frozenset[int]] | set[frozenset[int]] = frozenset(),
    ) -> None:
        """Remember pairs that nothing answers for, each once, except those `known`; equal codes are no pair."""
        for a, b in zip(first.tolist(), second.tolist(), strict=True):
            if a < b and frozenset((a, b)) not in known and self._procedure(a) != self._procedure(b):
                unknown.setdefault(int(self.claim[a]), []).append((a, b, missing))

    def _procedure(self, line: int) -> str:
        procedure: str = self._claims[self.claim[line]].lines[self.place[line]].procedure
        return procedure

    def result(
        self, number: int, found: list[tuple[int, int, PtpTable, int]] | None, unknown: list[tuple[int, int, Missing]] | None
    ) -> Paired:
        """Return what was found for one claim."""
        if found is None and unknown is None:
            return UNPAIRED
        lines = self._claims[number].lines
        pairs = tuple(
            PtpPair(lines[self.place[first]], lines[self.place[second]], table.edit(row))
            for second, first, table, row in sorted(found or (), key=lambda one: one[:2])
        )
        by_missing: dict[Missing, set[int]] = {}
        for a, b, missing in unknown or ():
            by_missing.setdefault(missing, set()).update((lines[self.place[a]].number, lines[self.place[b]].number))
        return Paired(pairs, tuple((tuple(sorted(numbers)), missing) for missing, numbers in by_missing.items()))


@lru_cache(maxsize=64)
def _permutations(size: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return both places of every ordered pair of different places below `size`."""
    one, other = np.divmod(np.arange(size * size, dtype=np.int64), size)
    return one[one != other], other[one != other]
