"""One pure function over lines of records, to be sent to whatever engine holds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from codewell.tasks.batch.job import Job, Outcome, Process, answered
from codewell.tasks.batch.records import BatchRecord
from codewell.tasks.record_lines import LONGEST_LINE


@dataclass(frozen=True, slots=True)
class BatchFunction:
    """Answers lines in their order, one outcome each, with the bytes that `run_batch` would write for them.

    It holds settings only, so that it can be pickled; a process opens what the job needs when it is first called there.

    Args:
        job: over lines, not over the files of a folder; it can be hashed.
    """

    job: Job

    def __call__(self, lines: Iterable[str]) -> list[Outcome]:
        """Return what came of each line; a line that cannot be done is an error in its place."""
        return answered(_opened(self), [_record(number, line) for number, line in enumerate(lines)])


@lru_cache(maxsize=1)
def _opened(function: BatchFunction) -> Process:
    return function.job.open(None)


def _record(number: int, line: str) -> BatchRecord:
    content = line.encode("utf-8", "surrogatepass")
    return BatchRecord(number, content if len(content) <= LONGEST_LINE else None, None, len(content), b"")
