"""(P) Biometric identifiers, including finger and voice prints: the numbers of their templates.

Source: 45 CFR 164.514(b)(2)(i)(P).
"""

from __future__ import annotations

from collections.abc import Iterator

from codewell.phi.identifiers.labelled import labelled
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType


def find(note: Note) -> Iterator[Found]:
    """Yield labelled template numbers."""
    yield from labelled(note, PhiType.BIOMETRIC)
