"""The tabular list: places, every kind of note, seventh characters, accepted quirks, refusals, whole files."""

from __future__ import annotations

import gzip

import pytest

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import open_published
from codewell.sources.registry import source

NAME = "icd10cm/icd10c-tabular-April-1-2026.xml"
ID = "icd10cm-tabular"


@pytest.fixture
def notes(read):
    def at(place, kind):
        return [row["text"] for row in read(ID, NAME, table="notes") if (row["place"], row["kind"]) == (place, kind)]

    return at


def test_places_from_chapter_to_code(read):
    places = {row["place"]: row for row in read(ID, NAME)}
    assert (places["4"]["kind"], places["4"]["title"], places["4"]["parent"]) == (
        "chapter",
        "Endocrine, nutritional and metabolic diseases (E00-E89)",
        None,
    )
    assert (places["E08-E13"]["kind"], places["E08-E13"]["parent"]) == ("section", "4")
    assert (places["E1122"]["kind"], places["E1122"]["parent"]) == ("code", "E112")
    assert places["E1122"]["title"] == "Type 2 diabetes mellitus with diabetic chronic kidney disease"
    assert places["T360X1"]["parent"] == "T360X"
    ordinals = [row["ordinal"] for row in places.values()]
    assert ordinals == sorted(ordinals)


def test_sections_without_codes_enclose_those_they_span(read):
    parents = {row["place"]: row["parent"] for row in read(ID, NAME)}
    assert parents["M00-M02"] == "M00-M25"
    assert parents["T20-T25"] == "T20-T32"
    assert parents["T20-T32"] == "T07-T88"
    assert parents["T36-T50"] == "T07-T88"
    assert parents["S70-S79"] == "19"


def test_a_section_of_one_category_has_a_key_of_its_own(read):
    parents = {row["place"]: row["parent"] for row in read(ID, NAME)}
    assert (parents["B10"], parents["B10-B10"]) == ("B10-B10", "1")


@pytest.mark.parametrize(
    ("place", "kind", "text"),
    [
        pytest.param("1", "includes", "diseases generally recognized as communicable or transmissible", id="chapter"),
        pytest.param("E11", "includes", "diabetes NOS", id="includes"),
        pytest.param("A000", "inclusion_term", "Classical cholera", id="inclusion-term"),
        pytest.param("E11", "excludes1", "type 1 diabetes mellitus (E10.-)", id="excludes1"),
        pytest.param("B10", "excludes2", "varicella (B01.-)", id="excludes2"),
        pytest.param("H54", "code_first", "any associated underlying cause of the blindness", id="code-first"),
        pytest.param(
            "E1122",
            "use_additional_code",
            "code to identify stage of chronic kidney disease (N18.1-N18.6)",
            id="use-additional-code",
        ),
        pytest.param("S06", "code_also", "skull fracture (S02.-)", id="code-also"),
        pytest.param(
            "T36",
            "seventh_character",
            "The appropriate 7th character is to be added to each code from category T36",
            id="seventh-character",
        ),
        pytest.param("H54", "note", "For definition of visual impairment categories see table below", id="note"),
        pytest.param("T20-T32", "includes", "burns (thermal) from electricity", id="section"),
    ],
)
def test_notes_stand_where_the_publication_puts_them(notes, place, kind, text):
    assert text in notes(place, kind)


def test_the_lines_of_a_note_keep_their_order(notes):
    assert notes("E11", "use_additional_code") == [
        "code to identify control using:",
        "injectable non-insulin antidiabetic drugs (Z79.85)",
        "insulin (Z79.4)",
        "oral antidiabetic drugs (Z79.84)",
        "oral hypoglycemic drugs (Z79.84)",
    ]


def test_the_table_of_visual_impairment_becomes_sentences(notes):
    begins = "of visual impairment, visual acuity with best possible correction:"
    sentences = [text for text in notes("H548", "note") if text.startswith("Category ")]
    assert sentences[0] == (
        f"Category 1 {begins} less than 6/18 and equal to or better than 6/60; or less than 3/10(0.3) and equal to or better "
        "than 1/10(0.1); or less than 20/70 and equal to or better than 20/200"
    )
    assert f"Category 5 {begins} No light perception" in sentences
    assert len(sentences) == 6


def test_seventh_characters_and_the_notes_among_them(read):
    defined = {(row["place"], row["character"]): row["meaning"] for row in read(ID, NAME, table="seventh_characters")}
    assert defined["E1132", "3"] == "bilateral"
    assert defined["H3481", "2"] == "stable; Old central retinal vein occlusion"
    assert defined["S52", "B"] == ("initial encounter for open fracture type I or II; initial encounter for open fracture NOS")
    assert [character for place, character in defined if place == "S72"] == list("ABCDEFGHJKMNPQRS")


def test_the_note_below_a_fall_explains_the_category(read, notes):
    assert notes("W08", "inclusion_term") == ["Fall from stool"]
    defined = {(row["place"], row["character"]): row["meaning"] for row in read(ID, NAME, table="seventh_characters")}
    assert defined["W08", "S"] == "sequela"


def test_empty_notes_are_left_out(read, publisher_file, tmp_path):
    whole = publisher_file(NAME).read()
    file = tmp_path / "icd10cm-tabular-2026.xml"
    file.write_bytes(whole.replace(b"<note>Classical cholera</note>", b"<note/><note> </note><note>Classical cholera</note>"))
    assert len(read(ID, file, table="notes")) == len(read(ID, NAME, table="notes"))


