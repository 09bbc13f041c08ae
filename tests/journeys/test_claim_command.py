"""Claims checked from the command line: every format, every output, exit codes for scripts."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from pathlib import Path

import pytest

from codewell.interfaces.cli.main import main

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples"
HEADER = "claim,date_of_service,procedure,modifiers,units,charge,diagnoses,pos,sex,birth_date\n"
DENIED = (
    "D,2024-07-02,77301,,1,100,C50.912,11,F,1951-05-04\n"
    "D,2024-07-02,77014,,1,100,C50.912,11,F,1951-05-04\n"
)  # NCCI PTP, July 2024: 77014 is column 2 of 77301, modifier indicator 0
CANARY = "1951-05-04"


@pytest.fixture
def check(reference_home, capsys, monkeypatch):
    monkeypatch.setenv("CODEWELL_AUTOBUILD", "0")

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main(["--home", str(reference_home), "claim", *map(str, arguments)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def denied(tmp_path) -> Path:
    file = tmp_path / "claims.csv"
    file.write_text(HEADER + DENIED)
    return file


INTERCHANGE = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *240702*1200*^*00501*000000001*0*P*:~"
    "GS*HC*SENDER*RECEIVER*20240702*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~BHT*0019*00*1*20240702*1200*CH~"
    "HL*1**20*1~NM1*85*2*CLINIC*****XX*1234567893~HL*2*1*22*0~SBR*P*18*******MB~NM1*IL*1*CANARYNAME*JANE****MI*CANARYID~"
    "DMG*D8*19510504*F~CLM*D*200***11:B:1*Y*A*Y*Y~HI*ABK:C50912~"
    "LX*1~SV1*HC:77301*100*UN*1***1~DTP*472*D8*20240702~LX*2~SV1*HC:77014*100*UN*1***1~DTP*472*D8*20240702~"
    "SE*16*0001~GE*1*1~IEA*1*000000001~"
)
REMITTANCE = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *240702*1200*^*00501*000000002*0*P*:~"
    "GS*HP*SENDER*RECEIVER*20240802*1200*1*X*005010X221A1~ST*835*0001~"
    "CLP*D*4*200*0~SVC*HC:77014*100*0~DTM*472*20240702~CAS*CO*236*100~LQ*HE*N20~SE*6*0001~GE*1*1~IEA*1*000000002~"
)


def test_an_837_is_told_with_segment_and_character(check, tmp_path):
    file = tmp_path / "claims.txt"
    file.write_text(INTERCHANGE)
    code, out, _ = check("check", file, "--json")
    assert code == 10
    told = json.loads(out)
    finding = next(one for one in told["claims"][0]["findings"] if one["edit"] == "ptp.column-two-not-payable")
    assert (finding["claim"], finding["line"], finding["verdict"]) == ("D", 2, "fail")
    assert finding["source"].startswith("NCCI Policy Manual")
    position = finding["position"]
    assert position["segment_id"] == "SV1"
    assert INTERCHANGE[position["character"] :].startswith("SV1*HC:77014")
    assert INTERCHANGE[: position["character"]].count("~") + 1 == position["segment"]
    assert "CANARY" not in out
    assert CANARY not in out


def test_a_denial_stands_beside_its_line(check, tmp_path):
    claims, answers = tmp_path / "claims.837", tmp_path / "answers.835"
    claims.write_text(INTERCHANGE)
    answers.write_text(REMITTANCE)
    _, out, _ = check("check", claims, "--remittance", answers)
    assert "line 2      the payer answered: CO-236 100 N20" in out
    _, out, _ = check("check", claims, "--remittance", answers, "--json")
    assert json.loads(out)["claims"][0]["answers"][0]["carc"] == ["CO-236"]


def test_earlier_claims_are_compared_and_the_patients_number_is_never_written(check, tmp_path):
    """The same subscriber's 77301 was billed before, on a claim of another number."""
    file, earlier = tmp_path / "claims.837", tmp_path / "earlier.837"
    file.write_text(INTERCHANGE)
    earlier.write_text(INTERCHANGE.replace("CLM*D*", "CLM*OLD*"))
    code, out, err = check("check", file, "--json", "--history", earlier)
    assert code == 10
    before = [one["line"] for one in json.loads(out)["claims"][0]["findings"] if one["edit"] == "history.billed-before"]
    assert before == [1, 2]
    assert "CANARY" not in out + err


