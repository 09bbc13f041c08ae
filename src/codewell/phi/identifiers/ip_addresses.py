"""(O) Internet protocol addresses, version 4 and 6, each checked by its own grammar.

Source: 45 CFR 164.514(b)(2)(i)(O).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_V4 = re.compile(r"(?<![\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?!\d|\.\d)")
_TWO_COLONS = re.compile(r":[0-9a-f]{0,4}:")
_V6 = re.compile(r"(?<![0-9a-z:])[0-9a-f:]{4,39}(?![0-9a-z])")


def find(note: Note) -> Iterator[Found]:
    """Yield addresses of both versions."""
    scan = note.scan
    for start, end in note.figures:
        if end - start < 4 and scan[end : end + 1] == ".":
            match = _V4.match(scan, start)
            if match and all(int(part) < 256 for part in match[0].split(".")):
                yield Found(match.start(), match.end(), PhiType.IP, "ip.v4", 0.95)
    done = 0
    for colons in _TWO_COLONS.finditer(scan):
        match = _V6.search(scan, max(done, colons.start() - 5))
        if match and match.start() <= colons.start():
            done = match.end()
            if _is_v6(match[0]) or _is_v6(match[0].rstrip(":")):
                yield Found(match.start(), match.end(), PhiType.IP, "ip.v6", 0.9)


def _is_v6(text: str) -> bool:
    try:
        return len(text) > 6 and ipaddress.IPv6Address(text) is not None
    except ValueError:
        return False
