"""Seconds and peak memory of building the bundled reference into an empty folder."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import machine


def main() -> None:
    """Build into a temporary home with the command a user runs, and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(Path(sys.executable).with_name("codewell")), "--home", folder, "build"]
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
        seconds = time.perf_counter() - began
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"build of the bundled reference ({machine()})")
    print(f"  wall {seconds:.1f} s, cpu {used.ru_utime + used.ru_stime:.1f} s (goal 30 s on 2 cores)")
    print(f"  peak memory of its largest process {used.ru_maxrss / 1024:.0f} MB (goal 1 GB), on disk {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
