"""Numbers behind "no.", "#", "number" or "ID", whatever thing they are said to be of: "bakery permit no. 4471-B".

Source: 45 CFR 164.514(b)(2)(i)(R), any other unique identifying number. The labels that are known by name are in `labelled.py`;
here the little word alone decides, so published codes, models, sizes and places in a list are left out by the word before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.phi import cues
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_SAID = re.compile(
    r"(?:(?P<of>[a-z]+)[.'’s]{0,3}[ \t]{0,2})?"
    r"(?:#|(?<![a-z])(?:nos?\.|no(?=[ \t]*[:#])|num(?:ber)?s?|nbr|nr\.?|ids?|ref\.?)(?![a-z]))"
    r"[ \t]*(?:\([a-z ]{1,12}\)[ \t]*)?(?:(?:[#:=]|is|was)[ \t]*){0,3}\(?$"
)
_VALUE = re.compile(r"(?:[a-z]{1,5}[- ]?)?\d[a-z0-9]*(?:[-./][a-z0-9]+){0,4}(?:(?<=\d)[ ]\d{2,4}(?![\d/.]))*(?![\w%]|[./-]\d)")
_NOT_AN_ID = re.compile(r"(?:19|20)\d\d|\d{1,2}[/.-]\d{1,2}|\d+\.\d+|\d+(?:mg|mcg|ml|mm|cm|cc|kg|g|fr|f|x\d+|h|hrs?|min)")
_SAID_ENDS = (
    "#",
    ":",
    "=",
    ".",
    ")",
    "no",
    "nos",
    "num",
    "nums",
    "number",
    "numbers",
    "nbr",
    "nr",
    "id",
    "ids",
    "ref",
    "is",
    "was",
)
_BACK, _NEAR = 40, 24
_FEWEST_DIGITS, _FEWEST_MIXED = 4, 3


def find(note: Note) -> Iterator[Found]:
    """Yield what a little word such as "no." introduces and no other reading explains."""
    scan, done = note.scan, -1
    for start, _ in note.figures:
        if start < done:
            continue
        first = start
        while first and start - first < 6 and (scan[first - 1].isalpha() or (scan[first - 1] == "-" and first == start)):
            first -= 1
        before = scan[max(0, first - _NEAR) : first].rstrip(" \t\n(")
        if not before.endswith(_SAID_ENDS):
            continue
        said = _SAID.search(scan, max(0, first - _BACK), first)
        value = _VALUE.match(scan, first) if said else None
        if said and value and said["of"] not in _COUNTED and _is_identifier(value[0]):
            done = value.end()
            yield Found(first, done, PhiType.OTHER_ID, "other-id.numbered", 0.7)


_COUNTED = cues.table("labels")["counted"]


def _is_identifier(value: str) -> bool:
    digits = sum(map(str.isdigit, value))
    return digits >= (_FEWEST_DIGITS if value.isdigit() else _FEWEST_MIXED) and not _NOT_AN_ID.fullmatch(value)
