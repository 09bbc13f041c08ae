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
_RUN = re.compile(r"[0-9a-f:]*")
_HEXADECIMAL = frozenset("0123456789abcdef")


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
        first = colons.start()
        if first < done:
            continue
        while first > done and colons.start() - first < 5 and scan[first - 1] in _HEXADECIMAL:
            first -= 1
        run = _RUN.match(scan, first)
        assert run
        done = run.end()
        bounded = not scan[first - 1 : first].isalnum() and not scan[done : done + 1].isalnum()
        address = run[0] if _is_v6(run[0]) else run[0].rstrip(":")
        if bounded and _is_v6(address):
            yield Found(first, first + len(address), PhiType.IP, "ip.v6", 0.9)


def _is_v6(text: str) -> bool:
    try:
        return 6 < len(text) < 40 and ipaddress.IPv6Address(text) is not None
    except ValueError:
        return False
