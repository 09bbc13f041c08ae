"""The alphabetic index and the index to external causes, as XML and as flat table."""

from __future__ import annotations

import pytest

from codewell.sources.files import open_published
from codewell.sources.registry import source

NESTED = "icd10cm/icd10cm_index_2017.xml"
FLAT = "icd10cm/ICD10CM_2025_Index.csv"
EXTERNAL = "icd10cm/icd10cm-eindex-April-1-2026-XML.xml"
EXTERNAL_FLAT = "icd10cm/ICD10CM_2025_ExternalIndex.csv"


@pytest.fixture
def term(read):
    """Return the term of an index with that path."""

    def with_path(source_id, name, path):
        return next(row for row in read(source_id, name) if row["path"] == path)

    return with_path


def test_a_main_term(term):
    assert term("icd10cm-index", NESTED, "Abasia") == {
        "id": 3,
        "parent": None,
        "level": 0,
        "letter": "A",
        "title": "Abasia",
        "nonessential": "(-astasia) (hysterical)",
        "path": "Abasia",
        "code": "F444",
        "code_printed": "F44.4",
        "incomplete": 0,
        "manifestation": None,
        "see": None,
        "see_also": None,
        "see_category": None,
        "ordinal": 3,
    }


def test_terms_nest(term):
    crystals = "Arthritis, arthritic > in > crystals"
    knee = term("icd10cm-index", NESTED, f"{crystals} > specified type NEC > knee")
    assert (knee["level"], knee["code"], knee["code_printed"], knee["incomplete"]) == (4, "M1186", "M11.86-", 1)
    assert knee["parent"] == term("icd10cm-index", NESTED, f"{crystals} > specified type NEC")["id"]


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        pytest.param("Abandonment", "see", "Maltreatment", id="see"),
        pytest.param("Abdomen, abdominal", "see_also", "condition", id="see-also"),
        pytest.param("Arthritis, arthritic > in > hemophilia NEC", "manifestation", "M362", id="manifestation"),
        pytest.param("Calculus, calculi, calculous > pyelonephritis", "see_category", "N20", id="see-category"),
        pytest.param("Adams-Stokes disease or syndrome", "nonessential", "(-Morgagni)", id="words-after-a-modifier"),
        pytest.param("Shock > electric > taser", "code", "T754", id="only-a-modifier"),
    ],
)
def test_what_a_term_says(term, path, field, value):
    assert term("icd10cm-index", NESTED, path)[field] == value


def test_a_subcategory_named_as_a_whole(term):
    assert term("icd10cm-external-index", EXTERNAL, "Accident > caused by, due to > lightning")["see_category"] == "T750"


def test_words_after_a_modifier_belong_to_the_title(term):
    abandonment = term("icd10cm-external-index", EXTERNAL, "Abandonment NEC")
    assert abandonment["nonessential"] == "(causing exposure to weather conditions) (with intent to injure or kill)"


def test_the_flat_table_gives_the_same_terms(read, term):
    rows = read("icd10cm-index", FLAT)
    assert [row["id"] for row in rows] == list(range(1, 10))
    assert [(row["title"], row["level"], row["parent"]) for row in rows[4:8]] == [
        ("Abdomen, abdominal", 0, None),
        ("acute", 1, 5),
        ("angina", 1, 5),
        ("muscle deficiency syndrome", 1, 5),
    ]
    assert rows[5]["path"] == "Abdomen, abdominal > acute"
    assert (rows[3]["nonessential"], rows[3]["code"]) == ("(cystinosis)", "E7204")
    powered = term("icd10cm-external-index", EXTERNAL_FLAT, "Accident > boat, boating > striking swimmer > powered")
    assert (powered["level"], powered["code"], powered["parent"]) == (3, "V9411", 11)


@pytest.mark.parametrize(
    ("source_id", "name", "release"),
    [
        pytest.param("icd10cm-index", NESTED, ("FY2017", "2016-10-01 to 2017-09-30"), id="xml"),
        pytest.param("icd10cm-index", FLAT, ("FY2025", "2024-10-01 to 2025-09-30"), id="flat"),
        pytest.param("icd10cm-external-index", EXTERNAL, ("FY2026-04", "2026-04-01 to 2026-09-30"), id="april"),
    ],
)
def test_releases(identity, source_id, name, release):
    assert identity(source_id, name) == release


def test_one_index_is_not_taken_for_the_other(refusal):
    error = refusal("icd10cm-external-index", NESTED, "2017", "2017", as_name="index.xml")
    assert (error.column, error.expected) == ("title", "the index to external causes")
    error = refusal("icd10cm-index", EXTERNAL, "2026", "2026", as_name="index.xml")
    assert (error.column, error.expected) == ("title", "the index to diseases and injuries")


