"""Queries that are still being typed, over the excerpt of the publications."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from codewell.search.index import SearchIndex

DAY = date(2026, 6, 2)


@pytest.fixture
def begun(index: SearchIndex) -> Callable[..., list[str]]:
    """Return a function from what is typed to the codes suggested, best first."""
    return lambda text, on=DAY: [hit.code for hit in index.begin(text, on=on)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        pytest.param("heart att", "I21.9", id="lay-words"),
        pytest.param("acute myoc", "I21.9", id="descriptor"),
        pytest.param("anem", "D64.9", id="one-word"),
        pytest.param("conjunctiv", "H10.9", id="most-of-a-word"),
        pytest.param("pink eye", "H10.9", id="finished-phrase"),
        pytest.param("COPD", "J44.9", id="abbreviation"),
        pytest.param("fall from lad", "W11.XXXA", id="external-cause"),
        pytest.param("wheelch", "K0001", id="supply"),
        pytest.param("right knee pa", "M25.561", id="side-kept"),
        pytest.param("anaemia", "D64.9", id="british-spelling"),
    ],
)
def test_the_likely_code_comes_first(begun, typed: str, first: str) -> None:
    assert begun(typed)[0] == first


def test_a_code_comes_before_those_below_it_in_the_order_of_the_list(begun) -> None:
    assert begun("E11") == ["E11", "E11.2", "E11.21", "E11.22", "E11.9"]
    assert begun("e11.2") == ["E11.2", "E11.21", "E11.22"]


def test_a_beginning_of_a_code_gives_the_codes_of_every_system(begun) -> None:
    assert begun("J1") == ["J1100"]
    assert begun("7738", date(2025, 6, 2)) == ["77385"]


def test_codes_of_one_system_leave_room_for_those_of_another(index: SearchIndex) -> None:
    found = [hit.code for hit in index.begin("E1", on=DAY, limit=2)]
    assert found == ["E11", "E11.2"]
    both = [hit.code for hit in index.begin("J", on=DAY)]
    assert both == []
    assert {hit.code[0] for hit in index.begin("W1", on=DAY, limit=3)} == {"W"}


def test_one_letter_behind_words_changes_nothing(begun) -> None:
    assert begun("knee pain r") == begun("knee pain ")


def test_each_code_is_suggested_once(index: SearchIndex) -> None:
    for typed in ("dia", "frac", "infarct", "pain", "di"):
        codes = [(hit.system, hit.code) for hit in index.begin(typed, on=DAY)]
        assert len(codes) == len(set(codes))
        assert len(codes) <= 10


@pytest.mark.parametrize("typed", ["", " ", "q", "zzzz", "%", "--", "(", "\u00e9", "a" * 400])
def test_what_begins_nothing_suggests_nothing(begun, typed: str) -> None:
    assert begun(typed) == []
