"""Documents that parse and are not whole."""

from __future__ import annotations

import io
import sys
from datetime import date

import pytest

from codewell.kernel.errors import ConfigurationError, PublisherFileError
from codewell.kernel.validity import Validity
from codewell.sources.contract import ReleaseIdentity
from codewell.sources.files import PublishedFile
from codewell.sources.guidelines import SOURCE
from codewell.sources.guidelines.checks import check_contents, check_distinct, check_sections
from codewell.sources.guidelines.document import Bookmark, GuidelinesDocument
from codewell.sources.guidelines.parse import Passage, parse_guidelines
from codewell.sources.guidelines.source import release_on_title_page
from codewell.sources.guidelines.tsv import write_tsv

BOOKMARKS = (Bookmark("Section I. Conventions, general coding guidelines and chapter specific guidelines", 3),)


def frame() -> list[Passage]:
    """The fixed frame of the guidelines, as their table of contents lists it."""
    ids = [("I", None), ("I.A", "I")]
    ids += [(f"I.A.{n}", "I.A") for n in range(1, 20)]
    ids += [("I.B", "I"), *((f"I.B.{n}", "I.B") for n in range(1, 20))]
    ids += [("I.C", "I"), *((f"I.C.{n}", "I.C") for n in range(1, 23))]
    ids += [("II", None), *((f"II.{letter}", "II") for letter in "ABCDEFGHIJK")]
    ids += [("III", None), *((f"III.{letter}", "III") for letter in "ABC")]
    ids += [("IV", None), *((f"IV.{letter}", "IV") for letter in "ABCDEFGHIJKLMNOPQ")]
    ids += [("Appendix I", None)]
    return [Passage(section, "Title", 7, 7, "Text", parent) for section, parent in ids]


def test_the_frame_itself_is_whole():
    check_sections(frame(), file="g.pdf")


@pytest.mark.parametrize("missing", ["I.A.1", "I.A.19", "I.B.14", "I.C.22", "II.K", "III.A", "IV.Q", "Appendix I"])
def test_a_missing_section_is_named(missing):
    cut = [passage for passage in frame() if passage.section != missing]
    with pytest.raises(PublisherFileError, match=f"page 7: expected (section )?{missing}, found"):
        check_sections(cut, file="g.pdf")


@pytest.mark.parametrize("last", ["I.C.4", "II.H", "IV.P"])
def test_a_document_that_breaks_off_is_refused(last):
    whole = frame()
    end = [passage.section for passage in whole].index(last)
    with pytest.raises(PublisherFileError):
        check_sections(whole[: end + 1], file="g.pdf")


def test_nothing_at_all_is_refused():
    with pytest.raises(PublisherFileError, match=r"expected section I\.A\.1"):
        check_sections([], file="g.tsv")


def test_one_number_twice_is_refused():
    twice = [*frame(), Passage("I.A.1", "Again", 9, 9, "Text", "I.A")]
    with pytest.raises(PublisherFileError, match=r"page 9: expected each section once, found I\.A\.1"):
        check_distinct(twice, file="g.tsv")


def test_a_passage_before_its_parent_is_refused():
    with pytest.raises(PublisherFileError, match=r"expected section I\.A before I\.A\.1"):
        check_distinct([Passage("I.A.1", "Orphan", 7, 7, "Text", "I.A")], file="g.tsv")


def test_a_body_that_keeps_its_table_of_contents_passes(pages):
    check_contents(list(parse_guidelines(pages)), GuidelinesDocument(pages, BOOKMARKS), file="g.pdf")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        pytest.param(
            "C. Chapter-Specific Coding Guidelines ..", "C. Hospital Coding ..", r"I\.C Chapter-Specific", id="other-title"
        ),
        pytest.param("Appendix I 5", "Appendix I 4", r"expected section Appendix I .*, found it on page 5", id="other-page"),
        pytest.param(
            "Present on Admission Reporting Guidelines ..5",
            "Section III. Reporting Additional Diagnoses ..... 5",
            "expected section III",
            id="missing-section",
        ),
        pytest.param("Page 2 of 5", "Page 2 of 120", "page 5: expected 120 pages, found 5", id="pages-missing"),
    ],
)
def test_a_body_that_breaks_with_its_table_of_contents_is_refused(pages, before, after, message):
    passages = list(parse_guidelines(pages))
    contents = pages[1].replace("Appendix I 5 \n", "", 1) if "Section III" in after else pages[1]
    assert before in contents
    changed = (pages[0], contents.replace(before, after), *pages[2:])
    with pytest.raises(PublisherFileError, match=message):
        check_contents(passages, GuidelinesDocument(changed, BOOKMARKS), file="g.pdf")


