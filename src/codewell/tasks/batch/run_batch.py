"""Run a job over many records: resumable, interruptible, in order, the same bytes whatever the number of processes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from codewell.kernel.errors import InputError
from codewell.tasks.batch.job import Job, KeyedJob
from codewell.tasks.batch.ledger import Ledger, ShardDone, work_folder
from codewell.tasks.batch.output import OutputKind, finish, output_kind
from codewell.tasks.batch.pool import Engine, Shard, processed
from codewell.tasks.batch.records import BatchInput, BatchRecord, InputKind, open_input

MOST_RECORDS = 256
MOST_BYTES = 1_000_000
"""A shard ends at either: small enough that little is lost, large enough that noting it costs nothing."""

Progress = Callable[[int, int, int], None]
"""Told records done, bytes done and bytes in all."""


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """A batch to run.

    Args:
        source: a folder of documents, or an NDJSON, CSV or Parquet file with the columns `id` and `text`.
        target: where the results go; see `output.OutputKind`.
        job: what is done with each record.
        workers: processes.
        start_over: forget what an interrupted run has done.
        documents: a folder becomes a folder of documents; False makes lines of it.
        opened: the source, where its name does not say how it is read.
        most_records, most_bytes: where a shard ends.
        engine: what does the shards; the results are the same bytes whichever it is.
    """

    source: Path
    target: Path
    job: Job
    workers: int = 1
    start_over: bool = False
    documents: bool = False
    opened: BatchInput | None = None
    most_records: int = MOST_RECORDS
    most_bytes: int = MOST_BYTES
    engine: Engine = processed


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What came of a batch.

    Args:
        records: how many there were.
        failed: how many are errors in their place.
        resumed: how many had been done by an earlier run.
        target: where the results lie.
    """

    records: int
    failed: int
    resumed: int
    target: Path


def run_batch(request: BatchRequest, progress: Progress | None = None) -> BatchResult:
    """Do the job with every record and put the results in their place.

    An interrupt or a full disk leaves the work folder `TARGET.work`, which holds results only; the same request goes on from
    there. A record that cannot be done is an error in its place and the others are done.

    Raises:
        InputError: the input or the target is not what a batch reads or writes; an unfinished batch of other settings is there.
        StorageError: the disk refused.
    """
    source = request.opened or open_input(request.source)
    makes_documents = request.documents and source.kind is InputKind.FOLDER
    kind = output_kind(request.target, makes_documents=makes_documents)
    _apart(request.source, request.target)
    work = work_folder(request.target)
    settings = f"{request.job.settings()} | {source.kind.value} to {kind.value}"
    if request.start_over:
        shutil.rmtree(work, ignore_errors=True)
    return _run(request, source, Ledger(work, settings), kind, progress)


def _apart(source: Path, target: Path) -> None:
    """Refuse a target that lies within the source: the next run would read its own results."""
    if source.is_dir() and target.resolve().is_relative_to(source.resolve()):
        raise InputError(
            "The results would lie inside the folder that is read.",
            next_step="Name a place outside it.",
            slug="input.target-inside",
        )


def _run(request: BatchRequest, source: BatchInput, ledger: Ledger, kind: OutputKind, progress: Progress | None) -> BatchResult:
    counts = _Counts(source.size, progress)
    numbers: list[int] = []

    def to_do() -> Iterator[Shard]:
        for number, records in enumerate(_shards(source.records(), request.most_records, request.most_bytes)):
            numbers.append(number)
            made_from = ledger.made_from(records)
            entry = ledger.done(number, made_from)
            if entry is None:
                yield Shard(number, records, made_from)
            else:
                counts.add(records, entry, resumed=True)

    folder = source.place if source.kind is InputKind.FOLDER else None
    job = request.job.with_key(ledger.key()) if isinstance(request.job, KeyedJob) else request.job
    for shard, outcomes in request.engine(job, folder, to_do(), request.workers):
        entry = ledger.keep(shard.number, shard.made_from, outcomes)
        counts.add(shard.records, entry, resumed=False)
    finish(ledger, numbers, request.target, kind)
    return BatchResult(counts.records, counts.failed, counts.resumed, request.target)


class _Counts:
    """How far a batch is."""

    def __init__(self, size: int, progress: Progress | None) -> None:
        self.records = self.failed = self.resumed = 0
        self._bytes, self._size, self._progress = 0, size, progress

    def add(self, records: tuple[BatchRecord, ...], entry: ShardDone, *, resumed: bool) -> None:
        """Count the records of a shard."""
        self.records += entry.records
        self.failed += entry.failed
        self.resumed += entry.records if resumed else 0
        self._bytes = min(self._size, self._bytes + sum(record.size for record in records))
        if self._progress is not None:
            self._progress(self.records, self._bytes, self._size)


def _shards(records: Iterator[BatchRecord], most_records: int, most_bytes: int) -> Iterator[tuple[BatchRecord, ...]]:
    """Yield records in groups; where one ends depends on the input alone, so that a resumed batch finds the same shards."""
    held: list[BatchRecord] = []
    size = 0
    for record in records:
        held.append(record)
        size += record.size
        if len(held) >= most_records or size >= most_bytes:
            yield tuple(held)
            held, size = [], 0
    if held:
        yield tuple(held)