@pytest.mark.parametrize(
    ("name", "old", "new", "column", "expected"),
    [
        pytest.param(NESTED, "<code>R10.0<", "<code>R10,0<", "code", "an ICD-10-CM code", id="code"),
        pytest.param(NESTED, "<manif>M36.2<", "<manif>see<", "manif", "an ICD-10-CM code", id="manifestation"),
        pytest.param(NESTED, "<code>R10.0</code>", "<kode>R10.0</kode>", "kode", "an element", id="unknown-element"),
        pytest.param(NESTED, "<code>R10.0</code>", "<code>R10.0</code><code>R10.1</code>", "code", "once", id="twice"),
        pytest.param(NESTED, '<term level="1">', '<term level="2">', "level", "1", id="level-skips"),
        pytest.param(NESTED, "<title>acute</title>", "", "title", "a title", id="no-title"),
        pytest.param(NESTED, "<title>acute</title>", "<title/>", "title", "words", id="empty-title"),
        pytest.param(FLAT, "RowID,Letter", "Letter,RowID", "header", "RowID,Letter,Level,Term", id="columns-reordered"),
        pytest.param(FLAT, "NonEssModif,Code", "NonEssModif,ICD", "header", "a known column", id="unknown-column"),
        pytest.param(FLAT, "6,A,1,acute", "6,A,2,acute", "Level", "0 to 1", id="level-skips-in-table"),
        pytest.param(FLAT, "6,A,1,acute", "7,A,1,acute", "RowID", "6", id="row-out-of-number"),
        pytest.param(FLAT, "6,A,1,acute", "6,A,1,", "title", "words", id="no-words"),
        pytest.param(FLAT, "6,A,1,acute,,,,R10.0", "6,A,1,acute,,,R10.0", "row", "8 cells", id="cell-missing"),
        pytest.param(FLAT, "R10.0", "10.0", "Code", "an ICD-10-CM code", id="code-in-table"),
    ],
)
def test_an_index_not_as_documented_is_refused(refusal, name, old, new, column, expected):
    error = refusal("icd10cm-index", name, old, new)
    assert expected in error.expected
    assert error.line is not None
    assert error.column == column


def test_an_error_names_the_line_of_the_table(refusal):
    assert refusal("icd10cm-index", FLAT, "R10.0", "10.0").line == 7


@pytest.mark.parametrize(
    ("source_id", "names", "found"),
    [
        pytest.param("icd10cm-index", [FLAT], "none under B, C, D", id="letters"),
        pytest.param("icd10cm-external-index", [EXTERNAL_FLAT], "none under B, C, D", id="external-letters"),
    ],
)
def test_an_index_that_ends_early_is_refused(incomplete, source_id, names, found):
    assert incomplete(source_id, *names).found.startswith(found)


@pytest.mark.parametrize(
    ("source_id", "name", "terms", "codes", "manifestations"),
    [
        pytest.param("icd10cm-index", "ICD10CM_FY2017_Full_XML.zip", 77_199, 59_412, 746, id="index-2017"),
        pytest.param("icd10cm-index", "ICD10CM_2025_Index.csv.gz", 81_024, 62_721, 0, id="index-2025"),
        pytest.param("icd10cm-external-index", "ICD10CM_FY2017_Full_XML.zip", 7_572, 6_208, 0, id="external-2017"),
        pytest.param("icd10cm-external-index", "ICD10CM_2025_ExternalIndex.csv.gz", 8_064, 6_650, 0, id="external-2025"),
        pytest.param("icd10cm-external-index", "icd-10-cm-eindex-2025.xml.gz", 8_064, 6_650, 0, id="external-2025-xml"),
        pytest.param("icd10cm-external-index", "icd10cm-eindex-April-1-2026-XML.xml.gz", 8_090, 6_671, 0, id="external-2026"),
    ],
)
def test_every_term_of_the_full_file_is_read(shared_data, read, source_id, name, terms, codes, manifestations):
    path = shared_data / "icd10cm" / name
    rows = read(source_id, path)
    assert len(rows) == terms
    assert sum(row["code"] is not None for row in rows) == codes
    assert sum(row["manifestation"] is not None for row in rows) == manifestations
    source(source_id).check(open_published(path), {"terms": len(rows)}, excerpt=False)


def test_table_and_xml_of_one_year_agree(shared_data, read):
    folder = shared_data / "icd10cm"
    nested = read("icd10cm-external-index", folder / "icd-10-cm-eindex-2025.xml.gz")
    flat = read("icd10cm-external-index", folder / "ICD10CM_2025_ExternalIndex.csv.gz")
    same = ("id", "parent", "level", "letter", "code_printed", "see", "see_also", "nonessential")
    assert [[row[name] for name in same] for row in nested] == [[row[name] for name in same] for row in flat]
