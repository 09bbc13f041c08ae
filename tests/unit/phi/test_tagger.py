"""The learned tagger: what it adds to the rules, what it leaves alone, and that it can be left out."""

from __future__ import annotations

from importlib.resources import files
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codewell.phi.finding import RECOGNIZERS, Engine, find_identifiers
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.tagger.features import features, flag_columns
from codewell.phi.tagger.network import STEPS, network
from codewell.phi.tagger.tagging import probabilities, stands
from codewell.phi.things import GUESSED_NAMES

MOST_BYTES = 5_000_000
MOST_SECONDS = 20
"""Generous: each takes well under a second on an idle machine; a quadratic pattern takes minutes."""


def covered(text: str, engine: Engine) -> str:
    return "|".join(text[one.start : one.end] for one in find_identifiers(text, engine))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The family meeting was attended by Zubrowko and the resident on call.", "Zubrowko"),
        ("Spoke with Quillfeather about the discharge plan this morning.", "Quillfeather"),
    ],
)
def test_a_name_that_no_list_holds_is_found_by_where_it_stands(text, name):
    assert name in covered(text, Engine.FULL)


@pytest.mark.parametrize("engine", Engine)
def test_medicine_named_after_people_stays(engine):
    assert covered("Foley catheter in place. Parkinson disease, on Sinemet 25 mg. Murphy sign negative.", engine) == ""


def test_tags_that_stand_for_what_was_taken_out_name_nobody():
    assert covered("Seen with [NAME] at [LOCATION] by [NAME] and [NAME].", Engine.FULL) == ""


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_probabilities_are_one_row_a_word(text):
    note = Note(text)
    if note.words:
        likely = probabilities(note)
        assert likely.shape == (len(note.words), 3)
        assert np.allclose(likely.sum(axis=1), 1, atol=1e-4)


@given(st.lists(st.sampled_from(["Zubrowko", "called", "Dr.", "\n", ",", "4/5", "Foley", "Main St", "(", "x4412"]), max_size=12))
def test_the_tagger_takes_nothing_back_that_more_than_a_guess_found(words):
    text = " ".join(words)
    sure = [one for recognizer in RECOGNIZERS for one in recognizer(Note(text)) if one.rule not in GUESSED_NAMES]
    ruled = {at for one in sure for at in range(one.start, one.end)}
    assert ruled <= {at for one in find_identifiers(text, Engine.FULL) for at in range(one.start, one.end)}


@pytest.mark.parametrize(
    ("text", "rule", "falls"),
    [
        pytest.param("Grant Marsh", "name.first-and-last", True, id="a-guess-over-known-words"),
        pytest.param("Grant Marsh", "name.title", False, id="a-title"),
        pytest.param("Grant Zubrowko", "name.first-and-last", False, id="an-unknown-word"),
    ],
)
def test_a_guess_falls_only_where_every_word_is_known_and_unlikely(text, rule, falls):
    note = Note(text)
    unlikely = np.array([[1.0, 0.0, 0.0]] * 2, np.float32)
    likely = np.array([[0.9, 0.1, 0.0]] * 2, np.float32)
    guess = Found(0, len(text), PhiType.NAME, rule, 0.9)
    assert stands(note, unlikely, guess) is not falls
    assert stands(note, likely, guess)


def test_the_network_is_the_same_in_blocks_and_word_by_word():
    held = network()
    note = Note("Mr. Okafor of Elm Manor saw Zubrowko about the cough. " * 40)
    seen, arrays = features(note, held.vocabulary), held.arrays
    count, begin, rows = len(note.words), 0, []
    for at, bits in enumerate(flag_columns(seen.flags, seen.gaps, seen.shapes)):
        letters = arrays["letters"][seen.letters[begin : begin + seen.lengths[at]]].mean(axis=0)
        begin += seen.lengths[at]
        tables = (arrays["words"][seen.words[at]], arrays["beginnings"][seen.beginnings[at]], arrays["ends"][seen.ends[at]])
        rows.append(np.concatenate([*tables, letters, bits]) @ arrays["inner"] + arrays["inner_bias"])
    layer = np.maximum(rows, 0)
    for number, step in enumerate(STEPS):
        taps, bias = arrays[f"outer{number}"], arrays[f"outer{number}_bias"]
        new = np.array(
            [
                bias + sum(layer[at + (tap - 2) * step] @ taps[tap] for tap in range(5) if 0 <= at + (tap - 2) * step < count)
                for at in range(count)
            ]
        )
        new = np.maximum(new, 0)
        layer = layer + new @ arrays[f"wider{number - 1}"] + arrays[f"wider{number - 1}_bias"] if number else new
    shared = np.maximum(layer @ arrays["pooled"] + arrays["pooled_bias"], 0)
    for at in range(0, count, 37):
        same = [other for other, word in enumerate(note.words) if word == note.words[at]]
        row = np.concatenate([layer[at], shared[same].max(axis=0), shared[same].mean(axis=0)])
        raw = np.maximum(row @ arrays["hidden"] + arrays["hidden_bias"], 0) @ arrays["last"] + arrays["last_bias"]
        assert np.allclose(held.probabilities(seen)[at], np.exp(raw) / np.exp(raw).sum(), atol=1e-3)


def test_weights_are_small_enough_to_ship():
    folder = files("codewell.phi.tagger")
    assert sum(len((folder / name).read_bytes()) for name in ("weights.npz", "vocabulary.txt.gz")) < MOST_BYTES


HOSTILE = {
    "one word": "a" * 100_000,
    "digits": "1" * 100_000,
    "digits and letters": "1a" * 50_000,
    "dashes": "1-" * 50_000,
    "labels": "plate\n" * 17_000,
    "labels without spaces": "no.#" * 25_000,
    "names": "Dr. Smith " * 10_000,
    "names and numbers": "Smith 40-71-86 " * 6_600,
    "points": "1.2.3." * 16_000,
    "spaces": "MRN" + " " * 100_000 + "1",
    "initials": "A. B. C. " * 11_000,
    "links": "of the of the " * 7_000,
    "places": "Elm Hospital of the " * 5_000,
    "brackets": "([#" * 33_000,
    "tags": "[NAME] " * 14_000,
    "months": "may 1 " * 16_000,
    "addresses": "1 N St, " * 12_000,
    "at signs": "a@" * 50_000,
    "plus signs": "+1 " * 33_000,
    "apostrophes": "O'" * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_bounded_time(text):
    began = process_time()
    find_identifiers(text, Engine.FULL)
    assert process_time() - began < MOST_SECONDS


def test_one_line_of_five_megabytes_is_read():
    line = "Abdomen soft and not tender, without masses. " * 111_000 + "Seen by Dr. Zubrowko."
    began = process_time()
    found = find_identifiers(line, Engine.FULL)
    assert [line[one.start : one.end] for one in found] == ["Zubrowko"]
    assert process_time() - began < 3 * MOST_SECONDS


def test_the_name_of_a_file_names_nobody():
    assert covered("file name: page", Engine.FULL) == ""
