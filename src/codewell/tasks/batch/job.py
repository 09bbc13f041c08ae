"""What a batch does with each record: a job is opened once in every process and answers record by record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from codewell.tasks.batch.records import BatchRecord


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a record.

    Args:
        line: one line of NDJSON, with the record's id and the result or the error.
        failed: how many of its records are errors.
        file_name: name of the file that is written beside the lines; empty for none.
        content: its bytes.
        records: how many records of the input these are; a record may hold many small ones.
    """

    line: bytes
    failed: int
    file_name: str = ""
    content: bytes = b""
    records: int = 1


Process = Callable[[BatchRecord], Outcome]
"""A pure function: the same record gives the same bytes, whatever came before and in whichever process."""


@runtime_checkable
class Together(Protocol):
    """A process that answers the records of a shard in one pass; what it says of one does not hang on the others."""

    def together(self, records: Sequence[BatchRecord]) -> list[Outcome]:
        """Return what came of each record, in their order."""


def answered(process: Process, records: Sequence[BatchRecord]) -> list[Outcome]:
    """Return what came of records, in their order."""
    return process.together(records) if isinstance(process, Together) else [process(record) for record in records]


class Job(Protocol):
    """A job; it is sent to other processes, so it holds settings and no open files."""

    @property
    def name(self) -> str:
        """What the job is called on the command line."""

    def settings(self) -> str:
        """Return all that its results depend on besides the records, as one line; a batch resumes only under the same."""

    def open(self, folder: Path | None) -> Process:
        """Return the function, with all that it needs opened.

        Args:
            folder: where the files of the input lie; None for lines.
        """


@runtime_checkable
class KeyedJob(Job, Protocol):
    """A job that takes a random key, the same for the whole batch however often it is interrupted."""

    def with_key(self, key: bytes) -> Job:
        """Return the job with the key of the batch."""


@runtime_checkable
class DivisibleJob(Job, Protocol):
    """A job whose records may hold many small ones, which are done apart where one of them ends its process."""

    def apart(self, record: BatchRecord) -> Sequence[BatchRecord]:
        """Return what a record holds, in its order; the record itself where it holds one."""
