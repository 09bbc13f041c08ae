"""A note prepared once for all recognizers: lower-case copy of equal length, words with what is known of them, figures, case."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate

from codewell.phi.legibility import legible
from codewell.phi.lexicon import ANY_NAME, CUE, FACILITY_FIRST, MONTH, NEVER, PLACE, PLAIN, UNKNOWN, Lexicon, lexicon
from codewell.phi.phi_types import Found

_WORD = re.compile("([a-z\u00b5\u00df-\u00f6\u00f8-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1eff]+)")
_FIGURES = re.compile(r"[0-9]+")
_GLUED = re.compile(r"([A-Z]?[a-z]{1,11})(?=[A-Z][a-z])")
_CAPITALS = re.compile(r"[A-Z]+")
_SMALL = re.compile(r"[a-z]+")
_MANY_LETTERS = 40
_SAMPLE = 1_000

INTERESTING = CUE | UNKNOWN | ANY_NAME | PLACE | FACILITY_FIRST


class Note:
    """A note as the recognizers read it. All offsets are those of the text as received.

    Attributes:
        text: as received.
        scan: lower case and of the same length, with what optical reading confuses put right (0 for O in a number, l for 1 in
            a word), so that one rule reads both. Values are never taken from it.
        words, starts, ends, flags: every run of letters, where it lies, and what the lexicon knows of it.
        figures: start and end of every run of digits.
        cased: whether capitals tell anything; False in a note written in capitals or without any.
        labelled: room for the labelled numbers, which several recognizers share.
    """

    __slots__ = (
        "_by_flag",
        "_cues",
        "_gaps",
        "cased",
        "ends",
        "figures",
        "flags",
        "interesting",
        "labelled",
        "scan",
        "starts",
        "text",
        "words",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        scan = text.replace("\u0130", "I").lower()
        figures = [match.span() for match in _FIGURES.finditer(scan)]
        repaired = legible(scan, figures)
        if repaired is not scan:
            scan, figures = repaired, [match.span() for match in _FIGURES.finditer(repaired)]
        self.scan, self.figures = scan, figures
        parts = _WORD.split(scan)
        edges = list(accumulate(map(len, parts)))
        self.words = parts[1::2]
        self._gaps = parts[0::2]
        self.starts = edges[0:-1:2]
        self.ends = edges[1::2]
        self.flags = list(map(lexicon().__getitem__, self.words))
        self.cased = _is_cased(text)
        if self.cased:
            self._part_glued_words()
        self.interesting = self._interesting()
        flags = self.flags
        self._cues = [index for index in self.interesting if flags[index] & CUE]
        self._by_flag: dict[int, list[int]] = {}
        self.labelled: list[Found] | None = None

    def at(self, flag: int) -> list[int]:
        """Return the indices of words of this kind, in order."""
        found = self._by_flag.get(flag)
        if found is None:
            flags = self.flags
            among = self.interesting if flag & ~CUE else self._cues
            found = self._by_flag[flag] = [index for index in among if flags[index] & flag]
        return found

    def is_capital(self, index: int) -> bool:
        """Say whether the word begins with a capital."""
        return self.text[self.starts[index]].isupper()

    def is_all_capitals(self, index: int) -> bool:
        """Say whether the word is written in capitals and has more than one."""
        return self.ends[index] - self.starts[index] > 1 and self.text[self.starts[index] : self.ends[index]].isupper()

    def gap(self, index: int) -> str:
        """Return what stands between this word and the next, or after the last one; before the first one for -1."""
        return self._gaps[index + 1]

    def begins_sentence(self, index: int) -> bool:
        """Say whether nothing or an end of sentence, line or list mark stands before the word."""
        before = self._gaps[index]
        return index == 0 or any(mark in before for mark in '.\n:?!"•')

    def word_at(self, offset: int) -> int:
        """Return the index of the first word that begins at or after the offset."""
        return bisect_left(self.starts, offset)

    def has_figures(self, start: int, end: int) -> bool:
        """Say whether a digit stands between the offsets."""
        at = bisect_left(self.figures, (start, 0))
        return at < len(self.figures) and self.figures[at][0] < end

    def _part_glued_words(self) -> None:
        """Read "fromLimerick" as two words: a space that was lost, behind a word that begins no name."""
        known = lexicon()
        for index in range(len(self.words) - 1, -1, -1):
            if not self.flags[index] & UNKNOWN:
                continue
            start, end = self.starts[index], self.ends[index]
            glued = _GLUED.match(self.text, start, end)
            if glued and _is_known_part(known, self.words[index], glued.end(1) - start):
                middle = glued.end(1)
                pair = [self.scan[start:middle], self.scan[middle:end]]
                self.words[index : index + 1] = pair
                self.starts[index : index + 1] = [start, middle]
                self.ends[index : index + 1] = [middle, end]
                self.flags[index : index + 1] = [known[word] for word in pair]
                self._gaps.insert(index + 1, " ")

    def _interesting(self) -> list[int]:
        flags, starts, text = self.flags, self.starts, self.text
        if not self.cased:
            return [index for index, flag in enumerate(flags) if flag & INTERESTING]
        return [index for index, flag in enumerate(flags) if flag & INTERESTING and (flag & CUE or text[starts[index]].isupper())]


def _is_known_part(known: Lexicon, word: str, length: int) -> bool:
    """Say whether the first letters begin no name ("from"), or are a word with a month behind it ("aroundAugust")."""
    flag = known[word[:length]]
    return bool(flag & NEVER) or bool(flag & PLAIN and known[word[length:]] & MONTH)


def _is_cased(text: str) -> bool:
    """Say whether the note uses capitals and small letters; a few words decide nothing, so a short text counts as cased."""
    middle = len(text) // 2
    sample = text if len(text) <= 2 * _SAMPLE else text[:_SAMPLE] + text[middle : middle + _SAMPLE]
    capitals = sum(map(len, _CAPITALS.findall(sample)))
    small = sum(map(len, _SMALL.findall(sample)))
    if capitals + small < _MANY_LETTERS:
        return bool(capitals and small)
    return capitals <= 3 * small and capitals * 200 >= small
