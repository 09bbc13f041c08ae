"""The conversion table: the official workbook, the table of years, and both together."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import openpyxl
import pytest

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import open_published
from codewell.sources.registry import source

ID = "icd10cm-conversion"
WORKBOOK = "icd10cm/ICD-10-CM-CONVERSION-TABLE-FY2026.xlsx"
YEARS = "icd10cm/icd10cm_conversion_2015-2027.pycomorb.csv"


@pytest.fixture
def changes(read):
    """Return day, action and other code of a code's changes."""

    def of(code, *names):
        return [(row["day"], row["action"], row["other"]) for row in read(ID, *names) if row["code"] == code]

    return of


@pytest.fixture
def workbook(tmp_path):
    """Write a workbook with the publisher's header and one row."""

    def written(*row, header=("Current code assignment", "Effective", "Previous Code(s) Assignment")):
        book = openpyxl.Workbook()
        for cells in (("The table",), header, row):
            book.active.append(cells)
        path = tmp_path / "conversion.xlsx"
        book.save(path)
        return path

    return written


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("A0471", [("2017-10-01", "added", "A047")], id="one"),
        pytest.param("C563", [("2021-10-01", "added", "C561"), ("2021-10-01", "added", "C562")], id="and"),
        pytest.param("U071", [("2020-04-01", "added", "B9729")], id="own-day"),
        pytest.param("M048", [("2016-10-01", "added", None)], id="none"),
        pytest.param("H36811", [("2023-10-01", "added", "H3520"), ("2023-10-01", "added", "H3523")], id="range-keeps-its-ends"),
        pytest.param("H93A1", [("2016-10-01", "added", "H9311")], id="spaces-after-code"),
        pytest.param("W453XXA", [("2025-10-01", "added", "W458XXA")], id="without-dot"),
        pytest.param("O4420", [("2016-10-01", "added", "O4400")], id="row-twice"),
        pytest.param("P91821", [("2020-10-01", "added", "I63"), ("2020-10-01", "added", "P9188")], id="category-with-dash"),
        pytest.param("R1115", [("2019-10-01", "added", "K3189"), ("2019-10-01", "added", "R11")], id="a-code-from"),
        pytest.param(
            "K5903",
            [("2016-10-01", "added", "K5909"), ("2016-10-01", "added", "T36"), ("2016-10-01", "added", "T50")],
            id="categories",
        ),
    ],
)
def test_the_workbook_names_what_was_reported_before(changes, code, expected):
    assert changes(code, WORKBOOK) == expected


@pytest.mark.parametrize(
    ("code", "day"),
    [
        pytest.param("A925", "2016-10-01", id="column-2016"),
        pytest.param("A0472", "2017-10-01", id="column-2017"),
        pytest.param("H93A1", "2016-10-01", id="spaces"),
        pytest.param("C7831", "2026-10-01", id="FY2027"),
    ],
)
def test_a_column_of_the_table_of_years_begins_on_its_october(changes, code, day):
    assert changes(code, YEARS) == [(day, "added", None)]


def test_deletion_and_conversion_in_the_table_of_years(changes, tmp_path):
    table = tmp_path / "conversion_2015-2018.csv"
    table.write_text("2015,2016,2017,2018\nA047,A047,A0471,UNDEF2018\n")
    assert changes("A047", table) == [("2017-10-01", "converted", "A0471")]
    assert changes("A0471", table) == [("2017-10-01", "added", "A047"), ("2018-10-01", "deleted", None)]


def test_both_forms_together_name_each_change_once(changes):
    assert changes("H93A1", YEARS, WORKBOOK) == [("2016-10-01", "added", "H9311")]
    assert changes("C7831", YEARS, WORKBOOK) == [("2026-10-01", "added", None)]
    assert changes("U071", YEARS, WORKBOOK) == [("2020-04-01", "added", "B9729")]


