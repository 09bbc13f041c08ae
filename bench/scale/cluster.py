"""A standalone Spark cluster on this machine for as long as it is measured: a master and workers of one core."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_HERE = "127.0.0.1"
_STARTS_WITHIN = 60.0


def settings(python: Path, source: Path, scratch: Path) -> dict[str, str]:
    """Return the environment of the cluster and of who uses it."""
    ours = {"PYSPARK_PYTHON": str(python), "PYTHONPATH": str(source), "SPARK_LOCAL_IP": _HERE, "SPARK_LOCAL_DIRS": str(scratch)}
    return {**os.environ, **ours}


@contextmanager
def cluster(python: Path, workers: int, environment: dict[str, str], scratch: Path) -> Iterator[str]:
    """Yield the master's URL; all is ended afterwards, whatever happened."""
    asked = [str(python), "-c", "import pyspark; print(pyspark.__path__[0])"]
    spark = Path(subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60).stdout.strip())
    port = _free_port()
    url = f"spark://{_HERE}:{port}"
    begin = [str(spark / "bin" / "spark-class")]
    host = ["--host", _HERE, "--webui-port", "0"]
    with ExitStack() as started:
        log = started.enter_context((scratch / "cluster.log").open("wb"))
        environment = {**environment, "SPARK_HOME": str(spark)}

        def start(*command: str) -> None:
            started.enter_context(_ended(subprocess.Popen([*begin, *command], env=environment, stdout=log, stderr=log)))

        start("org.apache.spark.deploy.master.Master", *host, "--port", str(port))
        _answers(port)
        for number in range(workers):
            place = ["--cores", "1", "--memory", "1g", "--work-dir", str(scratch / f"worker{number}")]
            start("org.apache.spark.deploy.worker.Worker", *host, *place, url)
        _registered(scratch / "cluster.log", workers)
        yield url


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind((_HERE, 0))
        return int(asked.getsockname()[1])


def _answers(port: int) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while True:
        try:
            socket.create_connection((_HERE, port), 1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise SystemExit("Spark's master did not start.") from None
            time.sleep(0.2)


def _registered(log: Path, workers: int) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while log.read_bytes().count(b"Successfully registered with master") < workers:
        if time.monotonic() > until:
            raise SystemExit("Spark's workers did not start.")
        time.sleep(0.2)
