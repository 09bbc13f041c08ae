"""Claims in bulk: every format through the batch engine, the same findings as one at a time, resumable."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from codewell.edits.finding import Because, Finding, Verdict
from codewell.interfaces.cli.main import main
from codewell.kernel.validity import Validity
from codewell.tasks.batch.claim_writing import finding_fields
from codewell.tasks.wire import to_wire

HEADER = "claim,date_of_service,procedure,units,charge,diagnoses,pos,sex,birth_date\n"
ROWS = (
    "A,2024-07-02,77301,1,100,C50.912,11,F,1951-05-04\n"
    "A,2024-07-02,77014,1,100,C50.912,11,F,1951-05-04\n"
    "Ü,2024-07-02,77263,1,100,C50.912,11,F,1951-05-04\n"
    "BAD,2024-02-31,77263,1,100,C50.912,11,F,1951-05-04\n"
    'Q,2024-07-02,77263,-2,100,"C50.912, Z17.0",11,F,1951-05-04\n'
)


@pytest.fixture
def batch(reference_home, monkeypatch, capsys):
    monkeypatch.setenv("CODEWELL_AUTOBUILD", "0")

    def run(source: Path, target: Path) -> tuple[int, list[dict]]:
        code = main(["--home", str(reference_home), "batch", "check", str(source), str(target), "--workers", "1"])
        capsys.readouterr()
        return code, [json.loads(line) for line in target.read_text().splitlines()] if target.exists() else []

    return run


@pytest.mark.parametrize("rows", [ROWS, ROWS.replace('"C50.912, Z17.0"', "C50.912 Z17.0")], ids=["quoted", "plain"])
def test_bulk_says_what_a_file_at_a_time_says(batch, reference_home, tmp_path, capsys, rows):
    source = tmp_path / "claims.csv"
    source.write_text(HEADER + rows)
    code, told = batch(source, tmp_path / "out.ndjson")
    assert code == 9  # the claim of the impossible day
    assert [one["id"] for one in told if "verdict" in one] == ["A", "Ü", "Q"]
    lost = [one["error"]["slug"] for one in told if "error" in one]
    assert "claims.bad-date-of-service" in lost
    main(["--home", str(reference_home), "claim", "check", str(source), "--json"])
    singly = json.loads(capsys.readouterr().out)["claims"]

    def shown(claim: dict) -> list[tuple]:
        found = [one for one in claim["findings"] if one["verdict"] != "no_data"]
        return sorted((one["edit"], one["verdict"], one["lines"], one["position"]["line"]) for one in found)

    assert [shown(one) for one in told if "verdict" in one] == [shown(one) for one in singly]
    at = next(one for one in told if one["id"] == "Q")["findings"][0]["position"]
    assert (HEADER + rows)[at["character"] :].startswith("Q,")


def test_other_formats_are_read_too(batch, tmp_path):
    line = {"procedure": "77263", "date_of_service": "2024-07-02", "units": -1}
    (tmp_path / "c.ndjson").write_text(json.dumps({"id": "A", "lines": [line]}) + "\n{}\n")
    code, told = batch(tmp_path / "c.ndjson", tmp_path / "o.ndjson")
    assert code == 9
    assert [(one["id"], one.get("verdict")) for one in told] == [("A", "fail"), (None, None)]
    (tmp_path / "c.json").write_text(json.dumps([{"id": "A", "lines": [line]}]))
    assert batch(tmp_path / "c.json", tmp_path / "p.ndjson")[1][0]["verdict"] == "fail"


def test_a_file_that_is_no_claims_is_refused(batch, tmp_path):
    (tmp_path / "c.csv").write_text("a,b\n1,2\n")
    assert batch(tmp_path / "c.csv", tmp_path / "o.ndjson") == (2, [])


def test_hand_written_json_is_the_json_of_results():
    finding = Finding(
        "ptp.column-two-not-payable",
        Verdict.FAIL,
        (2, 1),
        (),
        'A "quoted" message \\ with ü and \n',
        (Because("column_1", "77301", "r 1", Validity(date(2024, 7, 1), None)), Because("units", "3")),
        "",
        "§ source",
        ("r 1",),
    )
    assert json.loads(finding_fields(finding) + "}") == to_wire(finding)
