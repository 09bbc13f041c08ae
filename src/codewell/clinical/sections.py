"""Headings of a note and the sentences below them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from codewell.clinical.cues import section_kinds
from codewell.clinical.words import Word, words_of

_HEADING = re.compile(r"^[ \t]*([A-Za-z][A-Za-z/&' -]{1,45}?)[ \t]*(?::|$)", re.MULTILINE)
_ABBREVIATED = {"dr", "mr", "mrs", "ms", "vs", "e", "g", "i", "no", "approx"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words up to a sentence's end, a line's end before a new item, or a semicolon.

    Args:
        words: without the marks.
        section: kind of section it stands in; empty before the first heading.
    """

    words: tuple[Word, ...]
    section: str


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a note in order.

    A line end ends a sentence when the next line begins an item, a heading or a capital; otherwise the line was wrapped.
    """
    headings = [(m.start(), m.end(), section_kinds().get(" ".join(m.group(1).lower().split()))) for m in _HEADING.finditer(text)]
    known = [(start, end, kind) for start, end, kind in headings if kind]
    current: list[Word] = []
    section, upcoming = "", 0
    words = words_of(text)
    for position, word in enumerate(words):
        while upcoming < len(known) and word.start >= known[upcoming][0]:
            if current:
                yield Sentence(tuple(current), section)
                current = []
            section = known[upcoming][2] or ""
            upcoming += 1
        if upcoming and word.start < known[upcoming - 1][1]:
            continue
        if word.norm in (".", ";", "!", "?", "\n", ":"):
            following = words[position + 1] if position + 1 < len(words) else None
            if current and _ends_sentence(text, word, current[-1], following):
                yield Sentence(tuple(current), section)
                current = []
            continue
        current.append(word)
    if current:
        yield Sentence(tuple(current), section)


def _ends_sentence(text: str, mark: Word, before: Word, following: Word | None) -> bool:
    if mark.norm == ":":
        return False
    if mark.norm == "\n":
        rest = text[mark.end : mark.end + 4].lstrip(" \t")
        return not rest or rest[0] in "-*•\n" or rest[0].isdigit() or rest[0].isupper()
    if mark.norm == ".":
        touching = following is not None and following.start == mark.end
        return not touching and before.norm not in _ABBREVIATED
    return True
