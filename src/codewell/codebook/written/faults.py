"""What is wrong with a written page, in one sentence with its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class PageFault:
    """One fault of one file.

    Args:
        file: name of the file.
        line: 1-based; 1 where the whole file is meant.
        sentence: what is wrong, and what is asked for.
    """

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class UnreadablePageError(Exception):
    """A file is no written page; holds every fault that was found.

    Args:
        faults: at least one.
    """

    def __init__(self, faults: tuple[PageFault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults
