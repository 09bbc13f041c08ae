"""Details of a coded note on the command line: asked for they come, else nothing of them is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys

NOTE = "ASSESSMENT\n1. Congestive heart failure, stable. Continue furosemide.\n"


def ran(home, *arguments: str, stdin: str = NOTE) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CODEWELL_HOME": str(home), "CODEWELL_AUTOBUILD": "0", "COLUMNS": "100"}
    command = [sys.executable, "-m", "codewell.interfaces.cli.main", "code", *arguments, "--on", "2025-06-02"]
    return subprocess.run(command, input=stdin, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_json_has_risk_support_and_questions(reference_home):
    details = json.loads(ran(reference_home, "-", "--json").stdout)["details"]
    (one,) = details["codes"]
    assert [risk["category"] for risk in one["risk"]] == ["226"]
    assert {(NOTE[start:end], work) for (start, end), work in ((m["span"], m["work"]) for m in one["meat"])} == {
        ("stable", "assess"),
        ("Continue", "treat"),
        ("furosemide", "treat"),
    }
    assert [query["id"] for query in details["queries"]] == ["heart-failure-type"]


def test_lines_have_details_only_where_asked(reference_home):
    line = json.dumps({"id": 1, "text": NOTE}) + "\n"
    plain = json.loads(ran(reference_home, "--ndjson", stdin=line).stdout)
    asked = json.loads(ran(reference_home, "--ndjson", "--details", stdin=line).stdout)
    assert "details" not in plain
    assert asked["details"]["queries"]
    promised = ("code", "evidence", "path", "confidence")
    assert [tuple(one) for one in plain["codes"]] == [promised]
    assert [one["code"] for one in asked["codes"]] == [one["code"] for one in plain["codes"]]
    assert [one["evidence"] for one in asked["codes"]] == [one["evidence"] for one in plain["codes"]]
    assert asked["codes"][0]["trace"]


def test_a_person_reads_them_too(reference_home):
    printed = " ".join(ran(reference_home, "-", "--details", "--verify").stdout.split())
    assert "HCC 226" in printed
    assert "Unable to determine" in printed
    assert "No language model is set up" in printed
