"""The table of neoplasms and the table of drugs and chemicals, as XML and as flat table."""

from __future__ import annotations

from collections import Counter

import pytest

from codewell.sources.files import open_published
from codewell.sources.registry import source

NEOPLASM = "icd10cm/icd10cm-neoplasm-April-1-2026-XML.xml"
NEOPLASM_FLAT = "icd10cm/ICD10CM_2025_neoplasms.csv"
DRUGS = "icd10cm/icd10cm-drug-April-1-2026-XML.xml"
DRUGS_FLAT = "icd10cm/ICD10CM_2025_Drugs.csv"


@pytest.fixture
def cells(read):
    """Return column title and printed code of the cells of the term with that path."""

    def of(source_id, name, path):
        number = next(row["id"] for row in read(source_id, name) if row["path"] == path)
        found = [row for row in read(source_id, name, table="cells") if row["term"] == number]
        return {row["column_title"]: row["code_printed"] for row in found}

    return of


@pytest.mark.parametrize("name", [NEOPLASM, NEOPLASM_FLAT])
def test_a_site_by_behaviour(cells, name):
    assert cells("icd10cm-neoplasm", name, "Neoplasm, neoplastic > abdomen, abdominal") == {
        "Malignant Primary": "C76.2",
        "Malignant Secondary": "C79.8-",
        "Ca in situ": "D09.8",
        "Benign": "D36.7",
        "Uncertain Behavior": "D48.7",
        "Unspecified Behavior": "D49.89",
    }


@pytest.mark.parametrize("name", [NEOPLASM, NEOPLASM_FLAT])
def test_a_dash_is_no_code(cells, name):
    skin = "Neoplasm, neoplastic > abdomen, abdominal > wall > skin"
    assert cells("icd10cm-neoplasm", name, f"{skin} > basal cell carcinoma") == {"Malignant Primary": "C44.519"}
    assert cells("icd10cm-neoplasm", name, skin) == {"Malignant Primary": "C44.509"}


def test_a_code_with_a_dash_is_incomplete(read):
    found = {row["code_printed"]: row for row in read("icd10cm-neoplasm", NEOPLASM, table="cells")}
    assert (found["C79.8-"]["code"], found["C79.8-"]["incomplete"]) == ("C798", 1)
    assert (found["C76.2"]["code"], found["C76.2"]["incomplete"]) == ("C762", 0)


def test_cross_references_and_misplaced_words(read):
    terms = {row["title"]: row for row in read("icd10cm-neoplasm", NEOPLASM)}
    assert terms["bowel"]["see"] == "Neoplasm, intestine"
    assert terms["wall"]["see_also"] == "Neoplasm, abdomen, wall, skin"
    assert terms["book-leaf"]["nonessential"] == "(mouth) ventral surface of tongue and floor of mouth"


@pytest.mark.parametrize("name", [DRUGS, DRUGS_FLAT])
def test_a_substance_by_intent(cells, name):
    assert cells("icd10cm-drugs", name, "14-hydroxydihydro-morphinone") == {
        "Poisoning Accidental (unintentional)": "T40.2X1",
        "Poisoning Intentional self-harm": "T40.2X2",
        "Poisoning Assault": "T40.2X3",
        "Poisoning Undetermined": "T40.2X4",
        "Adverse effect": "T40.2X5",
        "Underdosing": "T40.2X6",
    }
    assert "Adverse effect" not in cells("icd10cm-drugs", name, "1-propanol")


def test_the_heads_of_2017_are_the_same_columns(read, publisher_file, tmp_path):
    older = tmp_path / "icd10cm_drug_2017.xml"
    whole = publisher_file(DRUGS).read().replace(b"<version>2026", b"<version>2017")
    for head in (b"Accidental", b"Intentional", b"Assault", b"Undetermined"):
        whole = whole.replace(b"Poisoning " + head, b"Poisoning, " + head)
    older.write_bytes(whole)
    assert read("icd10cm-drugs", older, table="cells") == read("icd10cm-drugs", DRUGS, table="cells")


