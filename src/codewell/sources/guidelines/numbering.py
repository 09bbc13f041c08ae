"""The guidelines' numbering: `Section I.`, `A.`, `1.`, `a.`, `1)`, `(a)`, `(i)`, and which number may follow which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


class MarkerStyle(Enum):
    """How a level of the guidelines writes its number; the value matches it and its title."""

    SECTION = r"Section (?P<label>[IVX]+)\.\s*"
    APPENDIX = r"Appendix (?P<label>[IVX]+)\b\s*"
    CAPITAL = r"(?P<label>[A-Z])\.\s+"
    NUMBER = r"(?P<label>\d{1,2})\.\s+"
    SMALL = r"(?P<label>[a-z])\.\s+"
    NUMBER_PARENTHESIS = r"(?P<label>\d{1,2})\)\s*"
    SMALL_PARENTHESES = r"\((?P<label>[a-z])\)\s*"
    ROMAN_PARENTHESES = r"\((?P<label>[ivx]+)\)\s*"


_PATTERNS = {style: re.compile(style.value) for style in MarkerStyle}

_CHILDREN: dict[MarkerStyle | None, tuple[MarkerStyle, ...]] = {
    None: (MarkerStyle.SECTION,),
    MarkerStyle.SECTION: (MarkerStyle.CAPITAL,),
    MarkerStyle.APPENDIX: (),
    MarkerStyle.CAPITAL: (MarkerStyle.NUMBER,),
    MarkerStyle.NUMBER: (MarkerStyle.SMALL,),
    MarkerStyle.SMALL: (MarkerStyle.NUMBER_PARENTHESIS,),
    # I.C.19.d.1 numbers its paragraphs a., b., c. where other places write (a), (b), (c).
    MarkerStyle.NUMBER_PARENTHESIS: (MarkerStyle.SMALL_PARENTHESES, MarkerStyle.SMALL),
    MarkerStyle.SMALL_PARENTHESES: (MarkerStyle.ROMAN_PARENTHESES,),
    MarkerStyle.ROMAN_PARENTHESES: (),
}


@dataclass(frozen=True, slots=True)
class Marker:
    """A number as printed before a title.

    Args:
        style: how it is written.
        ordinal: 1 for I, A, 1, a or i.
        label: its part of a section id.
    """

    style: MarkerStyle
    ordinal: int
    label: str


Place = tuple[Marker, ...]
"""Markers from the section down to a paragraph."""


def section_id(place: Place) -> str | None:
    """Return `I.C.4.a.3` for a place, None for the top."""
    return ".".join(marker.label for marker in place) or None


def markers_of(line: str) -> tuple[Marker, ...]:
    """Return each reading of the number at the start of a line: `(i)` is a ninth letter or a first Roman numeral."""
    found = []
    for style, pattern in _PATTERNS.items():
        if (match := pattern.match(line)) and (ordinal := _ordinal(style, match["label"])):
            label = f"Appendix {match['label']}" if style is MarkerStyle.APPENDIX else match["label"]
            found.append(Marker(style, ordinal, label))
    return tuple(found)


def following(place: Place, markers: tuple[Marker, ...], *, is_titled: bool = False) -> Place | None:
    """Return the place that one of `markers` opens after `place`, or None when none continues the numbering.

    The deepest level that counts on wins, so that `(i)` after `(h)` is a letter and after `(a)` a Roman numeral.

    Args:
        place: of the passage before.
        markers: readings of the number at the start of a line.
        is_titled: True when the line is known to be a heading, which small letters below `1)` never are.
    """
    for depth in range(len(place) - 1, -1, -1):
        for marker in markers:
            if marker.style is place[depth].style and marker.ordinal == place[depth].ordinal + 1:
                opened = (*place[:depth], marker)
                if not (is_titled and _is_untitled_letter(opened)):
                    return opened
    for marker in markers:
        if marker.style is MarkerStyle.APPENDIX and marker.ordinal == 1 and place:
            return (marker,)
        if marker.ordinal == 1 and marker.style in _CHILDREN[place[-1].style if place else None]:
            return (*place, marker)
    return None


def _is_untitled_letter(place: Place) -> bool:
    return [marker.style for marker in place[-2:]] == [MarkerStyle.NUMBER_PARENTHESIS, MarkerStyle.SMALL]


def without_marker(heading: str, style: MarkerStyle) -> str:
    """Return the title of a heading whose number is written in `style`."""
    return _PATTERNS[style].sub("", heading + " ", count=1).strip()


def _ordinal(style: MarkerStyle, label: str) -> int | None:
    if style in (MarkerStyle.SECTION, MarkerStyle.APPENDIX, MarkerStyle.ROMAN_PARENTHESES):
        return _ROMAN.index(label.lower()) + 1 if label.lower() in _ROMAN else None
    if label.isdigit():
        return int(label)
    return ord(label.lower()) - ord("a") + 1
