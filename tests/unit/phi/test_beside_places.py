"""Numbers of addresses beside a place: house numbers on either side, suites, postal codes; and numbers that are none."""

from __future__ import annotations

import pytest

from codewell.phi.finding import Engine, find_identifiers
from codewell.phi.identifiers.beside_places import numbers_beside_places
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType


def beside(text: str, place: str) -> list[str]:
    start = text.index(place)
    found = numbers_beside_places(Note(text), [Found(start, start + len(place), PhiType.LOCATION, "location.test", 0.9)])
    return [text[one.start : one.end] for one in found]


@pytest.mark.parametrize(
    ("text", "place", "numbers"),
    [
        pytest.param("Address: 28 Rua das Flores, Porto", "Rua das Flores", ["28"], id="before-a-street-abroad"),
        pytest.param("He lives at Harjukuja 54, Vaasa", "Harjukuja", [], id="behind-a-word-that-tells-no-street"),
        pytest.param("He lives at Mannerheimintie 54, Helsinki", "Mannerheimintie", ["54"], id="behind-a-street-abroad"),
        pytest.param("Seen at Via Tasso 129.", "Via Tasso", ["129"], id="at-the-end-of-a-sentence"),
        pytest.param("1386 Asker", "Asker", ["1386"], id="code-before-a-town"),
        pytest.param("to Asker, Norway 35018", "Asker", ["35018"], id="code-behind-a-country"),
        pytest.param("from Tulsa 74103", "Tulsa", ["74103"], id="code-behind-a-town"),
        pytest.param("Address: 6400 12 Timms Drive", "12 Timms Drive", ["6400"], id="a-second-number-before-a-street"),
        pytest.param("Suite 680, Whangarei", "Whangarei", ["Suite 680"], id="suite"),
    ],
)
def test_numbers_of_an_address_are_found(text, place, numbers):
    assert beside(text, place) == numbers


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("seen at Asker 2019", "Asker", id="year-behind"),
        pytest.param("In 2019 Asker was flooded", "Asker", id="year-before"),
        pytest.param("In 2019 12 Timms Drive burned", "12 Timms Drive", id="year-before-a-street"),
        pytest.param("moved to 2 Tulsa homes", "Tulsa", id="count"),
        pytest.param("Tulsa 104/62", "Tulsa", id="blood-pressure"),
    ],
)
def test_other_numbers_stay(text, place):
    assert beside(text, place) == []


def test_the_suite_of_an_address_is_found_without_the_tagger():
    text = "Visit us in Suite 310 on weekdays."
    assert [text[one.start : one.end] for one in find_identifiers(text, Engine.RULES)] == ["Suite 310"]


def test_a_labelled_postal_code_may_have_four_figures():
    text = "My zip code is 2371."
    assert [text[one.start : one.end] for one in find_identifiers(text, Engine.RULES)] == ["2371"]
