"""The shards of a batch done on Spark: read, noted and written by the machine that runs the command, coded by the executors."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from codewell.interfaces.spark.notes import spark_missing
from codewell.kernel.errors import ConfigurationError
from codewell.tasks.batch.job import Job, Outcome, Process, answered
from codewell.tasks.batch.pool import Done, Engine, Shard
from codewell.tasks.batch.records import BatchRecord

_AHEAD = 2
"""Shards under way for each core: one is worked on while the next is on its way."""
_MOST_UNDER_WAY = 256
"""Each is a thread of the driver that waits."""


def spark_engine(master: str) -> Engine:
    """Return the engine that does the shards of a batch on a Spark cluster, each as a job of one task.

    Executors need Codewell, and the folder of the releases at the same path; a folder of documents too. How many
    shards run at once is the cluster's to say.

    Args:
        master: `local[N]`, or the URL of a master.

    Raises:
        ConfigurationError: Spark is not installed. The engine raises it too where Spark cannot be started or gives a shard up.
    """
    try:
        import pyspark
    except ImportError:
        raise spark_missing() from None
    return partial(_on_spark, pyspark, master)


def _on_spark(pyspark: Any, master: str, job: Job, folder: Path | None, shards: Iterator[Shard], workers: int) -> Iterator[Done]:
    context = _context(pyspark, master)
    threads = ThreadPoolExecutor(_MOST_UNDER_WAY)
    try:
        yield from _in_turn(context, threads, partial(_answer, context, job, folder.resolve() if folder else None), shards)
    finally:
        context.stop()
        threads.shutdown(wait=True, cancel_futures=True)


def _in_turn(
    context: Any, threads: ThreadPoolExecutor, answer: Callable[[Shard], list[Outcome]], shards: Iterator[Shard]
) -> Iterator[Done]:
    waiting: dict[Future[list[Outcome]], Shard] = {}
    while True:
        most = min(_MOST_UNDER_WAY, _AHEAD * _cores(context))
        while len(waiting) < most and (shard := next(shards, None)) is not None:
            waiting[threads.submit(answer, shard)] = shard
        if not waiting:
            return
        ready, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in ready:
            yield waiting.pop(future), future.result()


def _cores(context: Any) -> int:
    """Return how many tasks run at once; it grows as executors come."""
    with _told():
        return int(context.defaultParallelism)


def _context(pyspark: Any, master: str) -> Any:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = pyspark.SparkConf().setMaster(master).setAppName("codewell batch").set("spark.ui.enabled", "false")
    settings.set("spark.ui.showConsoleProgress", "false")  # the command shows its own
    settings.set("spark.log.level", "OFF")  # its traces are long; what went wrong is told once, by us
    settings.set("spark.io.encryption.enabled", "true")  # otherwise notes pass through plain temporary files
    try:
        return pyspark.SparkContext(conf=settings)
    except Exception as refused:  # noqa: BLE001 -- Java missing, a wrong URL and a silent master come as different families
        raise ConfigurationError(
            f"Spark could not be started with the master {master} ({type(refused).__name__}).",
            next_step="Check the URL, and that Java 17 is installed (JAVA_HOME).",
            slug="configuration.spark",
        ) from None


def _answer(context: Any, job: Job, folder: Path | None, shard: Shard) -> list[Outcome]:
    with _told():
        found: list[list[Outcome]] = (
            context.parallelize([shard.records], 1).mapPartitions(partial(_outcomes, job, folder)).collect()
        )
    return found[0]


@contextmanager
def _told() -> Iterator[None]:
    """Tell what Spark refuses in our words; its own may quote a record."""
    try:
        yield
    except Exception as refused:  # noqa: BLE001 -- the bridge to Java raises its own families; all of it means one thing here
        raise ConfigurationError(
            f"Spark gave up a part of the batch ({type(refused).__name__}).",
            next_step="See that the master answers, that Codewell and the releases lie on every executor, and the executors' "
            "logs. The same command goes on from here; without --engine spark it also leaves out a record that ends its process.",
            slug="configuration.spark",
        ) from None


def _outcomes(job: Job, folder: Path | None, parts: Iterator[tuple[BatchRecord, ...]]) -> Iterator[list[Outcome]]:
    for records in parts:
        yield answered(_opened(job, folder), records)  # type: ignore[arg-type]  # jobs are frozen dataclasses


@lru_cache(maxsize=1)
def _opened(job: Job, folder: Path | None) -> Process:
    return job.open(folder)