def test_a_person_reads_what_denies_why_and_what_mends_it(check, denied):
    code, out, _ = check("check", denied)
    assert code == 10
    assert "DENY: 77014 (column 2) is not paid beside 77301 (column 1)" in out
    assert "Mend: Bill 77301 alone" in out
    assert "What could not be asked" in out


def test_nothing_found_with_data_lacking_is_no_zero(check, tmp_path):
    file = tmp_path / "claims.csv"
    file.write_text(HEADER + "A,2025-11-03,77263,,1,100,C50.912,11,F,1951-05-04\n")
    code, out, _ = check("check", file, "--json")
    assert json.loads(out)["totals"]["fail"] == 0
    assert code == 11


def test_a_bad_claim_costs_itself_and_the_exit_code_says_so(check, tmp_path):
    file = tmp_path / "claims.csv"
    file.write_text(
        HEADER + "A,2024-13-45,77263,,1,,,,,\n" + DENIED + "B,2024-07-02,77263,,1,,,,,\nD,2024-07-02,77263,,-5,,,,,\n"
    )
    code, out, _ = check("check", file, "--ndjson")
    told = [json.loads(line) for line in out.splitlines()]
    assert code == 9
    assert [one["claim"] for one in told if "verdict" in one] == ["D", "B", "D"]
    assert {"claims.bad-date-of-service", "claims.duplicate-id"} <= {one["issue"] for one in told if "issue" in one}
    assert told[-1]["verdict"] == "fail"  # negative units


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "the file is empty", id="empty"),
        pytest.param(b"PK\x03\x04rest", "ZIP", id="archive"),
        pytest.param(b"Dear payer", "expected claims", id="letter"),
        pytest.param(b"a,b\n1,2\n", "there is no column claim", id="other-table"),
        pytest.param(b'{"lines": ', "no JSON (line 1", id="cut-short"),
        pytest.param(b"[" * 100_000, "no JSON", id="nested"),
        pytest.param(REMITTANCE.encode(), "--remittance", id="answers-alone"),
    ],
)
def test_a_file_that_is_no_claims_is_refused(check, tmp_path, content, says):
    file = tmp_path / "claims"
    file.write_bytes(content)
    code, _, err = check("check", file)
    assert code == 2
    assert says in " ".join(err.split())
    assert "Traceback" not in err


def test_truncated_header_is_told_with_its_place(check, tmp_path):
    file = tmp_path / "claims.837"
    file.write_text(INTERCHANGE[:60])
    code, out, _ = check("check", file, "--json")
    assert code == 9
    assert json.loads(out)["issues"][0]["position"]["segment"] == 1


def test_every_output_at_once(check, denied, tmp_path):
    outputs = [tmp_path / name for name in ("r.html", "f.csv", "f.json", "a.txt")]
    options = [part for pair in zip(("--report", "--csv", "--fhir", "--annotated"), outputs, strict=True) for part in pair]
    assert check("check", denied, *options)[0] == 10
    html, table, fhir, marked = (one.read_text() for one in outputs)
    assert "would be denied" in html
    assert "<script" not in html
    rows = list(csv.DictReader(io.StringIO(table)))
    assert (rows[0]["line"], rows[0]["procedure"], rows[0]["verdict"]) == ("2", "77014", "fail")
    from fhir.resources.R4B.bundle import Bundle

    response = Bundle.model_validate_json(fhir).entry[0].resource
    assert response.item[0].itemSequence == 2
    assert response.item[0].adjudication[0].reason.coding[0].code == "ptp.column-two-not-payable"
    assert "".join(line for line in marked.splitlines(keepends=True) if not line.startswith(">> ")) == denied.read_text()
    assert ">> FAIL ptp.column-two-not-payable" in marked.splitlines()[4]
    assert not any(CANARY in text for text in (html, table, fhir))


