"""Shards through one process or several; a worker that dies costs at most the record that killed it."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from codewell.tasks.batch.job import DivisibleJob, Job, Outcome, Process, answered
from codewell.tasks.batch.records import BatchRecord
from codewell.tasks.record_lines import encoded_line

_AHEAD = 2
"""Shards that wait for each worker: enough to keep it busy, few enough to keep memory bounded."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Records that are done and noted together.

    Args:
        number: 0-based.
        records: in their order.
        made_from: digest of the records and settings.
    """

    number: int
    records: tuple[BatchRecord, ...]
    made_from: str


Done = tuple[Shard, list[Outcome]]

Engine = Callable[[Job, Path | None, Iterator[Shard], int], Iterator[Done]]
"""What does the shards, as `processed` does here."""


def processed(job: Job, folder: Path | None, shards: Iterator[Shard], workers: int) -> Iterator[Done]:
    """Yield each shard with its outcomes, as they become ready.

    Args:
        job: what is done.
        folder: where the input's files lie; None for lines.
        shards: what to do, taken from the iterator only as fast as it is done.
        workers: processes; 1 works in this one.
    """
    if workers <= 1:
        process = job.open(folder)
        for shard in shards:
            yield shard, answered(process, shard.records)
        return
    yield from _in_pool(job, folder, shards, workers)


def _in_pool(job: Job, folder: Path | None, shards: Iterator[Shard], workers: int) -> Iterator[Done]:
    pool = _pool(job, folder, workers)
    waiting: dict[Future[list[Outcome]], Shard] = {}
    try:
        while True:
            while len(waiting) < workers * _AHEAD and (shard := next(shards, None)) is not None:
                waiting[pool.submit(_answer, shard.records)] = shard
            if not waiting:
                return
            ready, _ = wait(waiting, return_when=FIRST_COMPLETED)
            broken = False
            for future in ready:
                if isinstance(future.exception(), BrokenProcessPool):
                    broken = True
                else:
                    yield waiting.pop(future), future.result()
            if broken:
                lost = sorted(waiting.values(), key=lambda shard: shard.number)
                waiting.clear()
                pool.shutdown(wait=True, cancel_futures=True)
                for shard in lost:
                    yield shard, _carefully(job, folder, shard.records)
                pool = _pool(job, folder, workers)
    finally:
        _close(pool)


def _close(pool: ProcessPoolExecutor) -> None:
    """Let the workers end what they hold and wait for them; a second interrupt meanwhile would leave them waiting for ever."""
    if threading.current_thread() is not threading.main_thread():
        pool.shutdown(wait=True, cancel_futures=True)
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pool.shutdown(wait=True, cancel_futures=True)
    finally:
        signal.signal(signal.SIGINT, before)


def _carefully(job: Job, folder: Path | None, records: Sequence[BatchRecord]) -> list[Outcome]:
    """Do a shard in a process of its own; where that dies too, halve it until the record that kills it stands alone."""
    with _pool(job, folder, 1) as alone:
        try:
            return alone.submit(_answer, tuple(records)).result()
        except BrokenProcessPool:
            pass
    if len(records) == 1:
        records = job.apart(records[0]) if isinstance(job, DivisibleJob) else records
    if len(records) == 1:
        return [_killer(records[0])]
    middle = len(records) // 2
    return [*_carefully(job, folder, records[:middle]), *_carefully(job, folder, records[middle:])]


def _killer(record: BatchRecord) -> Outcome:
    message = f"Record {record.number + 1} ended the process that worked on it, twice; it was left out."
    identity = record.path if record.path is not None else record.number
    error = {"id": identity, "error": {"slug": "batch.process-ended", "message": message}}
    return Outcome(encoded_line(error), True)  # type: ignore[arg-type]


def _pool(job: Job, folder: Path | None, workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin, (job, folder))


_process: Process | None = None


def _begin(job: Job, folder: Path | None) -> None:
    """Open the job once in a worker; an interrupt is the parent's to answer."""
    global _process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _process = job.open(folder)


def _answer(records: tuple[BatchRecord, ...]) -> list[Outcome]:
    assert _process is not None
    return answered(_process, records)
