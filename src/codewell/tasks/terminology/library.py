"""stub"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from codewell.tasks.workplace import Workplace
from codewell.terminology.registry import Library, Resources

_E = Resources([])


def library_of(workplace: Workplace, day: date | None) -> Library:
    return _E


def described_systems(workplace: Workplace) -> Iterator[dict[str, Any]]:
    return iter(())
