"""GPCI, localities, anaesthesia and OPPS cap: fields read off the publishers' rows, and what is refused."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import open_published
from codewell.sources.registry import source


def test_gpci_of_2026(read):
    rows = read("gpci", "gpci/GPCI2026.csv")
    assert rows[1] == {
        "mac": "02102",
        "locality": "01",
        "state": "AK",
        "name": "ALASKA",
        "work_gpci": "1.500",
        "pe_gpci": "1.065",
        "mp_gpci": "0.551",
    }
    assert {row["mac"] for row in rows} == {"10112", "02102", "01182", "03602"}


def test_gpci_loses_its_binary_noise(read):
    row = read("gpci", "gpci/gpci_rvu24c.csv")[2]
    assert (row["name"], row["work_gpci"], row["pe_gpci"], row["mp_gpci"]) == ("BAKERSFIELD", "1.017", "1.093", "0.662")


def test_localities_get_their_zeros_and_their_state(read):
    rows = read("mpfs-localities", "localities/25LOCCO.csv")
    napa = next(row for row in rows if row["area"] == "NAPA")
    assert (napa["mac"], napa["locality"], napa["state"], napa["counties"]) == ("01112", "51", "CALIFORNIA", "NAPA")
    assert rows[0] == {
        "id": 1,
        "mac": "10112",
        "locality": "00",
        "state": "ALABAMA",
        "area": "STATEWIDE",
        "counties": "ALL COUNTIES",
    }
    assert not [row for row in rows if "two carriers" in str(row["mac"])]
    assert [row["state"] for row in read("mpfs-localities", "localities/locco_rvu24c.csv")] == ["ALABAMA", "ALASKA"]


def test_anaesthesia_factors_with_the_national_one(read):
    rows = read("anesthesia", "anesthesia/ANES2025.csv")
    assert [(row["mac"], row["locality"], row["name"], row["conversion_factor"]) for row in rows] == [
        ("", "", "NATIONAL", "20.3178"),
        ("10112", "00", "ALABAMA", "19.31"),
        ("02102", "01", "ALASKA", "27.86"),
        ("03602", "21", "WYOMING", "19.97"),
    ]
    noisy = read("anesthesia", "anesthesia/anes_rvu24c.csv")
    assert next(row for row in noisy if row["name"] == "EL CENTRO")["conversion_factor"] == "20.74"


def _workbook(rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_base_units_from_a_workbook(tmp_path, read):
    path = tmp_path / "CY_2022_Anesthesia_Base_Units_110921.xlsx"
    path.write_bytes(_workbook([("CODE", 2022), (None, "BASE"), (None, "UNIT"), ("00100", 5), ("00102", 6)]))
    assert read("anesthesia-base-units", path) == [{"code": "00100", "base_units": "5"}, {"code": "00102", "base_units": "6"}]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        pytest.param([("CODE", 2022), (None, "UNIT"), (None, "BASE"), ("00100", 5)], 2, id="header"),
        pytest.param([("CODE", 2022), (None, "BASE"), (None, "UNIT"), (100, 5)], 4, id="code-became-a-number"),
        pytest.param([("CODE", 2022), (None, "BASE"), (None, "UNIT"), ("00100", "five")], 4, id="units"),
    ],
)
def test_a_damaged_workbook_is_refused(tmp_path, rows, line):
    path = tmp_path / "CY_2022_Anesthesia_Base_Units_110921.xlsx"
    path.write_bytes(_workbook(rows))
    with pytest.raises(PublisherFileError) as refused:
        list(source("anesthesia-base-units").rows(open_published(path)))
    assert refused.value.line == line


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "CY_2022_Anesthesia_Base_Units_110921.xlsx"
    path.write_bytes(b"<html>not found</html>")
    with pytest.raises(PublisherFileError, match="an Excel workbook"):
        list(source("anesthesia-base-units").rows(open_published(path)))


def test_caps_by_locality(read):
    rows = read("opps-cap", "opps_cap/OPPSCAP_2025_Oct.csv")
    assert rows[0] == {
        "code": "0633T",
        "modifier": "TC",
        "status": "C",
        "mac": "01112",
        "locality": "05",
        "facility_price": "150.69",
        "nonfacility_price": "150.69",
    }
    noisy = read("opps-cap", "opps_cap/oppscap_rvu24c_jul.csv")
    assert [row["facility_price"] for row in noisy] == ["123.78", "124.94"]


@pytest.mark.parametrize(
    ("source_id", "name", "old", "new", "column", "expected"),
    [
        ("gpci", "gpci/GPCI2026.csv", "State,Locality Number", "Locality Number,State", 2, "header 'STATE'"),
        ("gpci", "gpci/GPCI2026.csv", "1.500", "1,500", None, "7 cells"),
        ("gpci", "gpci/GPCI2026.csv", "0.551", "x", 7, "a decimal number"),
        ("gpci", "gpci/GPCI2026.csv", "02102,AK,01", "02102,AK,A1", None, "a locality number"),
        (
            "mpfs-localities",
            "localities/25LOCCO.csv",
            "State ,Fee Schedule Area ",
            "Fee Schedule Area,State",
            3,
            "header 'STATE'",
        ),
        ("mpfs-localities", "localities/25LOCCO.csv", "10112,0,ALABAMA ,STATEWIDE ", "10112,0,ALABAMA ,", 3, "an area"),
        ("anesthesia", "anesthesia/ANES2025.csv", "Contractor,Locality,", "Locality,Contractor,", None, "header Contractor"),
        ("anesthesia", "anesthesia/ANES2025.csv", "27.86", "27,86", None, "4 cells"),
        ("opps-cap", "opps_cap/OPPSCAP_2025_Oct.csv", "CARRIER,LOCALITY", "LOCALITY,CARRIER", 4, "header 'CARRIER'"),
        ("opps-cap", "opps_cap/OPPSCAP_2025_Oct.csv", "150.69", "$", 6, "a decimal number"),
        ("opps-cap", "opps_cap/OPPSCAP_2025_Oct.csv", "0633T,TC,C", "0633T,TC,7", 2, "a modifier and a status"),
    ],
)
def test_a_damaged_file_is_refused(refusal, source_id, name, old, new, column, expected):
    error = refusal(source_id, name, old, new)
    assert (error.column, expected in error.expected) == (column, True), error


@pytest.mark.parametrize(
    ("source_id", "name", "release"),
    [
        ("gpci", "gpci/GPCI2026.csv", ("CY2026", "2026-01-01 to 2026-12-31")),
        ("gpci", "gpci/gpci_rvu24c.csv", ("RVU24C", "2024-07-01 to 2024-09-30")),
        ("mpfs-localities", "localities/25LOCCO.csv", ("CY2025", "2025-01-01 to 2025-12-31")),
        ("anesthesia", "anesthesia/ANES2025.csv", ("CY2025", "2025-01-01 to 2025-12-31")),
        ("opps-cap", "opps_cap/OPPSCAP_2025_Oct.csv", ("RVU25D", "2025-10-01 to 2025-12-31")),
    ],
)
def test_title_or_name_say_the_release(identity, source_id, name, release):
    assert identity(source_id, name) == release


@pytest.mark.parametrize(
    ("source_id", "name"),
    [
        ("gpci", "gpci/GPCI2026.csv"),
        ("mpfs-localities", "localities/25LOCCO.csv"),
        ("anesthesia", "anesthesia/ANES2025.csv"),
        ("opps-cap", "opps_cap/OPPSCAP_2025_Oct.csv"),
    ],
)
def test_an_excerpt_is_no_whole_file(incomplete, source_id, name):
    assert "at least" in incomplete(source_id, name).expected
