"""(H) Medical record numbers: no shape of their own, so a label has to introduce them.

Source: 45 CFR 164.514(b)(2)(i)(H).
"""

from __future__ import annotations

from collections.abc import Iterator

from codewell.phi.identifiers.labelled import labelled
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType


def find(note: Note) -> Iterator[Found]:
    """Yield labelled record numbers."""
    yield from labelled(note, PhiType.MRN)
