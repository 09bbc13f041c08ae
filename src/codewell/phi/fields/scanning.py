"""A value of unknown meaning: its label helps to read it, and what may tell a person is taken whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codewell.phi.lexicon import ANY_NAME, EPONYM, PLACE, PLAIN, STATE, UNKNOWN, VERB, lexicon
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.redaction import Finder

_WORD = re.compile(r"[^\W\d_]{2,}")
_LONG_NUMBER = re.compile(r"(?<![\d.])\d(?:[- ]?\d){6,}(?!\.?\d)")
_MIXED = re.compile(
    r"(?=[A-Za-z0-9-]{0,64}\d[A-Za-z0-9-]{0,64}\d[A-Za-z0-9-]{0,64}\d)(?=[A-Za-z0-9-]{0,64}[A-Za-z])"
    r"[A-Za-z0-9][A-Za-z0-9-]{6,}"
)
_LONGEST = 60
_MOST_WORDS = 6


def find_in_value(label: str, value: str, find: Finder) -> tuple[Found, ...]:
    """Return what to take out of a value; offsets are those of the value.

    Args:
        label: of the column or key, in words.
        value: as it stands.
        find: finds the identifiers of a text.
    """
    led = f"{label}: "
    found = [
        Found(max(0, one.start - len(led)), one.end - len(led), one.type, one.rule, one.confidence)
        for one in find(led + value)
        if one.end > len(led)
    ]
    if len(value) > _LONGEST:
        return tuple(found)
    if _may_name(value):
        return (Found(0, len(value), PhiType.NAME, "field.unknown-word", 0.6),)
    numbers = [*_LONG_NUMBER.finditer(value), *_MIXED.finditer(value)]
    if any(not _covered(found, match.start(), match.end()) for match in numbers):
        return (Found(0, len(value), PhiType.OTHER_ID, "field.long-number", 0.6),)
    return tuple(found)


def _may_name(value: str) -> bool:
    """Say whether a short value holds a word that is a name or that nobody knows, and no word of medicine or language."""
    words = [word.lower() for word in _WORD.findall(value)]
    if not words or len(words) > _MOST_WORDS:
        return False
    flags = [lexicon()[word] for word in words]
    telling = [flag for flag in flags if flag & (UNKNOWN | ANY_NAME | PLACE) and not flag & (PLAIN | EPONYM | STATE | VERB)]
    return bool(telling) and 2 * len(telling) >= len(flags)


def _covered(found: Sequence[Found], start: int, end: int) -> bool:
    return any(one.start <= start and end <= one.end for one in found)
