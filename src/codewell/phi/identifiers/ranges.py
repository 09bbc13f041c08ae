"""Two numbers with a dash that a laboratory gives as what is normal: "(normal 232-1137)", "751-1560 reference"."""

from __future__ import annotations

import re

_SAID_BEFORE = re.compile(r"\b(?:normal|ref|reference|range|ranges|limits|values?|between|interval)\b[^.;\n\d]{0,14}$")
_SAID_AFTER = re.compile(r"[ ,]{1,2}(?:reference|normal|range|pmol|ng|pg|ug|mmol|nmol)\b")


def is_reference_range(scan: str, start: int, end: int) -> bool:
    """Say whether the words around two numbers with a dash tell a range of a laboratory."""
    return _SAID_BEFORE.search(scan, max(0, start - 30), start) is not None or _SAID_AFTER.match(scan, end) is not None
