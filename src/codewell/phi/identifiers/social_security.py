"""(G) Social security numbers, whole, masked, and their last four digits.

Source: 45 CFR 164.514(b)(2)(i)(G).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.phi.identifiers.labelled import labelled
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_WHOLE = re.compile(r"(?<![\d-])\d{3}(?:-\d{2}-|\s{1,4}\d{2}\s{1,4})\d{4}(?![\d-])")
_MASKED = re.compile(r"(?:\*{3}|xxx)[- ]?(?:\*\*|xx)[- ]?\d{4}(?!\d)")
_LAST_FOUR = re.compile(
    r"\b(?:(?:ssn|social security|social)\b[^.\n\d]{0,40}?(?:last (?:four|4)|ending|ends)"
    r"|last (?:four|4)(?: digits)? (?:of )?(?:(?:his|her|the|their|patient['’]s) )?(?:ssn"
    r"|social))[^.\n\d]{0,30}?(?P<digits>\d{4})\b"
)


def find(note: Note) -> Iterator[Found]:
    """Yield social security numbers."""
    scan = note.scan
    yield from labelled(note, PhiType.SSN)
    for start, end in note.figures:
        if end - start == 3 and (scan[end : end + 1] == "-" or scan[end : end + 1].isspace()):
            match = _WHOLE.match(scan, start)
            if match:
                yield Found(start, match.end(), PhiType.SSN, "ssn.shape", 0.9)
    if "xx-" in scan or "**-" in scan:
        for match in _MASKED.finditer(scan):
            yield Found(match.start(), match.end(), PhiType.SSN, "ssn.masked", 0.9)
    if "social" in scan or "ssn" in scan:
        for match in _LAST_FOUR.finditer(scan):
            yield Found(match.start("digits"), match.end("digits"), PhiType.SSN, "ssn.last-four", 0.9)
