"""A batch on Spark leaves the bytes that the pool leaves, and says what is missing."""

from __future__ import annotations

import importlib.util
import json

import pytest

from codewell.interfaces.cli.main import main


@pytest.fixture
def lines(tmp_path):
    notes = ["Assessment: acute bronchitis.", "Assessment: essential hypertension.", ""] * 100
    file = tmp_path / "in.ndjson"
    written = "".join(json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(notes))
    file.write_bytes(written.encode() + b"\xff no text\n")
    return file


def test_spark_leaves_the_bytes_of_the_pool(reference_home, lines, tmp_path):
    pytest.importorskip("pyspark", reason="Spark is not installed: pip install 'codewell[spark]'")
    said = ["--home", str(reference_home), "batch", "code", str(lines)]
    pool, spark = tmp_path / "pool.ndjson", tmp_path / "spark.ndjson"
    assert main([*said, str(pool), "--on", "2026-03-02", "--workers", "1"]) == 9
    assert main([*said, str(spark), "--on", "2026-03-02", "--engine", "spark"]) == 9
    assert len(pool.read_bytes().splitlines()) == 301
    assert spark.read_bytes() == pool.read_bytes()


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is not None, reason="Spark is installed")
def test_without_spark_it_is_said_how_to_install_it(reference_home, lines, tmp_path, capsys):
    said = ["--home", str(reference_home), "batch", "code", str(lines), str(tmp_path / "out.ndjson")]
    assert main([*said, "--engine", "spark"]) == 7
    assert "pip install 'codewell[spark]'" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["in.ndjson"]


@pytest.mark.parametrize("more", [["--master", "local[2]"], ["--engine", "spark", "--workers", "2"]])
def test_options_of_the_other_engine_are_refused(more, lines, tmp_path, capsys):
    assert main(["batch", "code", str(lines), str(tmp_path / "out.ndjson"), *more]) == 2
    assert "--engine spark" in capsys.readouterr().err
