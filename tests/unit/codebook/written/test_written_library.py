"""Folders of pages: a hospital's before ours, the day decides, a broken file is told and takes nothing else with it."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.codebook.book import CodeBook
from codewell.codebook.written.library import PageLibrary, library_of, open_folder
from codewell.kernel.codes import CptCode
from codewell.kernel.errors import ConfigurationError

CODE = CptCode("77385")
DAY = date(2025, 6, 2)


@pytest.fixture
def folder(tmp_path, page_text):
    place = tmp_path / "mercy"
    place.mkdir()
    (place / "tubes.md").write_text(page_text, encoding="utf-8")
    (place / "README.md").write_text("How we write.", encoding="utf-8")
    return place


def test_a_hospitals_pages_stand_before_ours_with_their_origin(folder):
    found = library_of(folder).pages(CODE, DAY)
    assert [page.origin for page in found] == ["mercy", "Codewell"]
    assert found[0].title == "Two tubes"


def test_without_a_folder_only_ours_are_shown():
    assert [page.origin for page in library_of(None).pages(CODE, DAY)] == ["Codewell"]
    assert library_of(None).pages(CptCode("00001"), DAY) == ()


def test_the_day_of_service_chooses_between_two_texts_on_a_code():
    titles = {
        day: library_of(None).pages(CptCode("77407"), date.fromisoformat(day))[0].title for day in ("2025-12-31", "2026-01-01")
    }
    assert "2015 to 2025" in titles["2025-12-31"]
    assert "from 2026" in titles["2026-01-01"]


def test_a_broken_file_is_left_out_and_told_on_its_codes_only(folder, page_text):
    (folder / "tubes.md").write_text(page_text.replace("valid_days = 365\n", ""), encoding="utf-8")
    library = PageLibrary((open_folder(folder),))
    assert library.pages(CODE, DAY) == ()
    assert [fault.sentence for fault in library.faults(CODE)] == [
        "The field valid_days is missing: a number of days, such as 365."
    ]
    assert library.faults(CptCode("99213")) == ()


def test_an_entry_carries_the_pages_and_tells_of_a_broken_one(folder, page_text, book_of, published):
    shelf = book_of(
        published(
            "opps-addendum-b", "2025-Q2", "2025-04-01", "2025-06-30", {"services": [{"code": "77385", "status_indicator": "S"}]}
        )
    ).shelf
    whole = CodeBook(shelf, library_of(folder)).entry(CODE, on=DAY)
    assert [page.origin for page in whole.written_pages] == ["mercy", "Codewell"]
    (folder / "tubes.md").write_text(page_text.replace("valid_days = 365\n", ""), encoding="utf-8")
    broken = CodeBook(shelf, library_of(folder)).entry(CODE, on=DAY)
    assert [page.origin for page in broken.written_pages] == ["Codewell"]
    assert "Written page tubes.md" in [absence.what for absence in broken.absences]
    assert CodeBook(shelf).entry(CODE, on=DAY).written_pages == ()


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="does not exist"):
        library_of(tmp_path / "nowhere")


def test_one_file_can_be_opened_alone(folder, page_text):
    (folder / "other.md").write_text(page_text, encoding="utf-8")
    opened = open_folder(folder / "tubes.md")
    assert (opened.origin, opened.names) == ("mercy", ("tubes.md",))


def test_files_that_look_like_pages_and_are_none_are_known(folder):
    for name in ("a.markdown", "b.MD", "c.md.txt", "notes.txt"):
        (folder / name).write_text("", encoding="utf-8")
    assert open_folder(folder).passed_over == ("a.markdown", "b.MD", "c.md.txt")
    assert open_folder(folder).names == ("tubes.md",)
