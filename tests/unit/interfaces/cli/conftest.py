"""The command line, run inside the test on a home with 150 codes."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codewell.interfaces.cli.main import main
from codewell.tasks.import_release import ReleaseImport, import_release

EXCERPT = Path(__file__).parents[2] / "releases" / "excerpts" / "icd10cm_order_2026.txt"


@dataclass(frozen=True)
class Ran:
    """What a command left.

    Attributes:
        code: exit code.
        out: standard output.
        err: standard error.
    """

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def small_home(tmp_path_factory) -> Path:
    """A home that knows A00 to A08 of FY2026 and nothing else."""
    home = tmp_path_factory.mktemp("home")
    import_release(home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC), ReleaseImport("icd10cm", (EXCERPT,), excerpt=True))
    return home


@pytest.fixture
def run(small_home, monkeypatch, capfdbinary) -> Run:
    """Run `codewell` with the arguments, and with `stdin` as its standard input."""
    monkeypatch.setenv("CODEWELL_HOME", str(small_home))
    monkeypatch.setenv("CODEWELL_AUTOBUILD", "0")
    monkeypatch.setenv("COLUMNS", "100")  # of processes of the suite each has its own

    def runs(*arguments: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        code = main(list(arguments))
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return runs
