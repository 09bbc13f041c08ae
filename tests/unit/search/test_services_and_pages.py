"""Services found by what people call them and by the words of written pages, over the excerpt of the publications."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from codewell.kernel.codes import CodeSystem, CptCode
from codewell.releases.shelf import Shelf
from codewell.search.building import build_index, is_current
from codewell.search.harvest.written_texts import WrittenText
from codewell.search.index import SearchIndex, open_index

DAY = date(2025, 6, 2)
CPT = frozenset({CodeSystem.CPT})
PAGE = WrittenText(CptCode("77385"), "Beams shaped by a computer", "The machine turns round the patient while leaves move.")


@pytest.fixture(scope="module")
def with_page(tmp_path_factory: pytest.TempPathFactory, fill_home: Callable[[Path], None]) -> tuple[Path, SearchIndex]:
    home = tmp_path_factory.mktemp("written")
    fill_home(home)
    build_index(Shelf(home), home / "search", texts=[PAGE])
    return home, open_index(home / "search")


@pytest.mark.parametrize("query", ["beams shaped by computer", "shaped beams", "computer beam leaves"])
def test_a_service_is_found_by_its_page(with_page, query: str) -> None:
    _, index = with_page
    (hit,) = index.search(query, on=DAY, systems=CPT).hits
    assert (hit.code, hit.why) == ("77385", "page: Beams shaped by a computer")


def test_pages_are_asked_on_the_days_of_their_code(with_page) -> None:
    _, index = with_page
    assert index.search("beams shaped by computer", on=date(2025, 12, 31), systems=CPT).hits
    assert not index.search("beams shaped by computer", on=date(2026, 1, 1), systems=CPT).hits


def test_an_index_is_renewed_when_a_page_changes(with_page) -> None:
    home, _ = with_page
    shelf = Shelf(home)
    assert is_current(shelf, home / "search", [PAGE])
    assert not is_current(shelf, home / "search")
    assert not is_current(shelf, home / "search", [WrittenText(PAGE.code, PAGE.title, "Other words.")])


@pytest.mark.parametrize("query", ["imrt", "vmat", "imrt for prostate"])
def test_a_service_is_found_by_a_listed_phrase(index: SearchIndex, query: str) -> None:
    hit = index.search(query, on=DAY, systems=CPT).hits[0]
    assert hit.code == "77385"
    assert hit.why.startswith("service '")


def test_words_of_services_leave_diagnoses_as_they_are(with_page, index: SearchIndex) -> None:
    _, other = with_page
    for query in ("heart attack", "knee pain", "lung cancer", "diarrhea"):
        found = [[hit.code for hit in one.search(query, on=date(2026, 6, 2)).hits] for one in (index, other)]
        assert found[0] == found[1]
