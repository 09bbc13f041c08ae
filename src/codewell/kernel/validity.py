"""Days on which a published fact holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Validity:
    """Days, both ends included, on which a published fact holds.

    `last_day=None` means the publisher has announced no end. Whether a source's end column names the last active day or the
    first inactive one differs between files, so each importer converts to this form.

    Raises:
        ValueError: `last_day` falls before `first_day`.
    """

    first_day: date
    last_day: date | None = None

    def __post_init__(self) -> None:
        if self.last_day is not None and self.last_day < self.first_day:
            raise ValueError(f"validity ends {self.last_day}, before {self.first_day}")

    def covers(self, day: date) -> bool:
        """Say whether the fact holds on `day`."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}" if self.last_day else f"from {self.first_day}"
