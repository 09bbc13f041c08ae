"""PTP edits: both forms, the parts of a quarter, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import open_published
from codewell.sources.registry import source

DATA = Path(__file__).parents[3] / "data"
OFFICIAL, FLAT = "ncci_ptp/ccipra-v322r0-f1.txt", "ncci_ptp/ncci_ptp_practitioner_2024-07-01.tsv"
PRACTITIONER = "ncci-ptp-practitioner"


def test_the_publishers_form(read):
    rows = {(row["column_1"], row["column_2"]): row for row in read(PRACTITIONER, OFFICIAL)}
    assert len(rows) == 17
    assert rows["0001U", "0029U"] == {
        "column_1": "0001U",
        "column_2": "0029U",
        "prior_to_1996": 0,
        "effective": "2018-07-01",
        "deleted": "2026-06-30",
        "modifier_indicator": 1,
        "rationale": "Misuse of Column Two code with Column One code",
    }
    assert rows["0001U", "0030U"]["deleted"] is None
    tombstone = rows["0001A", "90473"]
    assert (tombstone["effective"], tombstone["deleted"], tombstone["modifier_indicator"]) == ("2022-01-01", "2022-01-01", 9)


def test_a_pair_stands_once_for_each_time_it_held(read):
    found = [row for row in read(PRACTITIONER, FLAT) if (row["column_1"], row["column_2"]) == ("77402", "77401")]
    assert [(row["deleted"], row["modifier_indicator"]) for row in found] == [(None, 0), ("2015-01-01", 9), ("2014-12-31", 1)]
    assert {(row["effective"], row["prior_to_1996"]) for row in found} == {(None, None)}


def test_the_mark_of_old_edits(tmp_path, read):
    path = tmp_path / "ccipra-v322r0-f1.txt"
    path.write_bytes((DATA / OFFICIAL).read_bytes().replace(b"0001T\t36000\t\t20021001", b"0001T\t36000\t*\t19960101"))
    row = next(row for row in read(PRACTITIONER, path) if row["column_1"] == "0001T")
    assert (row["prior_to_1996"], row["effective"]) == (1, "1996-01-01")


@pytest.mark.parametrize(
    ("old", "new", "column", "expected"),
    [
        pytest.param("Column 1\tColumn 2", "Column 2\tColumn 1", 1, "header 'Column 1'", id="reordered"),
        pytest.param("0=not allowed", "0=allowed", 6, "header '0=not allowed'", id="another-meaning"),
        pytest.param("0001T\t36000", "0001T\t3600", "code", "a CPT or HCPCS code", id="code"),
        pytest.param("20021001\t20041231", "20021301\t20041231", "date", "a day YYYYMMDD", id="impossible-day"),
        pytest.param("20021001\t20041231", "\t20041231", "date", "a day YYYYMMDD or *", id="no-effective-date"),
        pytest.param("20041231\t1\t", "20041231\t2\t", "modifier indicator", "0, 1 or 9", id="modifier-indicator"),
        pytest.param("36000\t\t2002", "36000\tx\t2002", 3, "* or nothing", id="old-mark"),
        pytest.param("36000\t\t2002", "36000\t2002", None, "7 cells", id="cell-lost"),
        pytest.param("Standards of medical/surgical practice", "", "rationale", "a rationale", id="rationale"),
    ],
)
def test_a_damaged_file_is_refused(refusal, old, new, column, expected):
    error = refusal(PRACTITIONER, OFFICIAL, old, new)
    assert (error.column, expected in error.expected) == (column, True), error
    assert error.line


def test_a_damaged_flat_file_is_refused(refusal):
    assert refusal(PRACTITIONER, FLAT, "77402\t77401\t*\t0", "77402\t77401\t*").expected == "5 cells"


@pytest.mark.parametrize("parts", [("f1", "f3"), ("f2", "f3")], ids=["gap", "first-missing"])
def test_parts_of_a_quarter_must_follow_one_another(tmp_path, parts):
    files = []
    for part in parts:
        path = tmp_path / f"ccipra-v322r0-{part}.txt"
        path.write_bytes((DATA / OFFICIAL).read_bytes())
        files += open_published(path)
    with pytest.raises(PublisherFileError, match="parts f1, f2"):
        list(source(PRACTITIONER).rows(files))


def test_all_parts_are_read_in_their_order(tmp_path):
    files = []
    for part in ("f2", "f1"):
        path = tmp_path / f"ccipra-v322r0-{part}.txt"
        path.write_bytes((DATA / OFFICIAL).read_bytes())
        files += open_published(path)
    assert len(list(source(PRACTITIONER).rows(files))) == 34


def test_the_version_is_a_quarter(identity):
    assert identity(PRACTITIONER, OFFICIAL) == ("2026-Q3", "2026-07-01 to 2026-09-30")
    assert identity(PRACTITIONER, FLAT) == ("2024-Q3", "2024-07-01 to 2024-09-30")


def test_another_settings_file_is_refused():
    with pytest.raises(PublisherFileError, match="ccioph"):
        source("ncci-ptp-outpatient").identify(open_published(DATA / OFFICIAL))


def test_one_part_is_no_whole_quarter(incomplete):
    error = incomplete(PRACTITIONER, OFFICIAL)
    assert "at least 2000000" in error.expected
    assert "f1 to f4" in error.next_step


def test_every_row_of_the_full_file_is_read(shared_data):
    files = open_published(shared_data / "ncci" / "ncci_ptp_practitioner_2024-07-01.tsv.gz")
    assert sum(1 for _ in source(PRACTITIONER).rows(files)) == 2_546_017
