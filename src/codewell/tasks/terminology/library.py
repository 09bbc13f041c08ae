"""The code systems of the releases, as the terminology operations ask for them; none yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from codewell.tasks.workplace import Workplace
from codewell.terminology.registry import Library, Resources

_NONE = Resources([])


def library_of(workplace: Workplace, day: date | None) -> Library:
    """Return the code systems that a workplace holds on a day."""
    return _NONE


def described_systems(workplace: Workplace) -> Iterator[dict[str, Any]]:
    """Return a CodeSystem resource, without its concepts, for each version held."""
    return iter(())
