"""The text of a page in reading order, each character knowing the glyphs that show it.

Producers place words, letters and lines in any order and split them anywhere; what a person reads depends on places only.
Glyphs that follow one another on the page become runs, runs become lines by their baseline, lines are read downwards.
House policy, decision 20: a page is read across its whole width, because forms put a label and its value side by side;
it is read column by column only where both columns hold long lines of prose.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from codewell.documents.pdf.glyphs import Glyph, Show

_WORD_GAP = 0.14
"""Parts of the font size between two glyphs that make a space; Times' own space is 0.25, tight tracking stays below 0.1."""
_WIDE_GAP = 1.5
_SAME_LINE = 0.5
_SET_APART, _SET_APART_GAPS, _SET_APART_WIDTH = 2, 4, 0.6
"""Letters set apart: runs of so many letters (a kerned pair is one run), so many gaps in a row, each below that part of the
size. Wider ones are columns of a table, whose digits must not become one number."""
_SHADOW = 0.2
_GUTTER = 0.8
_COLUMN_LINES = 6
_COLUMN_CHARACTERS = 25


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page.

    Args:
        text: in reading order.
        owners: for each character the glyphs that show it; none for spaces and line ends that only the places tell.
    """

    text: str
    owners: tuple[tuple[Glyph, ...], ...]


@dataclass(slots=True, eq=False)
class _Run:
    """Glyphs that follow one another along a baseline; `along` and `across` are coordinates turned so that it is level."""

    along: float
    across: float
    size: float
    end: float = 0.0
    letters: list[tuple[str, list[Glyph]]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.letters)


def text_of_page(glyphs: Iterable[Glyph]) -> PageText:
    """Return the text that glyphs show, by their places; glyphs that say nothing certain are passed over."""
    turned: dict[int, list[_Run]] = {}
    for angle, runs in _runs(glyphs):
        turned.setdefault(angle, []).extend(runs)
    letters: list[tuple[str, tuple[Glyph, ...]]] = []
    for _, runs in sorted(turned.items(), key=lambda one: -sum(len(run.letters) for run in one[1])):
        if letters:
            letters.append(("\n\n", ()))
        letters.extend(_read(_without_shadows(runs)))
    owners = tuple(owner for text, owner in letters for _ in text)
    return PageText("".join(text for text, _ in letters), owners)


def _runs(glyphs: Iterable[Glyph]) -> Iterable[tuple[int, list[_Run]]]:
    current: _Run | None = None
    operator: Show | None = None
    angle, turn, size, cosine, sine = 0, 0, 1.0, 1.0, 0.0
    for glyph in glyphs:
        text = glyph.text
        if text is None:
            continue
        if glyph.show is not operator:
            operator = glyph.show
            angle, size = operator.angle, operator.height or 1.0
            cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        along, across = glyph.x * cosine + glyph.y * sine, glyph.y * cosine - glyph.x * sine
        end = glyph.end_x * cosine + glyph.end_y * sine
        if current is not None and angle == turn and _follows(current, along, across, size):
            if not _is_shadow(current, glyph):
                current.letters.append((text, [glyph]))
                current.end = end
            continue
        turn = angle
        current = _Run(along, across, size, end, [(text, [glyph])])
        yield angle, [current]


def _follows(run: _Run, along: float, across: float, size: float) -> bool:
    level = abs(across - run.across) <= 0.05 * size + 0.01
    return level and -0.6 * size <= along - run.end <= _WORD_GAP * size and abs(size - run.size) < 0.3 * size


def _is_shadow(run: _Run, glyph: Glyph) -> bool:
    """Take a glyph that is drawn again almost in its own place (a bold face of poor men) as the same letter."""
    text, owners = run.letters[-1]
    if text != glyph.text or text == " ":
        return False
    before = owners[0]
    if math.hypot(glyph.x - before.x, glyph.y - before.y) > _SHADOW * run.size * 0.75:
        return False
    owners.append(glyph)
    return True


def _without_shadows(runs: list[_Run]) -> list[_Run]:
    """Join runs that are drawn twice in one place."""
    kept: list[_Run] = []
    seen: dict[tuple[str, int, int], _Run] = {}
    for run in runs:
        text, step = run.text, max(run.size * _SHADOW * 2, 0.01)
        column, row = round(run.along / step), round(run.across / step)
        near = ((text, column + x, row + y) for x in (0, -1, 1) for y in (0, -1, 1))
        twin = next((seen[key] for key in near if key in seen), None) if text.strip() else None
        if twin is not None and len(twin.letters) == len(run.letters):
            for (_, owners), (_, more) in zip(twin.letters, run.letters, strict=True):
                owners.extend(more)
            continue
        seen[(text, column, row)] = run
        kept.append(run)
    return kept


def _read(runs: list[_Run]) -> Iterable[tuple[str, tuple[Glyph, ...]]]:
    previous: float | None = None
    for line in _in_columns(_lines(runs)):
        if previous is not None:
            gap = abs(previous - line[0].across)
            yield ("\n\n" if gap > 1.9 * max(run.size for run in line) else "\n"), ()
        previous = line[0].across
        yield from _letters(line)


def _lines(runs: list[_Run]) -> list[list[_Run]]:
    lines: list[list[_Run]] = []
    for run in sorted(runs, key=lambda one: -one.across):
        last = lines[-1][0] if lines else None
        if last is not None and last.across - run.across <= _SAME_LINE * max(run.size, last.size):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [sorted(line, key=lambda one: one.along) for line in lines]


def _letters(line: Sequence[_Run]) -> Iterable[tuple[str, tuple[Glyph, ...]]]:
    before: _Run | None = None
    for run, usual in zip(line, _usual_gaps(line), strict=True):
        if before is not None:
            size = min(run.size, before.size)
            gap = run.along - before.end
            spaced = before.letters[-1][0] == " " or run.letters[0][0] == " "
            if gap > _WIDE_GAP * size:
                yield "   ", ()
            elif not spaced and (gap > max(_WORD_GAP * size, 1.6 * usual) or gap < -0.6 * size):
                yield " ", ()
        before = run
        for text, owners in run.letters:
            yield text, tuple(owners)


def _usual_gaps(line: Sequence[_Run]) -> list[float]:
    """Return for each run the usual gap before it, where letters are set apart one by one; 0 elsewhere."""
    usual = [0.0] * len(line)
    at = 0
    while at < len(line):
        end = at
        while end < len(line) and len(line[end].letters) <= _SET_APART:
            end += 1
        gaps = sorted(after.along - before.end for before, after in pairwise(line[at:end]) if before.text != " " != after.text)
        middle = gaps[len(gaps) // 2] if len(gaps) >= _SET_APART_GAPS else 0.0
        if 0 < middle < _SET_APART_WIDTH * line[at].size:
            usual[at + 1 : end] = [middle] * (end - at - 1)
        at = end + 1
    return usual


def _in_columns(lines: list[list[_Run]]) -> list[list[_Run]]:
    """Return the lines of two columns of prose one column after the other; all others as they are."""
    read: list[list[_Run]] = []
    at = 0
    while at < len(lines):
        gutter, end = _gutter(lines, at)
        if gutter is None:
            read.append(lines[at])
            at += 1
            continue
        sides = [_side(line, gutter) for line in lines[at:end]]
        read.extend(left for left, _ in sides if left)
        read.extend(right for _, right in sides if right)
        at = end
    return read


def _side(line: list[_Run], gutter: float) -> tuple[list[_Run], list[_Run]]:
    return [run for run in line if run.along < gutter], [run for run in line if run.along >= gutter]


def _gutter(lines: list[list[_Run]], at: int) -> tuple[float | None, int]:
    """Return where the right column begins and the line after the last that has it; None where there are no two columns."""
    opened = _wide_gap(lines[at])
    if opened is None:
        return None, at + 1
    low, high = opened
    end, full = at, []
    while end < len(lines):
        left, right = _side(lines[end], (low + high) / 2)
        low, high = max([low, *(run.end for run in left)]), min([high, *(run.along for run in right)])
        if high - low < _GUTTER * lines[end][0].size:
            break
        if left and right:
            full.append((left, right))
        end += 1
    if len(full) < _COLUMN_LINES or min(_mean_length(side) for side in zip(*full, strict=True)) < _COLUMN_CHARACTERS:
        return None, at + 1
    # The middle of the last interval may have moved past a short line of the right column; its left edge has not.
    return min(run.along for _, right in full for run in right) - 0.01, end


def _mean_length(side: Sequence[Sequence[_Run]]) -> float:
    return sum(len(run.letters) for line in side for run in line) / len(side)


def _wide_gap(line: list[_Run]) -> tuple[float, float] | None:
    pairs = pairwise(line)
    gaps = [(before.end, after.along) for before, after in pairs if after.along - before.end > _GUTTER * after.size]
    return gaps[0] if len(gaps) == 1 else None
