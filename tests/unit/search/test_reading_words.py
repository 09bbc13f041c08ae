"""How texts become tokens: inflections, negation, side, encounter; and how misspelled words are found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codewell.search.spelling import Speller, american, edit_distances, letter_counts, letter_matrix, split_word
from codewell.search.stems import family, stem
from codewell.search.tokens import Phase, Side, read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fracture", "fractures"),
        ("fractured", "fracture"),
        ("bleeding", "bleeds"),
        ("allergy", "allergies"),
        ("foot", "feet"),
        ("crohns", "crohn"),
        ("swollen", "swelling"),
        ("metastases", "metastatic"),
        ("vaginally", "vaginal"),
    ],
)
def test_inflections_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["diabetes insipidus", "rabies", "pus", "toxic", "x", "t2dm"])
def test_stemming_twice_changes_nothing(word: str) -> None:
    assert [stem(stem(part)) for part in word.split()] == [stem(part) for part in word.split()]


@pytest.mark.parametrize(
    ("one", "other"), [("allergy", "allergic"), ("sacrum", "sacral"), ("diabetes", "diabetic"), ("tibia", "tibial")]
)
def test_nouns_and_their_adjectives_are_kin(one: str, other: str) -> None:
    assert family(stem(one)) == family(stem(other))


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Pain in right knee", Side.RIGHT),
        ("LT shoulder", Side.LEFT),
        ("cataract both eyes", Side.BILATERAL),
        ("right and left hand", Side.BILATERAL),
        ("Pain in unspecified eye", Side.UNSPECIFIED),
        ("fever", Side.NONE),
    ],
)
def test_the_side_is_taken_out_of_the_words(text: str, side: Side) -> None:
    reading = read(text)
    assert reading.side is side
    assert not {"right", "left", "both", "lt"} & set(reading.tokens)


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("sprain, initial encounter", Phase.INITIAL),
        ("sprain, subsequent encounter", Phase.SUBSEQUENT),
        ("late effects of burn", Phase.SEQUELA),
        ("sprain", Phase.NONE),
    ],
)
def test_the_encounter_is_noted(text: str, phase: Phase) -> None:
    assert read(text).phase is phase


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("aneurysm without rupture", {"-ruptur"}),
        ("aneurysm w/o rupture", {"-ruptur"}),
        ("diabetes with or without coma", set()),
        ("fever, not elsewhere classified", set()),
        ("without angina but with rupture", {"-angina"}),
    ],
)
def test_denied_words_are_marked(text: str, denied: set[str]) -> None:
    assert {token for token in read(text).tokens if token.startswith("-")} == denied


def test_what_brackets_hold_can_be_left_out_of_a_descriptor() -> None:
    reading = read("Essential (primary) hypertension")
    assert dict(zip(reading.tokens, reading.optional, strict=True)) == {
        "essential": False,
        "primary": True,
        "hypertension": False,
    }


@pytest.mark.parametrize(
    ("one", "other"), [("type II", "type 2"), ("stage IV", "stage 4"), ("2nd degree", "second degree"), ("X-ray", "xray")]
)
def test_numbers_are_read_alike(one: str, other: str) -> None:
    assert read(one).tokens == read(other).tokens


@pytest.mark.parametrize(
    ("british", "word"),
    [
        ("haemorrhoids", "hemorrhoids"),
        ("oesophagitis", "esophagitis"),
        ("tumour", "tumor"),
        ("fibre", "fiber"),
        ("localised", "localized"),
    ],
)
def test_american_spellings_are_among_the_candidates(british: str, word: str) -> None:
    assert word in list(american(british))


def _distance(one: str, other: str) -> int:
    """Restricted Damerau-Levenshtein distance by its definition, slow and plain."""
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if not i or not j:
                table[i][j] = i + j
                continue
            changed = table[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            table[i][j] = min(changed, table[i - 1][j] + 1, table[i][j - 1] + 1)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


words = st.text(alphabet="abcde", min_size=1, max_size=9)


@given(words, st.lists(words, min_size=1, max_size=6))
def test_distances_of_many_words_are_those_of_each(asked: str, others: list[str]) -> None:
    found = edit_distances(
        letter_matrix([asked])[0][: len(asked)], letter_matrix(others), np.array([len(other) for other in others], np.int16)
    )
    assert found.tolist() == [_distance(asked, other) for other in others]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("diarhea", "diarrhea"), ("pnemonia", "pneumonia"), ("celulitis", "cellulitis"), ("rheumatiod", "rheumatoid")],
)
def test_the_nearest_word_is_found(written: str, meant: str) -> None:
    known = sorted(
        ["diarrhea", "pneumonia", "cellulitis", "rheumatoid", "anemia", "colitis", "rheumatism"], key=lambda w: (len(w), w)
    )
    letters = letter_matrix(known)
    speller = Speller(known, np.ones(len(known), np.uint32), letters, letter_counts(letters))
    assert speller.nearest(written)[0][0] == meant


def test_two_words_written_as_one_are_split() -> None:
    assert split_word("nosebleed", {"nose", "bleed"}.__contains__) == ("nose", "bleed")
    assert split_word("nosebleed", {"nose"}.__contains__) is None