def test_releases(identity):
    assert identity(ID, WORKBOOK) == ("FY2026", "2025-10-01 to 2026-09-30")
    assert identity(ID, YEARS) == ("FY2027", "2026-10-01 to 2027-09-30")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        pytest.param(("47", 2017, "A04.7"), "Current code assignment", id="code"),
        pytest.param((None, 2017, "A04.7"), "Current code assignment", id="no-code"),
        pytest.param(("A04.71", "soon", "A04.7"), "Effective", id="day"),
        pytest.param(("A04.71", None, "A04.7"), "Effective", id="no-day"),
        pytest.param(("A04.71", 17, "A04.7"), "Effective", id="year"),
        pytest.param(("A04.71", 2017, "A04.7 see index"), "Previous Code(s) Assignment", id="words"),
    ],
)
def test_a_row_of_the_workbook_not_as_documented_is_refused(workbook, row, column):
    with pytest.raises(PublisherFileError) as refused:
        list(source(ID).rows(open_published(workbook(*row))))
    assert (refused.value.line, refused.value.column) == (3, column)


def test_a_day_of_the_workbook_is_itself(workbook, changes):
    assert changes("U070", workbook("U07.0", datetime(2020, 4, 1), "J80, J82")) == [  # noqa: DTZ001
        ("2020-04-01", "added", "J80"),
        ("2020-04-01", "added", "J82"),
    ]


def test_another_workbook_is_refused(workbook):
    with pytest.raises(PublisherFileError, match="header"):
        list(source(ID).rows(open_published(workbook("A04.71", 2017, "A04.7", header=("Code", "Year", "Before")))))


def test_a_truncated_workbook_is_refused(tmp_path, publisher_file):
    whole = publisher_file(WORKBOOK).read()
    half = tmp_path / "conversion.xlsx"
    half.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(PublisherFileError, match="whole Excel workbook"):
        list(source(ID).rows(open_published(half)))


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        pytest.param("2015,2016,2017", "2015,2017,2016", 1, "consecutive years", id="years-reordered"),
        pytest.param("2015,2016", "year,2016", 1, "consecutive years", id="no-year"),
        pytest.param("A925,A925", "A925", 2, "13 cells", id="cell-missing"),
        pytest.param("A925,A925", "A925,unknown", 2, "a code or UNDEF", id="no-code"),
    ],
)
def test_a_table_of_years_not_as_documented_is_refused(refusal, old, new, line, expected):
    error = refusal(ID, YEARS, old, new)
    assert error.line == line
    assert expected in error.expected


def test_other_files_and_short_tables_are_refused(refusal, incomplete):
    assert "conversion table" in refusal(ID, YEARS, "2015", "2015", as_name="history.csv").expected
    assert "at least 5800" in incomplete(ID, YEARS).expected


def test_the_published_numbers_of_new_codes(shared_data, read):
    folder = shared_data / "icd10cm"
    years = read(ID, folder / "icd10cm_conversion_2015-2027.pycomorb.csv.gz")
    assert len(years) == 6_020
    assert Counter(row["day"] for row in years)["2026-10-01"] == 190
    workbook = read(ID, folder / "ICD-10-CM-CONVERSION-TABLE-FY2026.xlsx")
    added = Counter(day for _, day in {(row["code"], row["day"]) for row in workbook})
    assert sum(added.values()) == 5_884
    assert {day: number for day, number in added.items() if not day.endswith("10-01")} == {
        "2020-04-01": 2,
        "2021-01-01": 6,
        "2022-04-01": 3,
        "2023-04-01": 42,
    }
    in_years = {(row["code"], row["day"]) for row in years}
    in_workbook = {(row["code"], row["day"]) for row in workbook}
    assert {code for code, day in in_workbook - in_years if day.endswith("10-01")} == {"A0471"}
    assert {day for _, day in in_years - in_workbook} == {"2026-10-01"}


def test_new_codes_of_the_workbook_are_in_the_code_list_of_their_year(shared_data, read):
    folder = shared_data / "icd10cm"
    codes = {
        year: {row["code"] for row in read("icd10cm", folder / f"cms_{year}_code_descriptions_order.zip")}
        for year in (2025, 2026)
    }
    workbook = read(ID, folder / "ICD-10-CM-CONVERSION-TABLE-FY2026.xlsx")
    added = {row["code"] for row in workbook if row["day"] == "2025-10-01"}
    assert len(added) == 487
    assert added <= codes[2026]
    assert not added & codes[2025]
