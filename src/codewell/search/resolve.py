"""From what a wording leads to, to the codes that can be submitted on the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from codewell.kernel.codes import CodeSystem
from codewell.search.codes import CodeTable, OnDay
from codewell.search.injuries import names_site, trimester
from codewell.search.intents import INTENTS, chosen_column
from codewell.search.postings import Postings
from codewell.search.query import Question, Variant
from codewell.search.stems import words
from codewell.search.tokens import Phase, Side

_FALLING = (1.0, 0.9, 0.85)

_SIDE_GAIN = {
    Side.NONE: (0.0, -2.0, -2.0, -1.0, 1.0),
    Side.RIGHT: (0.0, 8.0, -8.0, -4.0, -1.0),
    Side.LEFT: (0.0, -8.0, 8.0, -4.0, -1.0),
    Side.BILATERAL: (0.0, -4.0, -4.0, 8.0, -1.0),
    Side.UNSPECIFIED: (0.0, -2.0, -2.0, -1.0, 2.0),
}
_SURE = 0.89
"""A word of the query, its correction or its synonym may choose between codes; kin of it may not."""

_LITTLE_SAID = tuple(words("clos open type 1 2 3a 3b 3c routin heal delay unilateral uncomplicat singl"))
_OF_ENCOUNTER = frozenset({"open", "delay", "nonunion", "malunion", "routin", "heal", "clos"})
_LITTLE = -0.5
"""Words of seventh characters and usual forms: each says equally little, so that the first listed code wins."""

_SIDELESS = 0.82
_SIDELESS_SIDES = frozenset({Side.NONE, Side.UNSPECIFIED})
_NO_PHASE = int(Phase.NONE)
_UNASKED_INTENT = 0.75
_TRIMESTER = 6.0
"""More than a code gains by leaving the trimester open."""

_CAUSES = frozenset("VWXY")
_CAUSE_OF_SITE = 0.8
_NEWBORN = frozenset({"newborn", "neonat", "neonatal", "prematurity"})
_NEWBORN_CHAPTERS = frozenset("OPQZ")
_NOT_NEWBORN = 0.93


@dataclass(frozen=True, slots=True)
class Found:
    """A code that can be submitted, and how well it carries over the wording's score.

    Attributes:
        row: of the code table.
        share: factor on the wording's score.
    """

    row: int
    share: float


class Resolver:
    """Answers for one question on one day and one system; remembers what it worked out for a header.

    Args:
        table: the system's codes.
        postings: for the tokens' weights.
        question: side and encounter asked for.
        variant: the reading, whose words decide between codes below a header.
        day: the era asked about.
    """

    def __init__(self, table: CodeTable, postings: Postings, question: Question, variant: Variant, day: OnDay) -> None:
        self._table, self._question, self._day = table, question, day
        worth = -0.5 * postings.rarity
        for little in _LITTLE_SAID:
            if little in postings.numbers:
                worth[postings.numbers[little]] = _LITTLE
        self._slots = tuple(
            (tuple(token for token, _ in slot.alternatives), tuple(a for a in slot.alternatives if a[1] >= _SURE), slot.weight)
            for slot in variant.slots
        )
        for every, sure, weight in self._slots:
            worth[list(every)] = 0.0
            for token, likely in sure:
                worth[token] = 1.5 * likely * weight
        self._worth = worth
        self._side = np.array(_SIDE_GAIN[question.side], np.float32)
        self._intent = chosen_column(INTENTS, variant.tokens | question.tokens)
        self._postings = postings
        self._is_sided = question.side not in _SIDELESS_SIDES
        self._wanted_phase = question.phase or Phase.INITIAL
        self._chooses_encounter = bool(question.phase) or not variant.tokens.isdisjoint(_OF_ENCOUNTER)
        self._names_site = names_site(question.tokens | variant.tokens)
        self._names_newborn = not question.tokens.isdisjoint(_NEWBORN)
        ordinal = trimester(question.written)
        self._trimester = postings.numbers.get(ordinal) if ordinal else None
        self._known: dict[int, tuple[Found, ...]] = {}

    def codes(self, target: int) -> tuple[Found, ...]:
        """Return the codes that a target leads to, best first; empty where none of them is in force."""
        found = self._known.get(target)
        if found is None:
            found = self._known[target] = tuple(self._resolve(target))
        return found

    def _resolve(self, target: int) -> Iterator[Found]:
        start, end, is_listed = self._postings.span(target)
        if start == end:
            return
        bit = np.uint64(1 << self._day.era)
        row = start if is_listed else None
        if row is not None and self._day.holds(int(self._table.billable[row])):
            refined = self._refined(self._with_intent(row))
            yield Found(refined, self._share(refined))
            return
        if row is not None and not self._chooses_encounter:
            initial = int(self._table.initial[row])
            if initial >= 0 and self._day.holds(int(self._table.billable[initial])):
                yield Found(initial, self._share(initial))
                return
        rows = np.flatnonzero(self._table.billable[start:end] & bit) + start
        rows = self._of_phase(rows)
        if not len(rows):
            return
        gains = self._gains(rows, row)
        order = np.argsort(-gains, kind="stable").tolist()
        for share, found in zip(_FALLING, self._one_per_injury(rows[order].tolist()), strict=False):
            yield Found(found, share * self._share(found))

    def _gains(self, rows: NDArray[np.int64], header: int | None) -> NDArray[np.float32]:
        """Return how well each code below a header fits: the query's words, its side, its encounter, the least said beyond."""
        table = self._table
        worth = self._worth
        if header is not None:
            worth = worth.copy()
            said = table.tokens[table.token_offsets[header] : table.token_offsets[header + 1]]
            named = {token: worth[token] for token in said.tolist() if worth[token] > 0}
            worth[said] = 0
            already = set(said.tolist())
            for every, _, _ in self._slots:
                if not already.isdisjoint(every):
                    worth[list(every)] = 0
            for token, gain in named.items():
                worth[token] = gain
        if self._trimester is not None and table.text_of(int(rows[0])).startswith("O"):
            worth = worth.copy()
            worth[self._trimester] = _TRIMESTER
        first, last = int(rows[0]), int(rows[-1]) + 1
        offsets = table.token_offsets[first : last + 1].astype(np.int64)
        sums = np.concatenate([[0.0], np.cumsum(worth[table.tokens[offsets[0] : offsets[-1]]])])
        inside = rows - first
        offsets = offsets - offsets[0]
        gains: NDArray[np.float32] = (sums[offsets[inside + 1]] - sums[offsets[inside]]).astype(np.float32)
        gains += self._side[table.side[rows]]
        unspecified = table.unspecified[rows]
        gains += 2.5 * unspecified
        if unspecified.any() and not self._question.other:
            gains -= 2.0 * table.residual[rows]
        elif not unspecified.any():
            gains += 1.5 * table.residual[rows]
        return gains

    def _one_per_injury(self, rows: list[int]) -> Iterator[int]:
        """Yield the rows without further seventh characters of a code that was yielded already."""
        seen: set[str] = set()
        for row in rows:
            stem = self._table.text_of(row)[:6] if self._table.phase[row] else self._table.text_of(row)
            if stem not in seen:
                seen.add(stem)
                yield row

    def _of_phase(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Leave out the codes of other encounters than the one asked for, the initial one where none is."""
        phases = self._table.phase[rows]
        wanted = phases == self._wanted_phase
        return rows[wanted | (phases == _NO_PHASE)] if wanted.any() else rows

    def _share(self, row: int) -> float:
        """Return what is left of a wording's score for a code of another side, intent, kind or time of life than asked for."""
        return self._side_share(row) * self._intent_share(row) * self._place_share(row)

    def _place_share(self, row: int) -> float:
        """Return less than one for a cause where a part of the body is named, and for later life where a newborn is."""
        if self._table.system is not CodeSystem.ICD10CM:
            return 1.0
        chapter = self._table.text_of(row)[0]
        if self._names_site and chapter in _CAUSES:
            return _CAUSE_OF_SITE
        return _NOT_NEWBORN if self._names_newborn and chapter not in _NEWBORN_CHAPTERS else 1.0

    def _side_share(self, row: int) -> float:
        """Return less than one for a code without side where the query names one and the category has codes for it."""
        if not self._is_sided or self._table.side[row] not in _SIDELESS_SIDES:
            return 1.0
        return _SIDELESS if int(self._table.category_sides[row]) >> self._question.side & 1 else 1.0

    def _with_intent(self, row: int) -> int:
        """Move a poisoning to the intent that the query names; the sixth character of T36-T65 tells it."""
        code = self._table.text_of(row)
        number, asked = self._intent
        if not asked or number == 0 or self._table.system is not CodeSystem.ICD10CM or not "T36" <= code[:3] <= "T65":
            return row
        other = self._table.row(f"{code[:5]}{number + 1}{code[6:]}") if len(code) == 7 else None
        return other if other is not None and self._day.holds(int(self._table.billable[other])) else row

    def _intent_share(self, row: int) -> float:
        """Return less than one for a poisoning of an intent that nobody asked for."""
        code = self._table.text_of(row)
        if self._intent[1] and self._intent[0]:
            return 1.0
        unasked = len(code) == 7 and "T36" <= code[:3] <= "T65" and code[5] in "234" and self._table.system is CodeSystem.ICD10CM
        return _UNASKED_INTENT if unasked else 1.0

    def _refined(self, row: int) -> int:
        """Move to the sibling of the side and encounter asked for, where the code's words differ in nothing else."""
        table, question = self._table, self._question
        if self._is_sided and table.side[row] != question.side:
            sibling = int(table.siblings[row, question.side])
            if sibling >= 0 and self._day.holds(int(table.billable[sibling])):
                row = sibling
        if question.phase and table.phase[row] and table.phase[row] != question.phase:
            start, end = table.below(table.text_of(row)[:6])
            rows = np.arange(start, end)
            rows = self._of_phase(rows[(table.billable[rows] >> np.uint64(self._day.era)) & np.uint64(1) != 0])
            if len(rows):
                row = int(rows[np.argmax(self._gains(rows, None))])
        return row
