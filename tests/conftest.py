"""Where tests find the full reference files and a built reference."""

from __future__ import annotations

import gc
import hashlib
from pathlib import Path

import pytest
from filelock import FileLock

from accounts_over_both import accounts, clock, database_url, postgres
from codewell.tasks.build_reference import build_reference

__all__ = ["accounts", "clock", "database_url", "postgres", "reference_home", "shared_data"]

ROOT = Path(__file__).parents[1]


def pytest_collection_finish() -> None:
    """Take what importing left out of the sight of the garbage collector.

    Every app that a test makes is a web of cycles, so collections are many, and each would walk all modules and tests again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of full publishers' files that lies beside the repository on the project's own machines."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the full reference files are not beside the repository (../shared/data)")
    return folder


def _fingerprint() -> str:
    """Return a digest of everything that a built reference depends on."""
    running = hashlib.sha256()
    for room in ("kernel", "sources", "releases", "search", "bundled", "tasks"):
        for path in sorted((ROOT / "src/codewell" / room).rglob("*")):
            if path.is_file() and not {"__pycache__", "accounts", "ask", "radonc"} & set(path.parts):
                running.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return running.hexdigest()[:16]


@pytest.fixture(scope="session")
def reference_home() -> Path:
    """Return a home with the bundled reference, built once for each state of the code that builds it.

    The suite runs on several processes: the first builds, the others wait for it.
    """
    home = ROOT / "build" / f"reference-{_fingerprint()}"
    home.parent.mkdir(exist_ok=True)
    with FileLock(home.with_suffix(".lock")):
        build_reference(home)
    return home
