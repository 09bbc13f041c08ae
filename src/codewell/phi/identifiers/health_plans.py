"""(I) Health plan beneficiary numbers, by their labels; `codes` reads the unlabelled ones.

Source: 45 CFR 164.514(b)(2)(i)(I).
"""

from __future__ import annotations

from collections.abc import Iterator

from codewell.phi.identifiers.labelled import labelled
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType


def find(note: Note) -> Iterator[Found]:
    """Yield the labelled ones."""
    yield from labelled(note, PhiType.HEALTH_PLAN_ID)
