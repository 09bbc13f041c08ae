"""How a note is read: what optical reading confuses, and whether capitals tell anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codewell.phi.note import Note


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("457-555-57S8", "457-555-5758"),
        ("O2/02/2007", "02/02/2007"),
        ("smal1 ventric1e", "small ventricle"),
        ("5he", "she"),
        ("the 1st of May", "the 1st of may"),
        ("L5-S1", "l5-s1"),
        ("10mg B12 H2O", "10mg b12 h2o"),
    ],
)
def test_what_optical_reading_confuses(written, read):
    assert Note(written).scan == read


@given(st.text(max_size=200))
def test_the_reading_has_the_length_of_the_text(text):
    note = Note(text)
    assert len(note.scan) == len(text)
    assert all(note.scan[start:end] == word for word, start, end in zip(note.words, note.starts, note.ends, strict=True))


@pytest.mark.parametrize(
    ("text", "cased"),
    [
        ("The patient was seen by the physician in the clinic on that day.", True),
        ("THE PATIENT WAS SEEN BY THE PHYSICIAN IN THE CLINIC ON THAT DAY.", False),
        ("the patient was seen by the physician in the clinic on that day.", False),
    ],
)
def test_capitals_tell_something_only_in_mixed_text(text, cased):
    assert Note(text).cased is cased


def test_a_lost_space_behind_a_small_word_parts_two_words():
    assert Note("The patient moved fromLimerick in January with McNeil.").words[3:5] == ["from", "limerick"]
    assert "mcneil" in Note("The patient moved fromLimerick in January with McNeil.").words
