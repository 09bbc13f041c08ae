"""MUE tables: the publisher's form as it describes it, the flat form, and what is refused."""

from __future__ import annotations

import pytest

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import open_published
from codewell.sources.registry import source

FLAT = "ncci_mue/ncci_mue_practitioner_2024-07-01.csv"
OFFICIAL = (
    '"CPT codes, descriptions and other data only are copyright of their owner.\nA notice over\nseveral lines.",,,\r\n'
    '"HCPCS/\nCPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\r\n'
    "77385,1,3 Date of Service Edit: Clinical,Clinical: CMS Workgroup\r\n"
    "77402,2,2 Date of Service Edit: Policy,Nature of Service/Procedure\r\n"
    "A4206,0,1 Line Edit,CMS Policy\r\n"
)


@pytest.fixture
def official(tmp_path):
    def written(text: str = OFFICIAL, name: str = "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode("latin-1"))
        return open_published(path)

    return written


def test_the_publishers_form(official):
    rows = [row for _, row in source("ncci-mue-practitioner").rows(official())]
    assert rows == [
        ("77385", 1, 3, "Clinical: CMS Workgroup"),
        ("77402", 2, 2, "Nature of Service/Procedure"),
        ("A4206", 0, 1, "CMS Policy"),
    ]
    identity = source("ncci-mue-practitioner").identify(official())
    assert (identity.release, str(identity.validity)) == ("2026-Q3", "2026-07-01 to 2026-09-30")


def test_the_flat_form(read):
    rows = {row["code"]: row for row in read("ncci-mue-practitioner", FLAT)}
    assert rows["77385"] == {"code": "77385", "mue_value": 1, "mai": 3, "rationale": "Clinical: CMS Workgroup"}
    assert rows["A4206"]["mue_value"] == 0


def test_settings_differ(read):
    hospital = {
        row["code"]: row["mue_value"]
        for row in read("ncci-mue-outpatient", "ncci_mue/ncci_mue_outpatient_hospital_2024-07-01.csv")
    }
    supplier = {row["code"]: row["mue_value"] for row in read("ncci-mue-dme", "ncci_mue/ncci_mue_dme_2024-07-01.csv")}
    assert (hospital["77385"], hospital["J1100"], supplier["J1100"]) == (2, 120, 0)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        pytest.param("Practitioner Services MUE Values", "Outpatient Hospital Services MUE Values", 2, id="another-setting"),
        pytest.param("MUE Adjudication Indicator,MUE Rationale", "MUE Rationale,MUE Adjudication Indicator", 3, id="reordered"),
        pytest.param("77402,2,", "77402,two,", 2, id="units"),
        pytest.param("77402,2,2 Date", "77402,2,4 Date", 3, id="mai"),
        pytest.param("2 Date of Service Edit: Policy", "2 Date of Service Edit: Clinical", 3, id="mai-and-label-disagree"),
        pytest.param("Nature of Service/Procedure", "", 4, id="rationale"),
        pytest.param("77402", "7740", 1, id="code"),
    ],
)
def test_a_damaged_table_is_refused(official, old, new, column):
    with pytest.raises(PublisherFileError) as refused:
        list(source("ncci-mue-practitioner").rows(official(OFFICIAL.replace(old, new, 1))))
    assert refused.value.column == column


def test_another_settings_flat_table_is_refused(refusal):
    error = refusal("ncci-mue-dme", FLAT, "77385", "77385")
    assert (error.expected, error.found) == ("DME Supplier", "Practitioner")


def test_an_excerpt_is_no_whole_file(incomplete):
    assert "at least 13000" in incomplete("ncci-mue-practitioner", FLAT).expected


@pytest.mark.parametrize(
    ("setting", "name", "rows"),
    [("practitioner", "practitioner", 14677), ("outpatient", "outpatient_hospital", 14628), ("dme", "dme", 2928)],
)
def test_every_row_of_a_full_file_is_read(shared_data, read, setting, name, rows):
    assert len(read(f"ncci-mue-{setting}", shared_data / "ncci" / f"ncci_mue_{name}_2024-07-01.csv")) == rows
