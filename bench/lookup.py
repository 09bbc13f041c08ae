"""Look-ups a second in process, and a cold `codewell lookup E11.22` as a whole process."""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from machine import home, machine

from codewell.codebook.book import CodeBook
from codewell.kernel.codes import Code, Icd10CmCode
from codewell.releases.shelf import Shelf

DAY = date(2026, 6, 2)
PROCESS = (
    "import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,check=True);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)


def rate(ask: Callable[[Code], object], codes: list[Code]) -> float:
    """Return questions a second over the codes, one pass."""
    began = time.perf_counter()
    for code in codes:
        ask(code)
    return len(codes) / (time.perf_counter() - began)


def in_process() -> None:
    """Print look-ups a second over 20,000 codes in random order, every code once."""
    shelf = Shelf(home())
    book = CodeBook(shelf)
    opened = shelf.in_force("icd10cm", DAY)
    assert opened is not None, "build the reference first: codewell build"
    values = [row[0] for row in opened.database.all("SELECT code FROM codes")]
    codes: list[Code] = [Icd10CmCode(value) for value in random.Random(7).sample(values, 20_000)]
    print(f"  entry (core read, parts on demand): {rate(lambda code: book.entry(code, on=DAY), codes):,.0f}/s (goal 20,000/s)")
    print(f"  standing: {rate(lambda code: book.standing(code, on=DAY), codes):,.0f}/s")

    def whole(code: Code) -> object:
        entry = book.entry(code, on=DAY)
        return [getattr(entry, part) for part in entry.PARTS]

    print(f"  entry with every part read: {rate(whole, codes[:2000]):,.0f}/s")


def cold(runs: int = 15) -> None:
    """Print wall time and peak memory of the command as a user starts it, files in the system's cache."""
    command = [str(Path(sys.executable).with_name("codewell")), "lookup", "E11.22", "--on", DAY.isoformat()]
    environment = {**os.environ, "CODEWELL_HOME": str(home())}
    seconds = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
        seconds.append(time.perf_counter() - began)
    peak = json.loads(subprocess.check_output([sys.executable, "-c", PROCESS, *command], env=environment))
    timed = sorted(seconds[1:])
    print(
        f"  cold `codewell lookup E11.22`: median {statistics.median(timed):.3f} s, "
        f"min {timed[0]:.3f}, max {timed[-1]:.3f} (goal 0.22 s); peak {peak / 1024:.0f} MB (goal 80 MB)"
    )


if __name__ == "__main__":
    print(f"look-ups ({machine()})")
    in_process()
    cold()