def test_an_annotated_837_keeps_every_segment(check, tmp_path):
    file, marked = tmp_path / "claims.837", tmp_path / "a.txt"
    file.write_text(INTERCHANGE)
    check("check", file, "--annotated", marked)
    kept = [line for line in marked.read_text().splitlines() if not line.startswith(">> ")]
    assert "".join(kept) == INTERCHANGE


def test_an_output_never_takes_the_place_of_the_claims(check, denied):
    before = denied.read_text()
    code, _, _ = check("check", denied, "--csv", denied)
    assert code == 2
    assert denied.read_text() == before


def test_a_formula_in_a_claim_number_is_text_in_the_csv(check, tmp_path):
    file, out = tmp_path / "claims.csv", tmp_path / "f.csv"
    file.write_text(HEADER + DENIED.replace("D,", "\"=cmd|' /C calc'!A0\","))
    check("check", file, "--csv", out)
    cells = [row["claim"] for row in csv.DictReader(out.open(newline=""))]
    assert cells
    assert all(cell.startswith("'=") for cell in cells)


def test_the_template_is_read(check, tmp_path):
    _, template, _ = check("template")
    file = tmp_path / "t.csv"
    file.write_text(template)
    code, out, _ = check("check", file, "--json")
    assert code == 10
    assert json.loads(out)["claims"][0]["claim"] == "EXAMPLE-1"


def test_parquet_and_json_say_what_csv_says(check, denied, tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = list(csv.DictReader(denied.open(newline="")))
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "claims.parquet")
    claim = {"id": "D", "diagnoses": ["C50.912"], "patient": {"sex": "F", "birth_date": CANARY}, "place_of_service": "11"}
    claim["lines"] = [{"procedure": row["procedure"], "date_of_service": "2024-07-02", "charge": 100} for row in rows]
    (tmp_path / "claims.json").write_text(json.dumps(claim))
    (tmp_path / "claims.ndjson").write_text(f"{json.dumps(claim)}\n{json.dumps({**claim, 'id': 'E'})}\n")

    def findings(file: Path) -> list[tuple[object, ...]]:
        _, out, _ = check("check", file, "--json")
        return [(one["line"], one["edit"], one["verdict"]) for one in json.loads(out)["claims"][0]["findings"]]

    told = findings(denied)
    assert [findings(tmp_path / f"claims.{kind}") for kind in ("parquet", "json", "ndjson")] == [told] * 3


def test_two_thousand_claims_of_an_837_stay_within_memory(check, tmp_path):
    head, claim, tail = (
        INTERCHANGE.partition("CLM*")[0],
        "CLM*" + INTERCHANGE.partition("CLM*")[2].partition("SE*")[0],
        "SE*1*0001~",
    )
    file = tmp_path / "many.837"
    with file.open("w") as out:
        out.write(head)
        for number in range(2_000):
            out.write(claim.replace("CLM*D*", f"CLM*D{number}*"))
        out.write(tail)
    tracemalloc.start()
    code, out_text, _ = check("check", file, "--csv", tmp_path / "f.csv")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "2,000 read" in out_text
    assert code == 10
    assert peak < 120_000_000


@pytest.mark.parametrize("folder", ["x12", "claims_cms_bfd"])
def test_open_samples_are_read_or_refused_with_their_place(check, folder):
    found = [path for path in sorted((SAMPLES / folder).rglob("*")) if path.is_file() and path.stat().st_size < 300_000]
    if not found:
        pytest.skip("the open samples are not beside the repository (../shared/samples)")
    for file in found:
        code, out, err = check("check", file, "--ndjson")
        assert code in (2, 9, 10, 11), file.name
        told = [json.loads(line) for line in out.splitlines()]
        assert told or err, file.name
        assert all(one["position"] for one in told), file.name
