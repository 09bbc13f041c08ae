"""The small language in which phrases of notes are written."""

from __future__ import annotations

import pytest

from codewell.tasks.radonc.note_phrases import compiled, words_of

LISTS = {"drug": ["cisplatin", "5 fu"]}


@pytest.mark.parametrize(
    ("phrase", "sentence", "places"),
    [
        pytest.param("daily cbct", "A daily CBCT was done", (1, 2), id="plain"),
        pytest.param("field in field", "Field-in-field", (0, 2, 4), id="dashes-do-not-count"),
        pytest.param("vac lok|loc", "Vac loc bag", (0, 1), id="either"),
        pytest.param("breath [hold] scan", "breath scan", (0, 1), id="may-be-left-out"),
        pytest.param("gat* window", "gating window", (0, 1), id="any-ending"),
        pytest.param("beam ~ held", "beam is then held", (0, 3), id="a-gap-is-no-part"),
        pytest.param("weekly <drug>", "weekly 5 FU", (0, 1, 2), id="a-list-of-words"),
        pytest.param("beam held", "beam is held", (), id="no-gap-no-match"),
        pytest.param("rpm", "rpms", (), id="whole-words-only"),
    ],
)
def test_a_phrase_stands_where_its_words_do(phrase: str, sentence: str, places: tuple[int, ...]) -> None:
    tokens = sentence.replace("-", " - ").split()
    assert compiled([phrase], LISTS).first(words_of(tokens)) == places


def test_a_list_that_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        compiled(["<nothing>"], LISTS)
