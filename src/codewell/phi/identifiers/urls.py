"""(N) Web addresses, with a scheme, with www, or a bare domain.

Source: 45 CFR 164.514(b)(2)(i)(N).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_REST = re.compile(r"[^\s<>\"'|)\]]+")
_SCHEME = re.compile(r"(?:https?|ftp|hxxps?)$")
_TOP = re.compile(
    r"\.(?:com|org|net|edu|gov|health|example|io|info|us|co|app|clinic|care|mil)\b(?![.-]\w)(?:/[^\s<>\"'|)\],;]*)?"
)
_HOST = re.compile(r"(?<![@\w.-])[a-z0-9][a-z0-9-]{1,62}(?:\.[a-z0-9-]{2,63})*$")


def find(note: Note) -> Iterator[Found]:
    """Yield web addresses."""
    scan = note.scan
    at = scan.find("://")
    while at >= 0:
        scheme = _SCHEME.search(scan, max(0, at - 6), at)
        end = at + 3
        if scheme:
            found = _address(scan, scheme.start(), end)
            yield found
            end = max(end, found.end)
        at = scan.find("://", end)
    at = scan.find("www.")
    while at >= 0:
        found = _address(scan, at, at + 4)
        yield found
        at = scan.find("www.", max(at + 4, found.end))
    for match in _TOP.finditer(scan):
        host = _HOST.search(scan, max(0, match.start() - 120), match.start())
        if host:
            yield Found(host.start(), match.end(), PhiType.URL, "url.domain", 0.85)


def _address(scan: str, start: int, after: int) -> Found:
    rest = _REST.match(scan, after)
    end = after + len(rest[0].rstrip(".,;:!?")) if rest else after
    return Found(start, end, PhiType.URL, "url.scheme", 0.99)