def test_a_document_without_table_of_contents_is_refused(make_pages):
    pages = make_pages("Section I. Conventions \nText. ")
    with pytest.raises(PublisherFileError, match="expected a table of contents, found none"):
        check_contents(list(parse_guidelines(pages)), GuidelinesDocument(pages, BOOKMARKS), file="g.pdf")


def test_a_document_without_bookmarks_is_refused(pages):
    with pytest.raises(PublisherFileError, match="expected the publisher's bookmarks"):
        check_contents(list(parse_guidelines(pages)), GuidelinesDocument(pages, ()), file="g.pdf")


@pytest.mark.parametrize(
    ("title_page", "release"),
    [
        pytest.param(
            "FY 2024 -- UPDATED October 1, 2023 \n(October 1, 2023 - September 30, 2024) \n",
            ReleaseIdentity("FY2024", Validity(date(2023, 10, 1), date(2024, 9, 30))),
            id="october",
        ),
        pytest.param(
            "FY 2025 -- UPDATED April 1, 2025 \n(April 1, 2025 - September 30, 2025) \n",
            ReleaseIdentity("FY2025-04", Validity(date(2025, 4, 1), date(2025, 9, 30))),
            id="april-update",
        ),
        pytest.param("FY 2026 \n", None, id="no-days"),
        pytest.param("FY 2026 (October 1, 2025 - September 31, 2026)", None, id="impossible-day"),
        pytest.param("FY 2026 (October 1, 2025 - September 30, 2024)", None, id="ends-before-it-begins"),
    ],
)
def test_the_title_page_tells_the_release(title_page, release):
    assert release_on_title_page(title_page) == release


def source_file(name: str, content: bytes) -> PublishedFile:
    return PublishedFile(name, lambda: io.BytesIO(content))


def test_the_tab_separated_form_is_a_source(pages):
    file = source_file("guidelines-FY2026.tsv", write_tsv(parse_guidelines(pages)).encode())
    assert SOURCE.identify([file]) == ReleaseIdentity("FY2026", Validity(date(2025, 10, 1), date(2026, 9, 30)))
    rows = list(SOURCE.rows([file]))
    assert {table for table, _ in rows} == {"passages"}
    assert rows[3][1][:5] == ("I.A.1", "I.A", "The Alphabetic Index and Tabular List", 3, 3)
    assert [row[-1] for _, row in rows] == list(range(1, len(rows) + 1))
    SOURCE.check([file], {"passages": len(rows)}, excerpt=True)
    with pytest.raises(PublisherFileError, match=r"section I\.A\.3"):
        SOURCE.check([file], {"passages": len(rows)}, excerpt=False)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"<!DOCTYPE html><html>Access denied</html>", "expected a PDF document", id="a-web-page"),
        pytest.param(b"%PDF-1.6\n1 0 obj <</Type /Catalog>>", "found a truncated document", id="no-end"),
    ],
)
def test_what_is_no_whole_pdf_is_refused(content, expected):
    with pytest.raises(PublisherFileError, match=expected):
        SOURCE.identify([source_file("guidelines.pdf", content)])


def test_a_pdf_without_the_pdf_readers_structure_is_refused():
    pytest.importorskip("pypdf", reason="reading a PDF needs pypdf")
    broken = source_file("guidelines.pdf", b"%PDF-1.6\nnothing here\nstartxref\n5\n%%EOF\n")
    with pytest.raises(PublisherFileError, match="expected a whole PDF document"):
        SOURCE.identify([broken])


def test_two_editions_at_once_are_refused():
    files = [source_file("guidelines-2025.pdf", b""), source_file("guidelines-2026.pdf", b"")]
    with pytest.raises(PublisherFileError, match="expected one edition"):
        SOURCE.identify(files)


def test_without_the_pdf_reader_the_user_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'codewell\[documents\]'"):
        SOURCE.identify([source_file("guidelines.pdf", b"%PDF-1.6\n%%EOF\n")])