@pytest.mark.parametrize(
    ("source_id", "name", "old", "new", "column"),
    [
        pytest.param("icd10cm-drugs", DRUGS, '"3">Poisoning', '"4">Poisoning', "indexHeading", id="columns-reordered"),
        pytest.param("icd10cm-drugs", DRUGS, "Underdosing</head>", "Dose</head>", "indexHeading", id="other-column"),
        pytest.param("icd10cm-drugs", NEOPLASM, "N", "N", "indexHeading", id="the-other-table"),
        pytest.param("icd10cm-drugs", DRUGS, 'col="7">--', 'col="8">--', "cell", id="seventh-cell"),
        pytest.param("icd10cm-drugs", DRUGS, "T39.1X5", "T39,1X5", "Adverse effect", id="no-code"),
        pytest.param("icd10cm-drugs", DRUGS_FLAT, "Underdosing", "Overdosing", "header", id="flat-column"),
        pytest.param("icd10cm-drugs", DRUGS_FLAT, "T40.2X6", "none", "Underdosing", id="flat-code"),
        pytest.param("icd10cm-neoplasm", NEOPLASM_FLAT, "C76.2", "76.2", "Malignant Primary", id="flat-site"),
    ],
)
def test_a_table_not_as_documented_is_refused(refusal, source_id, name, old, new, column):
    assert refusal(source_id, name, old, new).column == column


def test_tables_that_end_early_are_refused(incomplete):
    assert "at least 1850 terms" in incomplete("icd10cm-neoplasm", NEOPLASM).expected
    assert incomplete("icd10cm-drugs", DRUGS).found.startswith("none under B, C")


@pytest.mark.parametrize(
    ("source_id", "name", "release"),
    [
        pytest.param("icd10cm-neoplasm", NEOPLASM, "FY2026-04", id="neoplasm"),
        pytest.param("icd10cm-neoplasm", NEOPLASM_FLAT, "FY2025", id="neoplasm-flat"),
        pytest.param("icd10cm-drugs", DRUGS, "FY2026-04", id="drugs"),
        pytest.param("icd10cm-drugs", DRUGS_FLAT, "FY2025", id="drugs-flat"),
    ],
)
def test_releases(identity, source_id, name, release):
    assert identity(source_id, name)[0] == release


@pytest.mark.parametrize(
    ("source_id", "name", "terms", "codes"),
    [
        pytest.param("icd10cm-neoplasm", "ICD10CM_FY2017_Full_XML.zip", 1_930, 9_009, id="neoplasm-2017"),
        pytest.param("icd10cm-neoplasm", "ICD10CM_2025_neoplasms.csv.gz", 1_939, 9_018, id="neoplasm-2025-flat"),
        pytest.param("icd10cm-neoplasm", "icd-10-cm-neoplasm-2025.xml.gz", 1_939, 9_018, id="neoplasm-2025"),
        pytest.param("icd10cm-neoplasm", "icd10cm-neoplasm-April-1-2026-XML.xml.gz", 1_940, 9_020, id="neoplasm-2026"),
        pytest.param("icd10cm-drugs", "ICD10CM_FY2017_Full_XML.zip", 7_416, 39_964, id="drugs-2017"),
        pytest.param("icd10cm-drugs", "ICD10CM_2025_Drugs.csv.gz", 7_428, 40_026, id="drugs-2025-flat"),
        pytest.param("icd10cm-drugs", "icd-10-cm-drug-2025.xml.gz", 7_428, 40_026, id="drugs-2025"),
        pytest.param("icd10cm-drugs", "icd10cm-drug-April-1-2026-XML.xml.gz", 7_430, 40_036, id="drugs-2026"),
    ],
)
def test_every_cell_of_the_full_file_is_read(shared_data, source_id, name, terms, codes):
    room, files = source(source_id), open_published(shared_data / "icd10cm" / name)
    counts = Counter(table for table, _ in room.rows(files))
    assert counts == {"terms": terms, "cells": codes}
    room.check(files, counts, excerpt=False)