@pytest.mark.parametrize(
    ("old", "new", "marker", "expected"),
    [
        pytest.param("<version>2026", "<version>2025", "<version>", "2026, as the file's name says", id="other-year"),
        pytest.param("<ICD10CM.tabular>", "<ICD10CM.index>", "<ICD10CM", "the document <ICD10CM.tabular>", id="other-root"),
        pytest.param("<excludes1>", "<excludes3>", "</excludes1>", "well-formed XML", id="mismatched-tag"),
        pytest.param("<name>A00.1<", "<name>B00.1<", "<diag>", "a code below A00", id="not-below-its-parent"),
        pytest.param("<name>A00.1<", "<name>A00.0<", "<diag>", "each place once", id="repeated"),
        pytest.param("<desc>Cholera</desc>", "<desc></desc>", "<diag>", "a descriptor", id="no-descriptor"),
        pytest.param("<note>Classical cholera</note>", "<old>Cholera</old>", "<old>", "note", id="addenda-mark"),
        pytest.param("<name>1</name>", "<name>one</name>", "<chapter>", "a chapter's number", id="chapter"),
        pytest.param('id="B10">\n         Other', 'id="B11">\n         Other', "<sectionRef", "a section of this chapter",
                     id="section-missing"),
        pytest.param('<section id="B10">', '<section id="B1">', "<section", "a range such as E08-E13", id="section-range"),
        pytest.param('<extension char="2">left eye', '<extension char="1">left eye', "<extension", "a new character",
                     id="repeated-character"),
        pytest.param("<excludes2>\n          <note>cytomegalovirus", "<excludes2>\n          <noet/><note>cytomegalovirus",
                     "<noet/>", "note", id="unknown-element"),
    ],
)  # fmt: skip
def test_a_document_not_as_documented_is_refused(refusal, publisher_file, old, new, marker, expected):
    error = refusal(ID, NAME, old, new)
    assert expected in error.expected
    assert error.file == "icd10c-tabular-April-1-2026.xml"
    damaged = publisher_file(NAME).read().decode().replace(old, new, 1)
    assert error.line is not None
    assert marker in damaged.split("\n")[error.line - 1]


def test_an_error_names_the_line_of_the_element(refusal, publisher_file):
    lines = publisher_file(NAME).read().decode().split("\n")
    cholera = lines.index("          <name>A00.1</name>")
    assert refusal(ID, NAME, "<name>A00.1<", "<name>B00.1<").line == cholera  # the line of <diag>, one above its name


@pytest.mark.parametrize(
    "declaration",
    [
        pytest.param('<!DOCTYPE a [<!ENTITY b "c">]>', id="entity"),
        pytest.param('<!DOCTYPE ICD10CM.tabular SYSTEM "file:///etc/passwd">', id="doctype"),
    ],
)
def test_declared_types_and_entities_are_refused(refusal, declaration):
    error = refusal(ID, NAME, "<ICD10CM.tabular>", declaration + "<ICD10CM.tabular>")
    assert (error.expected, error.line) == ("no DOCTYPE declaration", 2)


def test_a_truncated_document_is_refused_with_its_line(refusal, publisher_file):
    whole = publisher_file(NAME).read()
    half = whole[: whole.index(b"<name>S72.0</name>")]
    error = refusal(ID, NAME, whole, half)
    assert "closing tag" in error.expected
    assert error.line == half.count(b"\n") + 1


def test_a_half_downloaded_compressed_file_is_refused(publisher_file, tmp_path):
    compressed = gzip.compress(publisher_file(NAME).read())
    half = tmp_path / "tabular.xml.gz"
    half.write_bytes(compressed[: len(compressed) // 2])
    room = source(ID)
    with pytest.raises(PublisherFileError, match="a whole compressed file"):
        list(room.rows(open_published(half)))
    renamed = tmp_path / "icd10cm-tabular-2026.xml.gz"
    renamed.write_bytes(compressed + b"\x1f\x8b\x08garbage")
    with pytest.raises(PublisherFileError):
        list(room.rows(open_published(renamed)))


def test_nesting_without_end_is_refused(refusal):
    error = refusal(ID, NAME, "<introduction>", "<introduction>" + "<a>" * 100)
    assert (error.expected, error.line) == ("at most 60 levels", 4)


def test_releases_by_name_and_by_version(identity, publisher_file, tmp_path):
    assert identity(ID, NAME) == ("FY2026-04", "2026-04-01 to 2026-09-30")
    renamed = tmp_path / "list.xml"
    renamed.write_bytes(publisher_file(NAME).read())
    assert source(ID).identify(open_published(renamed)).release == "FY2026"


def test_a_list_without_all_chapters_is_refused(incomplete):
    error = incomplete(ID, NAME)
    assert (error.expected, error.found) == ("chapters 1 to 22 of 2026", "1, 4, 7, 13, 19, 20")


@pytest.mark.parametrize(
    ("name", "chapters", "sections", "codes", "definitions"),
    [
        pytest.param("icd10c-tabular-April-1-2026.xml.gz", 22, 297, 46_881, 1_790, id="FY2026-04"),
        pytest.param("icd10cm-tabular-April-2025.xml.gz", 22, 296, 46_498, 1_790, id="FY2025-04"),
        pytest.param("ICD10CM_FY2017_Full_XML.zip", 21, 295, 43_910, 1_781, id="FY2017"),
    ],
)
def test_every_element_of_the_full_file_is_read(shared_data, name, chapters, sections, codes, definitions):
    room, files = source(ID), open_published(shared_data / "icd10cm" / name)
    kinds: dict[str, int] = {}
    counts: dict[str, int] = {}
    for table, row in room.rows(files):
        counts[table] = counts.get(table, 0) + 1
        if table == "places":
            kinds[row[1]] = kinds.get(row[1], 0) + 1
    assert kinds == {"chapter": chapters, "section": sections, "code": codes}
    assert counts["seventh_characters"] == definitions
    room.check(files, counts, excerpt=False)
