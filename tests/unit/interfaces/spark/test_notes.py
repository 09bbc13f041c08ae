"""Notes coded on Spark are the lines that a batch writes, in the order of the rows."""

from __future__ import annotations

import json
import sys
from datetime import date

import pytest

from codewell.interfaces.spark import code_lines, code_notes
from codewell.kernel.errors import InputError
from codewell.tasks.batch.note_jobs import CodeNotes
from codewell.tasks.batch.run_batch import BatchRequest, run_batch

sql = pytest.importorskip(
    "pyspark.sql", reason="Spark is not installed: pip install 'codewell[spark]'"
)  # before a reference is built

ON = date(2026, 6, 2)
ROWS = [
    (1, "Assessment: acute bronchitis.", None),
    (None, "Assessment: essential hypertension.", date(2026, 1, 5)),
    (3, None, None),
    (9_007_199_254_740_993, "Assessment: type 2 diabetes mellitus.", None),
]


@pytest.fixture(scope="module")
def spark():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        session = _session()
        yield session
        session.stop()


def _session():
    return sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()


@pytest.fixture(scope="module")
def written(reference_home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("notes")
    records = [
        {name: str(value) if name == "on" else value for name, value in zip(("id", "text", "on"), row, strict=True) if value}
        for row in ROWS
    ]
    (folder / "in.ndjson").write_text("".join(json.dumps(record) + "\n" for record in records))
    run_batch(BatchRequest(folder / "in.ndjson", folder / "out.ndjson", CodeNotes(reference_home, ON)))
    return folder


def test_rows_become_the_lines_of_a_batch(spark, written, reference_home):
    frame = spark.createDataFrame(ROWS, "id bigint, text string, on date")
    found = code_notes(frame, on=ON, home=reference_home).collect()
    assert "".join(row.line + "\n" for row in found).encode() == (written / "out.ndjson").read_bytes()
    assert [row.id for row in found] == ["1", None, "3", "9007199254740993"]
    assert [row.failed for row in found] == [False, False, True, False]


def test_lines_become_the_lines_of_a_batch(spark, written, reference_home):
    found = code_lines(spark.read.text(str(written / "in.ndjson")), on=ON, home=reference_home).collect()
    assert "".join(row.line + "\n" for row in found).encode() == (written / "out.ndjson").read_bytes()


def test_a_frame_without_text_is_refused(spark, reference_home):
    with pytest.raises(InputError) as refused:
        code_notes(spark.createDataFrame([(1,)], "id int"), on=ON, home=reference_home)
    assert refused.value.slug == "input.no-column"
