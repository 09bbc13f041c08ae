"""Claims in bulk: `python bench/claims/bulk.py HOME PTP_FILE [COUNT]` prints seconds and memory from a file to findings.

The home's releases are copied beside a temporary folder and the whole PTP file is imported in the place of the excerpt.
The run is interrupted once and resumed, to show that nothing is done twice.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generate import main as generate

from codewell.releases.importing import ImportRequest, import_release
from codewell.sources.files import open_published
from codewell.sources.registry import source

WORKERS = 2


def whole(home: Path, ptp: Path, folder: Path) -> Path:
    """Return a home with the whole PTP file."""
    made = folder / "home"
    shutil.copytree(home, made)
    for excerpt in (made / "releases").glob("ncci-ptp-practitioner-*"):
        excerpt.unlink()
    import_release(made, ImportRequest(source("ncci-ptp-practitioner"), open_published(ptp), accepted_by="measurement"))
    return made


def run(home: Path, claims: Path, out: Path, interrupt_after: float | None = None) -> float:
    """Run the batch and return its seconds; stop it as Ctrl-C does where a time is given."""
    command = [sys.executable, "-m", "codewell.interfaces.cli.main", "--home", str(home), "batch", "check"]
    began = time.perf_counter()
    command += [str(claims), str(out), "--workers", str(WORKERS)]
    process = subprocess.Popen(command, env={**os.environ, "CODEWELL_AUTOBUILD": "0"})
    if interrupt_after is not None:
        time.sleep(interrupt_after)
        process.send_signal(signal.SIGINT)
    process.wait()
    return time.perf_counter() - began


def main(home: Path, ptp: Path, count: int) -> None:
    """Print the measurements."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loaded = whole(home, ptp, folder)
        claims = folder / "claims.csv"
        generate(loaded, count, claims)
        seconds = run(loaded, claims, folder / "findings.ndjson")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        size = (folder / "findings.ndjson").stat().st_size / 1e6
        print(
            f"  {count:,} claims of 5 lines, {WORKERS} processes: {seconds:.1f} s (goal 60 s for 1,000,000), {size:,.0f} MB out"
        )
        print(f"  largest process: {peak:,.0f} MB (goal 2,000 MB in all)")
        first = run(loaded, claims, folder / "again.ndjson", seconds / 2)
        rest = run(loaded, claims, folder / "again.ndjson")
        same = (folder / "again.ndjson").read_bytes() == (folder / "findings.ndjson").read_bytes()
        print(f"  interrupted after {first:.1f} s, resumed in {rest:.1f} s; same bytes: {same}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000)
