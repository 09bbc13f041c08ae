"""Claims in bulk: `python bench/claims/bulk.py HOME DATA [COUNT]` prints seconds and memory from a file to findings.

The claims are of a year whose quarters are whole (`year.py`). The run is interrupted once and resumed, to show that nothing is
done twice and that the bytes are the same. A second, smaller file draws all codes alike often, so that little repeats.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from generate import main as generate
from year import year_home

WORKERS = 2
EVEN = 100_000


@dataclass(frozen=True)
class Run:
    """What one run took: seconds, seconds of processor time, MB of all its processes together at the most."""

    seconds: float
    processor: float
    memory: float


def run(home: Path, claims: Path, out: Path, interrupt_after: float | None = None) -> Run:
    """Run the batch; stop it as Ctrl-C does where a time is given."""
    command = [sys.executable, "-m", "codewell.interfaces.cli.main", "--home", str(home), "batch", "check"]
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command += [str(claims), str(out), "--workers", str(WORKERS)]
    process = subprocess.Popen(command, env={**os.environ, "CODEWELL_AUTOBUILD": "0"}, stderr=subprocess.DEVNULL)
    peaks = [0.0]
    watch = threading.Thread(target=_watched, args=(process, peaks))
    watch.start()
    if interrupt_after is not None:
        time.sleep(interrupt_after)
        process.send_signal(signal.SIGINT)
    process.wait()
    watch.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(time.perf_counter() - began, used, peaks[0])


def _watched(process: subprocess.Popen[bytes], peaks: list[float]) -> None:
    """Note the most memory that a process and those it started hold together; pages that they share count once."""
    while process.poll() is None:
        peaks[0] = max(peaks[0], sum(_memory(pid) for pid in _family(process.pid)))
        time.sleep(1)


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in _family(int(child)))]


def _memory(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def main(home: Path, data: Path, count: int) -> None:
    """Print the measurements."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loaded = year_home(home, data, folder / "home")
        claims = folder / "claims.csv"
        generate(loaded, count, claims)
        whole = _told("ordinary frequencies", loaded, claims, folder / "findings.ndjson", count)
        first = run(loaded, claims, folder / "again.ndjson", whole.seconds / 2)
        rest = run(loaded, claims, folder / "again.ndjson")
        same = _same(folder / "again.ndjson", folder / "findings.ndjson")
        print(f"  interrupted after {first.seconds:.1f} s, resumed in {rest.seconds:.1f} s; same bytes: {same}")
        even = min(count, EVEN)
        generate(loaded, even, claims, even=True)
        _told("little repeats", loaded, claims, folder / "even.ndjson", even)


def _told(what: str, home: Path, claims: Path, out: Path, count: int) -> Run:
    took = run(home, claims, out)
    print(
        f"  {count:,} claims of 5 lines, {what}, {WORKERS} processes: {took.seconds:.1f} s (goal 60 s for 1,000,000), "
        f"{took.processor:.1f} s of processor time, {took.memory:,.0f} MB at the most (goal 2,000 MB), "
        f"{claims.stat().st_size / 1e6:,.0f} MB in, {out.stat().st_size / 1e6:,.0f} MB out",
        flush=True,
    )
    return took


def _same(first: Path, second: Path) -> bool:
    with first.open("rb") as one, second.open("rb") as other:
        while block := one.read(1 << 20):
            if block != other.read(1 << 20):
                return False
        return not other.read(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000)
