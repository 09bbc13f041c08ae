"""How many notes a second `codewell batch code` codes with one worker, two workers, and Spark.

    python bench/scale/run.py [--notes 200000] [--spark-python PATH] [--limit SECONDS]

Each way first codes a single note; what that takes is taken off, so that notes a second leave starting out. PATH is a Python that
has `codewell[spark]`; without one the Spark part is left out. LIMIT is for each run. What it writes lies in a temporary
folder and is removed.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from cluster import cluster, settings
from machine import ROOT, home, machine
from notes import write_notes

DAY = "2026-06-02"


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of a run, and of processor time of the process and those it waited for; `start` is what one note took."""

    seconds: float
    processor: float
    start: float
    start_processor: float


@dataclass(frozen=True, slots=True)
class Bench:
    """What is coded, where the results go, and how long a run may take."""

    folder: Path
    count: int
    limit: float

    def run(self, name: str, python: Path, environment: dict[str, str], *options: str) -> Run:
        """Code one note, then all."""
        command = [str(python), "-m", "codewell.interfaces.cli.main", "--home", str(home()), "batch", "code"]
        took = []
        for notes, out in (("one.ndjson", f"{name}-one.ndjson"), ("notes.ndjson", f"{name}.ndjson")):
            places = [str(self.folder / notes), str(self.folder / out), "--on", DAY]
            took.append(timed([*command, *places, *options], environment, self.limit))
        (start, start_processor), (seconds, processor) = took
        made = Run(seconds, processor, start, start_processor)
        print(f"{name}: {seconds:.1f} s, of them {start:.1f} to start; {self.rate(made):.0f} notes/s", flush=True)
        return made

    def rate(self, run: Run) -> float:
        """Return notes a second without the start."""
        return self.count / max(run.seconds - run.start, 0.001)


def timed(command: list[str], environment: dict[str, str], limit: float) -> tuple[float, float]:
    """Run a command; return its seconds and its processor time. It and what it started are ended at the limit."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said, start_new_session=True)
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise SystemExit(f"A run took more than {limit:.0f} s; ended.") from None
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        said.seek(0)
        if code:
            raise SystemExit(f"Exit code {code}: {said.read()[-2000:].decode(errors='replace')}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(bench: Bench, spark: Path | None) -> None:
    """Run all ways and print what they took."""
    ours, here = Path(sys.executable), {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    one = bench.run("1 worker", ours, here, "--workers", "1")
    two = bench.run("2 workers", ours, here, "--workers", "2")
    ratio(bench, "2 workers : 1 worker", two, one)
    names = ["2 workers"]
    alone = pure(bench, ours, here)
    whole, busy = one.seconds - one.start, one.processor - one.start_processor
    shares = f"{1 - alone['seconds'] / whole:.1%} of one worker's time, {1 - alone['processor'] / busy:.1%} of its processor time"
    print(f"function alone: {bench.count / alone['seconds']:.0f} notes/s, {alone['memory']:.0f} MB at the most")
    print(f"ledger, reading and writing: {shares}", flush=True)
    if spark is not None:
        environment = settings(spark, ROOT / "src", bench.folder)
        with cluster(spark, 2, environment, bench.folder) as url:
            run = bench.run("Spark", spark, environment, "--engine", "spark", "--master", url)
        names.append("Spark")
        ratio(bench, "Spark : 2 workers", run, two)
        driver = max(run.processor - run.start_processor, 0.01)
        print(f"driver: {driver:.2f} s of processor time without its Java; feeds {alone['processor'] / driver:.0f} cores")
    same = all(filecmp.cmp(bench.folder / "1 worker.ndjson", bench.folder / f"{name}.ndjson", shallow=False) for name in names)
    print(f"the same bytes: {'yes' if same else 'NO'} (1 worker, {', '.join(names)})")
    sizes = [(bench.folder / name).stat().st_size / bench.count for name in ("notes.ndjson", "1 worker.ndjson")]
    print(f"bytes a note: {sizes[0]:.0f} in, {sizes[1]:.0f} out")
    if not same:
        raise SystemExit(1)


def ratio(bench: Bench, name: str, above: Run, below: Run) -> None:
    """Print how many times faster one run is."""
    print(f"{name} = {bench.rate(above) / bench.rate(below):.2f}", flush=True)


def pure(bench: Bench, python: Path, environment: dict[str, str]) -> dict[str, float]:
    """Return what the function alone takes, in a process of its own."""
    command = [str(python), str(Path(__file__).with_name("pure.py")), str(bench.folder / "notes.ndjson"), str(home()), DAY]
    said = subprocess.run(command, env=environment, capture_output=True, check=True, timeout=bench.limit).stdout
    found: dict[str, float] = json.loads(said)
    return found


def main() -> None:
    """Make the notes and measure."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--notes", type=int, default=200_000)
    asked.add_argument("--spark-python", type=Path, metavar="PATH")
    asked.add_argument("--limit", type=float, default=1800, metavar="SECONDS")
    options = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended from outside."))  # so that the cluster is ended and the folder goes
    print(f"{machine()}; {options.notes:,} notes", flush=True)
    with tempfile.TemporaryDirectory(prefix="codewell-scale-") as folder:
        bench = Bench(Path(folder), options.notes, options.limit)
        write_notes(options.notes, bench.folder / "notes.ndjson")
        write_notes(1, bench.folder / "one.ndjson")
        measure(bench, options.spark_python)


if __name__ == "__main__":
    main()
