"""Relative value file: the full files; counts are those of `grep -c` on the publisher's rows."""

from __future__ import annotations

import pytest

from codewell.sources.files import open_published
from codewell.sources.registry import source


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("PPRRVU2025_Oct.redacted.csv.gz", 19090),
        ("PPRRVU2025_Oct.redacted.txt.gz", 19090),
        ("PPRRVU2025_Jul.redacted.csv.gz", 19029),
        ("PPRRVU25_APR.redacted.csv.gz", 18923),
        ("PPRRVU25_JAN.redacted.csv.gz", 18865),
        ("pprrvu_rvu24a_jan.csv.gz", 18499),
        ("pprrvu_rvu24c_jul.csv.gz", 18664),
    ],
)
def test_every_row_of_a_full_file_is_read(shared_data, name, rows):
    files = open_published(shared_data / "mpfs" / name)
    room = source("mpfs")
    counts = {"fees": sum(1 for _ in room.rows(files))}
    assert counts == {"fees": rows}
    room.check(files, counts, excerpt=False)


def test_text_and_csv_of_october_2025_are_the_same(shared_data):
    csv, text = (
        {row[:2]: row for _, row in source("mpfs").rows(open_published(shared_data / "mpfs" / name))}
        for name in ("PPRRVU2025_Oct.redacted.csv.gz", "PPRRVU2025_Oct.redacted.txt.gz")
    )
    assert csv == text
