"""Codes in the query, and results that depend on the day of service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from codewell.kernel.codes import CodeSystem
from codewell.kernel.errors import NotLoadedError
from codewell.releases.shelf import Shelf
from codewell.search.building import build_index, is_current
from codewell.search.index import SearchIndex, open_index

Find = Callable[..., list[str]]


@pytest.mark.parametrize("written", ["E11.22", "e11.22", "E1122", "e1122", " e11.22 "])
def test_a_code_is_recognised_as_people_write_it(codes_for: Find, written: str) -> None:
    assert codes_for(written)[0] == "E11.22"


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        pytest.param("E11.2", ["E11.2", "E11.21", "E11.22"], id="header-and-what-is-below"),
        pytest.param("s72.001", ["S72.001", "S72.001A", "S72.001B", "S72.001D", "S72.001S"], id="injury"),
        pytest.param("J11", ["J1100"], id="beginning-of-a-supply"),
    ],
)
def test_the_beginning_of_a_code_lists_the_codes_below(codes_for: Find, written: str, codes: list[str]) -> None:
    assert codes_for(written)[: len(codes)] == codes


def test_a_header_says_that_it_is_not_billable(index: SearchIndex) -> None:
    header, below, *_ = index.search("E11.2", on=date(2026, 6, 2)).hits
    assert (header.billable, below.billable) == (False, True)


def test_a_code_among_words_comes_first(codes_for: Find) -> None:
    assert codes_for("what is J44.9")[0] == "J44.9"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        pytest.param(date(2025, 9, 30), "G35", id="last-day-of-the-whole-category"),
        pytest.param(date(2025, 10, 1), "G35.D", id="first-day-of-its-subdivisions"),
    ],
)
def test_words_find_the_code_in_force_on_the_day(codes_for: Find, day: date, code: str) -> None:
    assert codes_for("multiple sclerosis", on=day)[0] == code


def test_a_code_not_in_force_is_shown_only_when_it_is_asked_for(index: SearchIndex) -> None:
    day = date(2025, 9, 30)
    assert "G35.A" not in [hit.code for hit in index.search("relapsing remitting multiple sclerosis", on=day).hits]
    asked = index.search("G35.A", on=day).hits[0]
    assert (asked.code, asked.billable) == ("G35.A", False)
    assert "not in force" in asked.why


@pytest.mark.parametrize(
    ("day", "found"),
    [pytest.param(date(2025, 12, 31), True, id="last-day"), pytest.param(date(2026, 1, 1), False, id="day-after")],
)
def test_a_starter_pack_code_follows_its_period(codes_for: Find, day: date, found: bool) -> None:
    assert ("77385" in codes_for("imrt delivery", on=day)) is found


def test_a_release_that_ended_before_the_day_is_named(index: SearchIndex) -> None:
    notes = index.search("anemia", on=date(2026, 11, 23), systems=frozenset({CodeSystem.ICD10CM})).notes
    assert notes == ("ICD-10-CM: answering from FY2026, which ends 2026-09-30",)


def test_systems_restrict_the_answer(index: SearchIndex) -> None:
    only = frozenset({CodeSystem.HCPCS})
    assert {hit.system for hit in index.search("wheelchair lung femur", on=date(2026, 6, 2), systems=only).hits} <= only


def test_an_index_is_stale_once_a_release_or_the_format_changed(tmp_path: Path, fill_home: Callable[[Path], None]) -> None:
    fill_home(tmp_path)
    shelf = Shelf(tmp_path)
    assert not is_current(shelf, tmp_path / "search")
    build_index(shelf, tmp_path / "search")
    assert is_current(shelf, tmp_path / "search")
    (tmp_path / "catalogue.sqlite").unlink()
    assert not is_current(Shelf(tmp_path), tmp_path / "search")


def test_the_previous_index_answers_while_a_new_one_takes_its_place(tmp_path: Path, fill_home: Callable[[Path], None]) -> None:
    fill_home(tmp_path)
    build_index(Shelf(tmp_path), tmp_path / "search")
    opened = open_index(tmp_path / "search")
    build_index(Shelf(tmp_path), tmp_path / "search")
    day = date(2026, 6, 2)
    assert opened.search("pink eye", on=day).hits == open_index(tmp_path / "search").search("pink eye", on=day).hits
    assert len(list((tmp_path / "search").glob("index-*"))) == 1


def test_there_is_nothing_to_open_or_build_in_an_empty_home(tmp_path: Path) -> None:
    with pytest.raises(NotLoadedError):
        open_index(tmp_path / "search")
    with pytest.raises(NotLoadedError):
        build_index(Shelf(tmp_path), tmp_path / "search")
