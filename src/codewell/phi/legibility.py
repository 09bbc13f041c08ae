"""What optical reading confuses, put right without moving a character: 57S8 is a number, smal1 a word."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PART = re.compile(r"[0-9a-z]+(?:[/.,-][0-9a-z]+)*")
_NUMBER = re.compile(r"[0-9olisb/.,-]+")
_WORD = re.compile(
    r"(?:[a-z]{1,20}[0158][a-z]{1,20}|[015](?!(?:st|nd|rd|th)\b)[a-z]{2,20}|8[a-z]{4,20}|[a-z]{3,20}[015])(?:[015][a-z]{1,12})?"
)
_PLURAL = re.compile(r"(?:\d{2,3}s?[/.,-])*(?:\d{2,3}s|(?:1[6-9]|20)\d0s)")  # in the 90s, 130s-150s/60s, the 1990s
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_ORDINAL = re.compile(r"[0-3oli]?[0-9olisb](?:st|nd|rd|th)")  # 2Oth
_AREA = re.compile(r"\((?=[a-z]{0,2}\d)[0-9olisb]{3}\)")  # (S02) of a telephone number
_DAY = re.compile(r"[0-9olisb]{1,2}([/-])[0-9olisb]{1,2}\1(?:[0-9olisb]{4}|[0-9olisb]{2})")
_TO_DIGITS = str.maketrans("olisb", "01158")
_TO_LETTERS = str.maketrans("0158", "olsb")
_EDGE = re.compile(r"[^a-z0-9()/.,-]")
_LONGEST = 40
_OF_A_DAY = 3


def legible(scan: str, figures: Sequence[tuple[int, int]]) -> str:
    """Return the text with digits in words read as letters and letters in numbers read as digits, character for character.

    Args:
        scan: lower-case text.
        figures: start and end of every run of digits in it.
    """
    pieces: list[str] = []
    done, length = 0, len(scan)
    for start, end in figures:
        if start < done or not ((start and scan[start - 1].isalpha()) or (end < length and scan[end].isalpha())):
            continue
        first, last = _chunk(scan, start, end, done)
        read = _read(scan[first:last])
        if read is not None:
            pieces += (scan[done:first], read)
            done = last
    return "".join((*pieces, scan[done:])) if pieces else scan


def _chunk(scan: str, start: int, end: int, floor: int) -> tuple[int, int]:
    """Return where the run of letters, digits and number marks around the figures begins and ends."""
    first = start
    while first > floor and start - first < _LONGEST and (scan[first - 1].isalnum() or scan[first - 1] in "()/.-"):
        first -= 1
    edge = _EDGE.search(scan, end, end + _LONGEST)
    return first, edge.start() if edge else min(len(scan), end + _LONGEST)


def _read(chunk: str) -> str | None:
    """Return the chunk as it should be read, None where it stays."""
    if not chunk.isascii():
        return None
    if "(" in chunk:
        chunk = _AREA.sub(lambda area: area[0].translate(_TO_DIGITS), chunk)
    read = _PART.sub(_part, chunk)
    return read


def _part(match: re.Match[str]) -> str:
    part = match[0]
    if part == "0f":
        return "of"
    if part[-2:] in _ORDINALS and _ORDINAL.fullmatch(part):
        return part[:-2].translate(_TO_DIGITS) + part[-2:]
    if part[-1] == "s" and _PLURAL.fullmatch(part):
        return part
    digits = sum(map(str.isdigit, part))
    letters = sum(map(str.isalpha, part))
    separated = digits >= 4 or not part.isalnum() or part[0].isdigit()  # S10 and B12 are a vertebra and a vitamin
    if digits >= _OF_A_DAY and letters and _DAY.fullmatch(part):
        return part.translate(_TO_DIGITS)
    if letters and separated and digits >= 2 and digits > letters and _NUMBER.fullmatch(part):
        return part.translate(_TO_DIGITS)
    if digits <= 2 and letters >= 2 and _WORD.fullmatch(part):
        return part.translate(_TO_LETTERS)
    return part
