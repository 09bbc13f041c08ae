"""Pages become passages: numbers, titles, pages and mended text."""

from __future__ import annotations

import pytest

from codewell.kernel.errors import PublisherFileError
from codewell.sources.guidelines.document import Bookmark, mend_broken_words
from codewell.sources.guidelines.paragraphs import joined
from codewell.sources.guidelines.parse import parse_guidelines


@pytest.fixture
def passages(pages):
    return {passage.section: passage for passage in parse_guidelines(pages)}


def test_passages_come_in_document_order(pages):
    assert [passage.section for passage in parse_guidelines(pages)] == [
        "Introduction",
        "I",
        "I.A",
        "I.A.1",
        "I.A.2",
        "I.B",
        "I.B.1",
        "I.C",
        "I.C.1",
        "I.C.1.a",
        "I.C.1.a.1",
        "I.C.1.a.2",
        "I.C.1.a.2.a",
        "I.C.1.a.2.a.i",
        "I.C.1.a.2.a.ii",
        "I.C.1.a.2.b",
        "I.C.1.b",
        "I.C.1.b.1",
        "I.C.1.b.1.a",
        "I.C.1.b.1.b",
        "I.C.1.c",
        "II",
        "Appendix I",
    ]


@pytest.mark.parametrize(
    ("section", "title", "parent", "page_first", "page_last"),
    [
        ("Introduction", "ICD-10-CM Official Guidelines for Coding and Reporting", None, 1, 1),
        ("I", "Conventions, general coding guidelines and chapter specific guidelines", None, 3, 3),
        (
            "I.A.2",
            "Etiology/manifestation convention (“code first”, “use additional code” and “in diseases classified elsewhere” "
            "notes)",
            "I.A",
            3,
            4,
        ),
        ("I.C.1", "Chapter 1: Certain Infectious and Parasitic Diseases (A00-B99), U07.1", "I.C", 4, 4),
        ("I.C.1.a.2.a.ii", "Acute bronchitis", "I.C.1.a.2.a", 4, 4),
        ("I.C.1.b.1.b", "", "I.C.1.b.1", 4, 4),
        ("Appendix I", "Present on Admission Reporting Guidelines", None, 5, 5),
    ],
)
def test_a_passage_knows_title_parent_and_pages(passages, section, title, parent, page_first, page_last):
    passage = passages[section]
    assert (passage.title, passage.parent, passage.page_first, passage.page_last) == (
        title,
        parent,
        page_first,
        page_last,
    )


@pytest.mark.parametrize(
    ("section", "text"),
    [
        pytest.param(
            "I.A.1",
            "The ICD-10-CM is divided into the Alphabetic Index, an alphabetical list of terms and their corresponding code, "
            "and the Tabular List.\n\nSee Section I.C.2. Neoplasms",
            id="wrapped-lines-and-paragraphs",
        ),
        pytest.param(
            "I.A.2",
            "External cause of morbidity codes are never to be recorded as a principal diagnosis (first-listed in "
            "non-inpatient settings). These conditions are coded as documented by the patient's provider and requirements "
            "of the setting.",
            id="hyphen-at-a-line-end-and-sentence-over-a-page-end",
        ),
        pytest.param(
            "I.B.1",
            "These exceptions include codes for:\n• Body Mass Index (BMI)\n• Depth of non-pressure chronic ulcers\n"
            "Z66 Do not resuscitate",
            id="list-items",
        ),
        pytest.param(
            "I.C.1.a.2.b",
            "See Section I.C.1.a. for a condition of category T86.1- should be noted.",
            id="placeholder-dash-at-a-line-end",
        ),
        pytest.param(
            "I.C.1.b.1.a",
            "When the reason for the admission is for treatment of external burns, sequence first the code that reflects "
            "the burn of the highest degree.",
            id="numbered-paragraph-without-title",
        ),
        pytest.param("I.A", "", id="nothing-before-the-first-sub-paragraph"),
        pytest.param("Appendix I", "Reporting Options\nY – Yes\nN – No", id="appendix"),
    ],
)
def test_text_is_free_of_headers_and_line_wrapping(passages, section, text):
    assert passages[section].text == text


def test_bookmarks_tell_where_a_wrapped_title_ends(make_pages):
    pages = make_pages(
        "Section I. Conventions \nA. Conventions \n1. Sepsis \na. Sepsis \n"
        "1) Sepsis associated with a noninfectious process \n(condition) \nIn some cases, trauma may lead to it. "
    )
    titles = [
        "Section I. Conventions",
        "A. Conventions",
        "1. Sepsis",
        "a. Sepsis",
        "1) Sepsis associated with a noninfectious process (condition)",
    ]
    last = list(parse_guidelines(pages, [Bookmark(title, 2) for title in titles]))[-1]
    assert last.section == "I.A.1.a.1"
    assert last.title == "Sepsis associated with a noninfectious process (condition)"
    assert last.text == "In some cases, trauma may lead to it."


def test_a_numbered_line_that_no_bookmark_names_is_text(make_pages):
    pages = make_pages("Section I. Conventions \nSee also \nSection II. Selection of Principal Diagnosis \nfor more. ")
    found = list(parse_guidelines(pages, [Bookmark("Section I. Conventions", 2)]))
    assert [passage.section for passage in found] == ["Introduction", "I"]
    assert "Section II. Selection of Principal Diagnosis" in found[1].text


def test_a_heading_out_of_order_is_refused(make_pages):
    pages = make_pages("Section I. Conventions \nA. Conventions \n2. Format and Structure: \nText. ")
    bookmarks = [Bookmark(title, 2) for title in ("Section I. Conventions", "A. Conventions", "2. Format and Structure:")]
    with pytest.raises(PublisherFileError, match=r"page 2: expected the paragraph after I\.A, found 2\. Format"):
        list(parse_guidelines(pages, bookmarks, file="g.pdf"))


def test_a_page_that_is_missing_is_refused(pages):
    with pytest.raises(PublisherFileError, match=r"page 3: expected the header of the guidelines with Page 3"):
        list(parse_guidelines(pages[:2] + pages[3:], file="g.pdf"))


@pytest.mark.parametrize("other", [(), ("",), ("ICD-10-PCS Official Guidelines for Coding and Reporting \n2026",)])
def test_another_document_is_refused(other):
    with pytest.raises(PublisherFileError, match=r"page 1: expected the title ICD-10-CM Official Guidelines"):
        list(parse_guidelines(other, file="g.pdf"))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("COVID-", "19", "COVID-19"),
        ("codes I21.0-", "I21.4.", "codes I21.0-I21.4."),
        ("Code T86.1-", "should not", "Code T86.1- should not"),
        ("assign Z51.--", "code", "assign Z51.-- code"),
        ("admission -", "which", "admission - which"),
        ("plain", "words", "plain words"),
    ],
)
def test_hyphens_at_line_ends(before, after, expected):
    assert joined(before, after) == expected


def test_words_broken_by_kerning_are_mended_only_where_the_whole_word_is_known():
    pages = ("achieve and achieve; achiev e. The ICD -10-CM. The ap\npropriate code. An out come stays.",)
    assert mend_broken_words(pages) == ("achieve and achieve; achieve. The ICD-10-CM. The appropriate code. An out come stays.",)
