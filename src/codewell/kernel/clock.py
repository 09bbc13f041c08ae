"""The only place that may ask what day it is; nothing below `interfaces` calls it by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

Clock = Callable[[], datetime]
"""Returns the present instant with its time zone. Interfaces hand one in; tests hand in a fixed one."""


def system_clock() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def today(clock: Clock) -> date:
    """Return the local calendar day of the clock's instant: what a coder at the desk calls today."""
    return clock().astimezone().date()
