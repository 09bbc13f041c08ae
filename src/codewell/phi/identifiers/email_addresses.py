"""(F) E-mail addresses.

Source: 45 CFR 164.514(b)(2)(i)(F).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_LOCAL = re.compile(r"[\w.+%'-]{1,64}[ ]?$")
_DOMAIN = re.compile(r"@[ ]?[a-z0-9](?:[a-z0-9-]|\.(?=[a-z0-9])){1,250}")
_HANDLE = re.compile(r"@[a-z_][a-z0-9_.]{2,30}\b")


def find(note: Note) -> Iterator[Found]:
    """Yield addresses; a handle without a domain ("@name") counts as a URL of a person's page."""
    scan = note.scan
    at = scan.find("@")
    while at >= 0:
        local = _LOCAL.search(scan, max(0, at - 66), at)
        domain = _DOMAIN.match(scan, at)
        handle = None if local else _HANDLE.match(scan, at)
        spaced = scan[at - 1 : at] == " " or scan[at + 1 : at + 2] == " "
        if local and domain and (not spaced or ("." in domain[0] and domain[0][-1].isalpha())):
            yield Found(local.start(), domain.end(), PhiType.EMAIL, "email.address", 0.99)
        elif handle:
            yield Found(handle.start(), handle.end(), PhiType.URL, "url.handle", 0.7)
        at = scan.find("@", at + 1)
