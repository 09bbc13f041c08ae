"""What people type, and the code that the publication gives for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codewell.search.index import SearchIndex

Find = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        pytest.param("acute myocardial infarction", "I21.9", id="header-leads-to-its-unspecified-code"),
        pytest.param("myocardial infarction nos", "I21.9", id="inclusion-term"),
        pytest.param("infarct of myocardium", "I21.9", id="index-term"),
        pytest.param("cardiac infarct", "I21.9", id="index-reference-followed"),
        pytest.param("hip fracture", "S72.009A", id="reference-to-an-incomplete-code"),
        pytest.param("fall from ladder", "W11.XXXA", id="external-cause-index"),
        pytest.param("heart attack", "I21.9", id="lay-words"),
        pytest.param("pink eye", "H10.9", id="lay-words-of-another-kind"),
        pytest.param("COPD", "J44.9", id="abbreviation"),
        pytest.param("NSTEMI", "I21.4", id="abbreviation-in-the-descriptor"),
        pytest.param("T2DM", "E11.9", id="abbreviation-with-digits"),
        pytest.param("diarhea", "R19.7", id="misspelling"),
        pytest.param("conjunctivits", "H10.9", id="letter-left-out"),
        pytest.param("anaemia", "D64.9", id="british-spelling"),
        pytest.param("diarrhoea", "R19.7", id="british-digraph"),
        pytest.param("lung cancer", "C34.90", id="neoplasm-table"),
        pytest.param("benign lung tumor", "D14.30", id="neoplasm-table-benign"),
        pytest.param("metastatic cancer to right lung", "C78.01", id="neoplasm-table-secondary-with-side"),
        pytest.param("acetaminophen overdose", "T39.1X1A", id="drug-table-accidental-by-default"),
        pytest.param("acetaminophen overdose on purpose", "T39.1X2A", id="drug-table-self-harm"),
        pytest.param("adverse effect of acetaminophen", "T39.1X5A", id="drug-table-adverse-effect"),
        pytest.param("allergy to acetaminophen", "Z88.6", id="allergy-by-the-class-of-the-drug"),
        pytest.param("allergic reaction to acetaminophen", "T39.1X5A", id="a-reaction-is-an-adverse-effect"),
        pytest.param("wheelchair", "K0001", id="the-plain-supply-first"),
        pytest.param("dexamethasone injection", "J1100", id="injected-drug"),
    ],
)
def test_first_result(codes_for: Find, query: str, code: str) -> None:
    assert codes_for(query)[0] == code


@pytest.mark.parametrize(
    ("query", "code"),
    [
        pytest.param("pain in right knee", "M25.561", id="right"),
        pytest.param("left knee pain", "M25.562", id="left"),
        pytest.param("acute otitis media right ear", "H66.91", id="organ-that-the-index-leaves-out"),
        pytest.param("acute serous otitis media right ear", "H65.01", id="the-word-that-tells-decides"),
        pytest.param("knee pain", "M25.569", id="no-side-is-the-unspecified-side"),
        pytest.param("right hip fracture", "S72.001A", id="initial-encounter-and-closed-by-default"),
        pytest.param("right hip fracture initial encounter open", "S72.001B", id="open"),
        pytest.param("right hip fracture subsequent encounter", "S72.001D", id="subsequent"),
        pytest.param("fracture neck of left femur subsequent encounter", "S72.002D", id="subsequent-left"),
        pytest.param("right hip fracture sequela", "S72.001S", id="sequela"),
        pytest.param("cancer of upper lobe of left lung", "C34.12", id="side-of-a-descriptor"),
    ],
)
def test_side_and_encounter_words_choose_the_code(codes_for: Find, query: str, code: str) -> None:
    assert codes_for(query)[0] == code


def test_denied_words_keep_opposites_apart(codes_for: Find) -> None:
    assert codes_for("aortic aneurysm without rupture")[0] == "I71.40"
    assert codes_for("ruptured aortic aneurysm")[0] == "I71.30"


def test_only_billable_codes_answer_words(index: SearchIndex, day_of_service: date) -> None:
    assert all(hit.billable for hit in index.search("diabetes", on=day_of_service).hits)


@pytest.mark.parametrize(
    ("query", "part"),
    [
        pytest.param("infarct myocardium", "index: Infarct, infarction > myocardium, myocardial", id="index-path"),
        pytest.param("diarhea", "spelling: diarhea -> diarrhea", id="spelling"),
        pytest.param("heart attack", "lay term 'heart attack'", id="lay-term"),
        pytest.param("myocardial infarction nos", "inclusion term: Myocardial infarction (acute) NOS", id="inclusion-term"),
        pytest.param("lung cancer benign", "neoplasm table", id="table"),
    ],
)
def test_why_names_what_matched(index: SearchIndex, day_of_service: date, query: str, part: str) -> None:
    found = index.search(query, on=day_of_service).hits
    assert any(part in hit.why for hit in found[:3]), [hit.why for hit in found[:3]]


def test_nothing_is_found_for_nonsense(codes_for: Find) -> None:
    assert codes_for("zzqx vvk") == []


@pytest.mark.parametrize("query", ["", "   ", "?!", "the of", "'", "%s \\ \x00", "é" * 50, "a" * 400])
def test_any_text_is_answered_without_error(codes_for: Find, query: str) -> None:
    assert isinstance(codes_for(query), list)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_the_same_answer_twice(codes_for: Find, query: str) -> None:
    assert codes_for(query) == codes_for(query)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["right hip fracture", "acute myocardial infarction", "lung cancer", "diarhea", "pink eye", "e11.22"]),
    st.sampled_from(["", " ", "  \t"]),
    st.booleans(),
)
def test_case_and_spaces_change_nothing(codes_for: Find, query: str, space: str, upper: bool) -> None:
    written = space + (query.upper() if upper else query.title()).replace(" ", " " + space) + space
    assert codes_for(written) == codes_for(query)


def test_fewer_results_are_the_first_of_more(codes_for: Find) -> None:
    assert codes_for("fracture of femur", limit=3) == codes_for("fracture of femur", limit=10)[:3]


def test_the_last_word_is_completed(index: SearchIndex) -> None:
    assert index.suggest("acute myoc")[0] == "acute myocardial"
    assert index.suggest("my") == ()
