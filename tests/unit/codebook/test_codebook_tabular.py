"""Notes, seventh characters, hierarchy and index entries as a code inherits them."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.codebook.entry import NoteKind
from codewell.kernel.codes import CodeSystem

CM = CodeSystem.ICD10CM
DAY = date(2026, 1, 1)
YEAR = ("FY2026", "2025-10-01", "2026-09-30")
CODES = (
    "E08-",
    "E081",
    "E11-",
    "E112-",
    "E1122",
    "E119",
    "T36-",
    "T360-",
    "T360X-",
    "T360X1-",
    "T360X1A",
    "T360X1D",
    "W11-",
    "W11XXXA",
)

PLACES = (
    ("4", "chapter", "Endocrine diseases (E00-E89)", None),
    ("E08-E13", "section", "Diabetes mellitus (E08-E13)", "4"),
    ("E08", "code", "Diabetes due to another condition", "E08-E13"),
    ("E11", "code", "Type 2 diabetes mellitus", "E08-E13"),
    ("E112", "code", "with kidney complications", "E11"),
    ("E1122", "code", "with chronic kidney disease", "E112"),
    ("19", "chapter", "Injury (S00-T88)", None),
    ("T36-T50", "section", "Drugs (T36-T50)", "19"),
    ("T36", "code", "Antibiotics", "T36-T50"),
    ("T360", "code", "Penicillins", "T36"),
    ("T360X", "code", "Penicillins", "T360"),
    ("T360X1", "code", "Penicillins, accidental", "T360X"),
    ("20", "chapter", "External causes (V00-Y99)", None),
    ("W11", "code", "Ladder", "20"),
)
NOTES = (
    ("4", "note", "chapter note"),
    ("E08-E13", "excludes2", "section excludes"),
    ("E11", "inclusion_term", "category inclusion term"),
    ("E11", "use_additional_code", "category use additional"),
    ("E112", "excludes1", "subcategory excludes"),
    ("E1122", "inclusion_term", "own inclusion term"),
    ("E1122", "code_first", "own code first"),
    ("T36", "seventh_character", "seventh for T36"),
    ("T360", "inclusion_term", "term of T36.0"),
    ("T360X1", "inclusion_term", "term of the stem"),
    ("W11", "inclusion_term", "term of W11"),
)
SEVENTH = (
    ("T36", "A", "initial encounter"),
    ("T36", "D", "subsequent encounter"),
    ("T36", "S", "sequela"),
    ("W11", "A", "first"),
)


def tabular_rows() -> dict[str, list[dict[str, object]]]:
    return {
        "places": [
            {"place": place, "kind": kind, "title": title, "parent": parent, "ordinal": number}
            for number, (place, kind, title, parent) in enumerate(PLACES)
        ],
        "notes": [
            {"place": place, "kind": kind, "text": text, "ordinal": number} for number, (place, kind, text) in enumerate(NOTES)
        ],
        "seventh_characters": [
            {"place": place, "character": character, "meaning": meaning, "ordinal": number}
            for number, (place, character, meaning) in enumerate(SEVENTH)
        ],
    }


@pytest.fixture
def tabular(published):
    return published("icd10cm-tabular", *YEAR, tabular_rows())


@pytest.fixture
def book(book_of, code_list, tabular):
    return book_of(code_list(*YEAR, *CODES), tabular)


def test_notes_nearest_level_first_with_where_they_stand(book):
    found = [(note.text, note.stands_at, note.inherited) for note in book.entry("E1122", CM, on=DAY).notes]
    assert found == [
        ("own inclusion term", "E11.22", False),
        ("own code first", "E11.22", False),
        ("subcategory excludes", "E11.2", True),
        ("category use additional", "E11", True),
        ("section excludes", "E08-E13", True),
        ("chapter note", "4", True),
    ]


def test_inclusion_terms_are_not_inherited(book):
    terms = [note.text for note in book.entry("E119", CM, on=DAY).notes if note.kind is NoteKind.INCLUSION_TERM]
    assert terms == []


@pytest.mark.parametrize(
    ("code", "terms"), [("T360X1A", ["term of the stem"]), ("W11XXXA", ["term of W11"]), ("T360X1", ["term of the stem"])]
)
def test_inclusion_terms_of_the_stem_belong_to_its_complete_codes(book, code, terms):
    notes = [note for note in book.entry(code, CM, on=DAY).notes if note.kind is NoteKind.INCLUSION_TERM]
    assert [note.text for note in notes] == terms
    assert not any(note.inherited for note in notes)


def test_code_that_the_tabular_list_lacks_does_not_own_its_categorys_notes(book):
    notes = book.entry("E119", CM, on=DAY).notes
    assert {note.inherited for note in notes} == {True}


@pytest.mark.parametrize(
    ("code", "made"),
    [
        ("T360X1", [("A", "T36.0X1A"), ("D", "T36.0X1D")]),
        ("T360X1A", [("A", "T36.0X1A"), ("D", "T36.0X1D")]),
        ("W11", [("A", "W11.XXXA")]),
        ("W11XXXA", [("A", "W11.XXXA")]),
        ("E1122", []),
    ],
)
def test_seventh_characters_with_the_codes_of_the_list_that_they_make(book, code, made):
    found = book.entry(code, CM, on=DAY).seventh_characters
    assert [(one.character, one.code) for one in found] == made


def test_seventh_characters_of_a_higher_level_make_no_code_yet(book):
    found = book.entry("T360", CM, on=DAY).seventh_characters
    assert [(one.character, one.meaning, one.code) for one in found] == [
        ("A", "initial encounter", None),
        ("D", "subsequent encounter", None),
        ("S", "sequela", None),
    ]


def test_breadcrumbs_from_chapter_to_parent(book):
    found = [(place.key, place.title, place.level, place.billable) for place in book.entry("E1122", CM, on=DAY).breadcrumbs]
    assert found == [
        ("4", "Endocrine diseases (E00-E89)", "chapter", None),
        ("E08-E13", "Diabetes mellitus", "section", None),
        ("E11", "long E11", "category", False),
        ("E11.2", "long E112", "subcategory", False),
    ]


def test_siblings_of_a_category_are_the_categories_of_its_section(book):
    assert [(place.key, place.billable) for place in book.entry("E11", CM, on=DAY).siblings] == [("E08", False)]
    assert [place.key for place in book.entry("E112", CM, on=DAY).siblings] == ["E11.9"]


def test_code_is_described_by_the_tabular_list_of_its_own_time(book_of, code_list, tabular, published):
    later = published(
        "icd10cm-tabular",
        "FY2027",
        "2026-10-01",
        "2027-09-30",
        {
            "places": [
                {"place": "E11", "kind": "code", "title": "t", "ordinal": 1},
                {"place": "E11A", "kind": "code", "parent": "E11"},
            ],
            "notes": [{"place": "E11A", "kind": "excludes1", "text": "not with E11.9", "ordinal": 1}],
        },
    )
    lists = (code_list(*YEAR, *CODES), code_list("FY2027", "2026-10-01", "2027-09-30", "E11-", "E11A", "E119"))
    book = book_of(*lists, tabular, later)
    (note,) = book.entry("E11A", CM, on=DAY).notes
    assert (note.text, note.origin.release) == ("not with E11.9", "FY2027")
    assert [place.key for place in book.entry("E1122", CM, on=date(2026, 12, 1)).breadcrumbs][:2] == ["4", "E08-E13"]


INDEX = (
    ("Diabetes > with kidney disease", "E1122", "E11.22", 0, None),
    ("Diabetes", "E11", "E11.-", 1, None),
    ("Diabetes > old", "E11", "E11", 0, None),
    ("Kidney > diabetic", "E112", "E11.2-", 1, None),
    ("Arthropathy > diabetic", "E1122", "E11.22", 0, "M148-"),
    ("Ladder", "W11", "W11", 0, None),
)


def index_rows() -> dict[str, list[dict[str, object]]]:
    terms = [
        {"id": number, "path": path, "code": code, "code_printed": printed, "incomplete": incomplete, "manifestation": pair}
        for number, (path, code, printed, incomplete, pair) in enumerate(INDEX, start=1)
    ]
    return {"terms": terms}


def test_index_entries_own_first_then_incomplete_ones_of_ancestors(book_of, code_list, published):
    book = book_of(code_list(*YEAR, *CODES), published("icd10cm-index", *YEAR, index_rows()))
    found = [(entry.path, entry.code, entry.manifestation) for entry in book.entry("E1122", CM, on=DAY).index_entries]
    assert found == [
        (("Diabetes", "with kidney disease"), "E11.22", None),
        (("Arthropathy", "diabetic"), "E11.22", "M14.8-"),
        (("Kidney", "diabetic"), "E11.2-", None),
        (("Diabetes",), "E11.-", None),
    ]


def test_entry_that_prints_the_stem_leads_to_its_complete_codes(book_of, code_list, published):
    book = book_of(code_list(*YEAR, *CODES), published("icd10cm-external-index", *YEAR, index_rows()))
    assert [entry.path for entry in book.entry("W11XXXA", CM, on=DAY).index_entries] == [("Ladder",)]


def test_manifestations_come_from_the_newest_release_that_prints_them(book_of, code_list, published):
    without = {"terms": [{**row, "manifestation": None} for row in index_rows()["terms"]]}
    book = book_of(
        code_list(*YEAR, *CODES, "M14-", "M148-", "M1481"),
        published("icd10cm-index", "FY2017", "2016-10-01", "2017-09-30", index_rows()),
        published("icd10cm-index", *YEAR, without),
    )
    etiology = {entry.path: entry for entry in book.entry("E1122", CM, on=DAY).index_entries}
    pair = etiology["Arthropathy", "diabetic"]
    assert (pair.manifestation, pair.origin.release) == ("M14.8-", "FY2017")
    assert etiology["Diabetes", "with kidney disease"].origin.release == "FY2026"
    assert len(etiology) == len(book.entry("E1122", CM, on=DAY).index_entries)
    (entry,) = book.entry("M1481", CM, on=DAY).index_entries
    assert (entry.code, entry.manifestation) == ("E11.22", "M14.8-")


def test_table_cells_lead_to_the_code_with_their_column(book_of, code_list, published):
    drugs = {
        "terms": [{"id": 1, "title": "Penicillin", "path": "Penicillin"}],
        "cells": [
            {"term": 1, "column_title": "Poisoning Accidental", "code": "T360X1", "code_printed": "T36.0X1", "incomplete": 0},
            {"term": 1, "column_title": "Underdosing", "code": "T360X6", "code_printed": "T36.0X6", "incomplete": 0},
        ],
    }
    book = book_of(code_list(*YEAR, *CODES), published("icd10cm-drugs", *YEAR, drugs))
    (entry,) = book.entry("T360X1A", CM, on=DAY).index_entries
    assert (entry.index, entry.path, entry.code, entry.column) == ("drugs", ("Penicillin",), "T36.0X1", "Poisoning Accidental")
