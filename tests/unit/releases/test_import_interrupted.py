"""An import that is killed or finds the disk full leaves the previous release in force."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from codewell.kernel.errors import StorageError
from codewell.releases.importing import ImportRequest, import_release
from codewell.releases.shelf import Shelf
from codewell.sources.files import open_published
from codewell.sources.icd10cm.codes import SOURCE

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 and file-size limits are POSIX")

INVENTED_ROWS = 99_999
"""As many as the five digits of the sequence can number."""


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    """An order file of invented codes, long enough to be interrupted; its release is FY2026 like the excerpt's."""
    folder = tmp_path / "long"
    folder.mkdir()
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    codes = (
        letter + figure + third + fourth + fifth
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        for figure in "0123456789"
        for third in digits
        for fourth in digits
        for fifth in digits
    )
    path = folder / "icd10cm_order_2026.txt"
    with path.open("w", encoding="utf-8", newline="\r\n") as out:
        for number, code in zip(range(1, INVENTED_ROWS + 1), codes, strict=False):
            out.write(f"{number:05d} {code:<7} 1 {'Invented short words':<60} Invented long words for a code\n")
    return path


def start_import(home: Path, path: Path, *before: str) -> subprocess.Popen[bytes]:
    run = "import sys; from codewell.interfaces.cli.main import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", "\n".join((*before, run)), "--home", str(home), "import", "icd10cm", str(path), "--excerpt"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_kill_in_mid_import_leaves_the_old_release_and_the_next_import_works(home, order_excerpt, long_file):
    import_release(home, ImportRequest(SOURCE, open_published(order_excerpt), excerpt=True))
    running = start_import(home, long_file)
    deadline = time.monotonic() + 30
    staged: list[Path] = []
    while not staged and running.poll() is None and time.monotonic() < deadline:
        staged = [path for path in (home / "releases").glob("*.staging") if path.stat().st_size > 100_000]
        time.sleep(0.001)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL, "the import ended before it could be killed"
    assert list((home / "releases").glob("*.staging")), "nothing was left behind: it was not killed in the middle"

    shelf = Shelf(home)
    assert [release.row_count for release in shelf] == [150]
    answered = shelf.in_force("icd10cm", date(2026, 1, 1)).database.one("SELECT long_descriptor FROM codes WHERE code = 'A000'")
    assert answered == ("Cholera due to Vibrio cholerae 01, biovar cholerae",)

    again = start_import(home, long_file)
    _, error = again.communicate(timeout=60)
    assert again.returncode == 0, error
    assert [release.row_count for release in Shelf(home)] == [INVENTED_ROWS]
    assert not list((home / "releases").glob("*.staging"))
    assert len(list((home / "releases").iterdir())) == 1


@pytest.mark.parametrize("limit", [200_000, 1_000_000, 8_000_000])
def test_full_disk_leaves_the_old_release(home, order_excerpt, long_file, limit):
    """A file-size limit makes the operating system refuse a write in the same place as a full disk does."""
    import_release(home, ImportRequest(SOURCE, open_published(order_excerpt), excerpt=True))
    running = start_import(home, long_file, "import resource", f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))")
    out, error = running.communicate(timeout=60)
    assert running.returncode == 7, (out, error)
    assert b"could not be stored" in error
    assert b"previous release is still in use" in error
    assert b"Traceback" not in error
    assert [release.row_count for release in Shelf(home)] == [150]
    assert not list((home / "releases").glob("*.staging"))


def test_catalogue_that_cannot_be_written_leaves_the_old_release(home, tmp_path, order_excerpt):
    """Where the disk fills between the file and its row in the catalogue, the new file is nobody's."""
    import_release(home, ImportRequest(SOURCE, open_published(order_excerpt), excerpt=True))
    with closing(sqlite3.connect(home / "catalogue.sqlite")) as catalogue, catalogue:
        catalogue.execute("CREATE TRIGGER full BEFORE INSERT ON releases BEGIN SELECT RAISE(FAIL, 'disk is full'); END")
    shorter = tmp_path / order_excerpt.name
    shorter.write_bytes(b"".join(order_excerpt.read_bytes().splitlines(keepends=True)[:100]))
    with pytest.raises(StorageError, match="disk is full"):
        import_release(home, ImportRequest(SOURCE, open_published(shorter), excerpt=True))
    shelf = Shelf(home)
    assert [release.row_count for release in shelf] == [150]
    assert shelf.in_force("icd10cm", date(2026, 1, 1)).database.one("SELECT count(*) FROM codes") == (150,)


def test_staging_file_of_a_living_import_is_not_swept(home, order_excerpt):
    """Two imports side by side must not remove each other's work."""
    import_release(home, ImportRequest(SOURCE, open_published(order_excerpt), excerpt=True))
    other = home / "releases" / f"icd10cm-FY2027-00000000.sqlite.{os.getpid()}.staging"
    other.write_bytes(b"in progress")
    import_release(home, ImportRequest(SOURCE, open_published(order_excerpt), excerpt=True))
    assert other.exists()
