"""All measurements, one after the other: what `make bench` prints."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from machine import ROOT, home

BENCH = Path(__file__).parent


def main() -> None:
    """Build the measured home if need be, then run every script; one that fails is reported and the others go on."""
    environment = {**os.environ, "CODEWELL_HOME": str(home()), "PYTHONPATH": str(BENCH)}
    codewell = str(Path(sys.executable).with_name("codewell"))
    subprocess.run([codewell, "--home", str(home()), "build"], check=True)
    queries = str(BENCH / "search" / "queries_dev.tsv")
    runs = [["build.py"], ["lookup.py"], ["search_quality.py", str(home()), queries], ["search_speed.py", str(home()), queries]]
    reference = ROOT.parent / "shared" / "data"
    if reference.is_dir():
        runs.append(["imports.py", str(reference)])
    failed = [run for run in runs if subprocess.run([sys.executable, str(BENCH / run[0]), *run[1:]], env=environment).returncode]
    if failed:
        sys.exit("these did not finish: " + ", ".join(run[0] for run in failed))


if __name__ == "__main__":
    main()
