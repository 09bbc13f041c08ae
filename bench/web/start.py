"""Seconds from `codewell serve` to its first answer, with its files in memory and with them on the disk only.

PYTHONPATH=bench python bench/web/start.py [--port 8101] [--runs 7]
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

from machine import home, machine
from serving import DAY, command

ADDRESSES = {"the start page": "/", "a code page": f"/code/icd10cm/E11.22?on={DAY}"}


def seconds_to(port: int, path: str) -> float:
    """Return the time from starting the process to the end of its first answer."""
    environment = {**os.environ, "CODEWELL_HOME": str(home()), "CODEWELL_AUTOBUILD": "0"}
    began = time.perf_counter()
    process = subprocess.Popen(command(port), env=environment, stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
            except OSError:
                time.sleep(0.005)
                continue
            finally:
                connection.close()
            assert answer.status == 200, answer.status
            return time.perf_counter() - began
        sys.exit("the server did not start: build the reference first, and see that the port is free")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def files_needed() -> Iterator[Path]:
    """Yield the files of the packages, of the app and of the reference; not of Python itself, which others may be running."""
    for folder in (Path(sys.prefix) / "lib", Path(__file__).parents[2] / "src", home()):
        yield from (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def forget() -> int:
    """Ask the system to drop the files from memory, where no other process holds them; return how many."""
    count = 0
    for path in files_needed():
        try:
            opened = os.open(path, os.O_RDONLY)
        except OSError:
            continue
        try:
            os.fsync(opened)
            os.posix_fadvise(opened, 0, 0, os.POSIX_FADV_DONTNEED)
            count += 1
        finally:
            os.close(opened)
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8101)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    print(f"from `codewell serve` to the first answer ({machine()})")
    for title, path in ADDRESSES.items():
        seconds_to(options.port, path)
        warm = sorted(seconds_to(options.port, path) for _ in range(options.runs))
        print(f"  {title}, files in memory: median {statistics.median(warm):.2f} s, {warm[0]:.2f} to {warm[-1]:.2f}")
        cold = []
        for _ in range(3):
            dropped = forget()
            cold.append(seconds_to(options.port, path))
        print(f"  {title}, {dropped:,} files dropped first: median {statistics.median(cold):.2f} s, worst {max(cold):.2f}")


if __name__ == "__main__":
    main()
