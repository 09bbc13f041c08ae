"""Facts of a patient stated beside a note: the same on the command line, in records and tables, in the API and on the page."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from codewell import code_note
from codewell.interfaces.web.server import create_app
from codewell.tasks.wire import to_wire
from codewell.tasks.workplace import Workplace
from web_client import WebClient

COMMAND = [sys.executable, "-m", "codewell.interfaces.cli.main"]
DAY = "2026-06-02"
FRACTURE = "ASSESSMENT\n1. Closed fracture of the left distal radius.\n"
CANARY = "Quillfeather"


@pytest.fixture
def run(reference_home: Path):
    environment = {**os.environ, "CODEWELL_HOME": str(reference_home), "CODEWELL_AUTOBUILD": "0"}

    def ran(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments], input=stdin, capture_output=True, text=True, env=environment, timeout=120, check=False
        )

    return ran


@pytest.fixture(scope="module")
def client(reference_home: Path) -> Iterator[WebClient]:
    with WebClient(create_app(Workplace(reference_home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC)))) as made:
        yield made


def test_every_face_gives_the_same_answer(run, client: WebClient, reference_home: Path) -> None:
    options = ("--age", "67", "--sex", "F", "--not-pregnant", "--encounter", "subsequent")
    printed = json.loads(run("code", "-", "--on", DAY, "--json", *options, stdin=FRACTURE).stdout)
    facts = {"age": 67, "sex": "F", "pregnant": False, "encounter": "subsequent"}
    served = client.post("/v1/code-note", json={"text": FRACTURE, "on": DAY, **facts}).json()
    called = code_note(FRACTURE, on=date(2026, 6, 2), details=True, home=reference_home, **facts)  # type: ignore[arg-type]
    assert printed == served == json.loads(json.dumps(to_wire(called)))
    assert [one["code"] for one in served["codes"]] == ["S52.502D"]
    assert served["facts"]["age"] == {"years": 67, "months": 0, "days": 0}
    assert (served["facts"]["sex"], served["facts"]["pregnant"], served["setting"]) == ("F", False, "outpatient")


def test_the_terminal_tells_what_is_known(run) -> None:
    told = run("code", "-", "--on", DAY, "--weeks", "20", stdin="HPI: 31-year-old woman.\nASSESSMENT\n1. Anemia.\n").stdout
    assert "31 years old, female, 20 weeks pregnant, outpatient" in " ".join(told.split())
    assert "O99.012" in told


BAD = [
    ("age", "old"),
    ("age", [1]),
    ("age", 6.5),
    ("sex", "X"),
    ("sex", 1),
    ("pregnant", "perhaps"),
    ("pregnant", 1),
    ("weeks", 99),
    ("weeks", "ten"),
    ("encounter", "first"),
    ("encounter", {}),
    ("setting", "moon"),
    ("born", "1.1.2020"),
    ("on", "soon"),
]


def test_a_bad_fact_is_one_error_in_its_place_and_quotes_nothing(run) -> None:
    good = {
        "id": "good",
        "text": FRACTURE,
        "on": DAY,
        "encounter": "sequela",
        "setting": "inpatient",
        "age": "8 years",
        "sex": "m",
    }
    lines = [{"id": n, "text": f"{CANARY} gout", name: value} for n, (name, value) in enumerate(BAD)]
    done = run("code", "--ndjson", stdin="".join(json.dumps(line) + "\n" for line in (*lines, good)))
    *refused, last = map(json.loads, done.stdout.splitlines())
    assert [one["id"] for one in refused] == list(range(len(BAD)))
    for (name, _), one in zip(BAD, refused, strict=True):
        assert set(one) == {"id", "error"}
        assert f"'{name}'" in one["error"]["message"]
        assert CANARY not in json.dumps(one)
    assert set(last) == {"id", "codes"}
    assert [one["code"] for one in last["codes"]] == ["S52.502S"]


def test_a_line_goes_before_the_option(run) -> None:
    lines = [{"text": FRACTURE}, {"text": FRACTURE, "encounter": "initial"}]
    done = run("code", "--ndjson", "--encounter", "subsequent", stdin="".join(json.dumps(line) + "\n" for line in lines))
    assert [json.loads(line)["codes"][0]["code"] for line in done.stdout.splitlines()] == ["S52.502D", "S52.502A"]


def test_a_birth_date_of_a_line_goes_before_the_age_of_the_option(run) -> None:
    line = {"text": "ASSESSMENT\n1. Jaundice.\n", "on": DAY, "born": "2026-05-30"}
    done = run("code", "--ndjson", "--age", "40", stdin=json.dumps(line) + "\n")
    assert [one["code"] for one in json.loads(done.stdout)["codes"]] == ["P59.9"]


@pytest.mark.parametrize(
    "options", [("--age", "old"), ("--weeks", "3", "--not-pregnant"), ("--encounter", "first"), ("--sex", "X")]
)
def test_an_option_that_no_patient_has_is_refused_in_words(run, options: tuple[str, ...]) -> None:
    done = run("code", "-", *options, stdin=FRACTURE)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_columns_of_a_table_state_facts(run, tmp_path: Path) -> None:
    table, target = tmp_path / "notes.csv", tmp_path / "coded.ndjson"
    with table.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["id", "text", "on", "age", "sex", "pregnant", "weeks", "encounter", "setting"])
        rows.writerow(["a", FRACTURE, DAY, "67", "F", "no", "", "subsequent", "outpatient"])
        rows.writerow(["b", "ASSESSMENT\n1. Anemia.\n", DAY, "", "", "yes", "20", "", ""])
        rows.writerow(["c", FRACTURE, DAY, "", "", "", "", "", ""])
        rows.writerow(["d", FRACTURE, DAY, "very old", "", "", "", "", ""])
    done = run("batch", "code", str(table), str(target), "--workers", "1")
    assert done.returncode == 9
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    assert [[one["code"] for one in line.get("codes", ())][:1] for line in lines] == [["S52.502D"], ["O99.012"], ["S52.502A"], []]
    assert lines[3]["error"]["slug"] == "input.bad-fact"


def test_columns_of_a_parquet_file_state_facts(run, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    parquet = pytest.importorskip("pyarrow.parquet")
    source, target = tmp_path / "notes.parquet", tmp_path / "coded.ndjson"
    columns = {
        "id": ["a", "b", "c"],
        "text": [FRACTURE, "ASSESSMENT\n1. Jaundice.\n", "ASSESSMENT\n1. Anemia.\n"],
        "encounter": ["subsequent", None, None],
        "born": [None, date(2026, 5, 30), None],
        "on": [date(2026, 6, 2)] * 3,
        "pregnant": [None, None, True],
        "weeks": pyarrow.array([None, None, 20], pyarrow.float64()),
    }
    parquet.write_table(pyarrow.table(columns), source)
    assert run("batch", "code", str(source), str(target), "--workers", "1").returncode == 0
    found = [json.loads(line)["codes"][0]["code"] for line in target.read_text().splitlines()]
    assert found == ["S52.502D", "P59.9", "O99.012"]


@pytest.mark.parametrize("fact", [{"sex": "X"}, {"weeks": 99}, {"encounter": "first"}, {"pregnant": "perhaps"}, {"age": "old"}])
def test_the_api_refuses_what_no_patient_has(client: WebClient, fact: dict[str, object]) -> None:
    answer = client.post("/v1/code-note", json={"text": f"{CANARY} gout", **fact})
    assert answer.status_code == 422
    assert next(iter(fact)) in answer.text
    assert CANARY not in answer.text


def test_the_facts_are_typed_in_the_description_of_the_api(client: WebClient) -> None:
    schemas = client.get("/v1/openapi.json").json()["components"]["schemas"]
    fields = schemas["NoteToCode"]["properties"]
    assert {"age", "born", "sex", "pregnant", "weeks", "encounter", "setting"} <= set(fields)
    assert all(fields[name].get("description") for name in ("age", "born", "sex", "pregnant", "weeks", "encounter"))
    assert schemas["EncounterType"]["enum"] == ["initial", "subsequent", "sequela"]


def test_the_page_tells_what_is_known_and_keeps_what_was_stated(client: WebClient) -> None:
    form = {"text": "HPI: 31-year-old woman.\nASSESSMENT\n1. Anemia.\n", "on": DAY, "pregnant": "yes", "weeks": "20", "age": ""}
    page = client.post("/code-note", data=form).text
    known = page.split('class="known"')[1].split("</p>")[0]
    assert "31 years old" in known
    assert "20 weeks pregnant" in known
    assert "O99.012" in page
    assert 'name="weeks" value="20"' in page
    assert '<option value="yes" selected>' in page


def test_an_answer_that_contradicts_the_note_is_said(client: WebClient) -> None:
    form = {"text": "HPI: 31-year-old woman.\nASSESSMENT\n1. Gout.\n", "on": DAY, "age": "13"}
    assert "The note states another age than was given with it" in client.post("/code-note", data=form).text


def test_a_bad_fact_of_the_form_is_said_on_a_page(client: WebClient) -> None:
    answer = client.post("/code-note", data={"text": f"{CANARY} gout", "age": "old"})
    assert answer.status_code == 422
    assert "must be whole years" in answer.text
    assert CANARY not in answer.text


MESSAGE = "MSH|^~\\&|A|B|C|D|20260602||ORU^R01|1|P|2.5\rPID|1||123||DOE^JANE||20260530|F\rOBX|1|TX|1^Impression||{text}||||||F\r"


def test_fields_of_a_document_fill_what_its_text_leaves_open(run, client: WebClient, tmp_path: Path) -> None:
    folder, target = tmp_path / "in", tmp_path / "out.ndjson"
    folder.mkdir()
    silent, told = folder / "silent.hl7", folder / "told.hl7"
    silent.write_text(MESSAGE.format(text="IMPRESSION: 1. Jaundice."), newline="")
    told.write_text(MESSAGE.format(text="40-year-old man with jaundice. IMPRESSION: Jaundice."), newline="")
    found = [json.loads(run("code", str(file), "--json", "--on", DAY).stdout) for file in (silent, told)]
    assert [[one["code"] for one in answer["codes"]] for answer in found] == [["P59.9"], ["R17"]]
    assert [answer["facts"]["sex"] for answer in found] == ["F", "M"]
    assert run("batch", "code", str(folder), str(target), "--workers", "1", "--on", DAY).returncode == 0
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    assert [line["codes"][0]["code"] for line in lines] == ["P59.9", "R17"]
    page = client.post("/code-note", data={"text": "", "on": DAY}, files={"document": ("a.hl7", silent.read_bytes())}).text
    assert 'data-code="P59.9"' in page
    assert 'name="age" value="3 days"' in page
    assert '<option value="F" selected>' in page
