"""Words, headings, sentences and measured numbers, each at its place in the text as received."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codewell.clinical.measures import measures
from codewell.clinical.sections import Role, sentences
from codewell.clinical.words import WordForms, numbered, singular, title_words

FORMS = WordForms({"renal": "kidney", "fractured": "fracture", "haemorrhage": "hemorrhage", "diabetes": "diabetes"})


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("kidneys", "kidney"),
        ("biopsies", "biopsy"),
        ("sinus", "sinus"),
        ("sepsis", "sepsis"),
        ("abscess", "abscess"),
        ("as", "as"),
    ],
)
def test_medical_singulars_keep_their_s(plural: str, one: str) -> None:
    assert singular(plural) == one


@pytest.mark.parametrize(
    ("word", "number", "joined"),
    [("type", "2", "type2"), ("type", "ii", "type2"), ("stage", "3b", "stage3b"), ("stage", "left", None), ("knee", "2", None)],
)
def test_number_joins_what_it_numbers(word: str, number: str, joined: str | None) -> None:
    assert numbered(word, number) == joined


def test_title_words_are_standard_and_leave_joining_words_out() -> None:
    assert title_words("Renal disease, stage II", FORMS, {"of"}) == ("kidney", "disease", "stage2")


def _read(text: str) -> list[tuple[str, str, str]]:
    return [(s.section, s.role.value, " ".join(s.tokens)) for s in sentences(text)]


def test_headings_open_sections_wherever_they_stand() -> None:
    text = "CC: cough\n\nPMH: asthma. FAMILY HISTORY: gout in father.\nASSESSMENT AND PLAN\n1. Pneumonia.\n- azithromycin\n"
    assert [(section, words) for section, _, words in _read(text)] == [
        ("complaint", "cough"),
        ("past_history", "asthma"),
        ("family_history", "gout in father"),
        ("assessment", "Pneumonia"),
        ("assessment", "azithromycin"),
    ]


def test_numbered_problem_is_a_title_and_its_reasoning_is_not() -> None:
    read = _read("ASSESSMENT AND PLAN\n1. Hypertension.\n- Medical Reasoning: Her pressure is high.\n")
    assert next(role for _, role, _ in read) == Role.TITLE.value
    assert [s.label for s in sentences("ASSESSMENT AND PLAN\n1. Gout.\n- Medical Treatment: Allopurinol.\n")] == ["", "treatment"]


def test_diagnoses_are_titles_on_every_line() -> None:
    roles = [
        role for section, role, _ in _read("DISCHARGE DIAGNOSES:\nPneumonia.\nAcute kidney injury.\n") if section == "diagnoses"
    ]
    assert roles == [Role.TITLE.value] * 2


def test_wrapped_line_goes_on() -> None:
    text = "The patient is a woman who came to the clinic because of her\nchest pain. No fever.\n"
    assert next(words for _, _, words in _read(text)).endswith("her chest pain")


def test_abbreviated_title_and_decimal_do_not_end_a_sentence() -> None:
    assert len(_read("Seen by Dr. Lee with a potassium of 3.2 today.")) == 1


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_every_token_stands_where_it_is_said_to(text: str) -> None:
    for sentence in sentences(text):
        assert sentence.tokens
        for token, start in zip(sentence.tokens, sentence.starts, strict=True):
            assert text[start : start + len(token)] == token
        assert list(sentence.starts) == sorted(set(sentence.starts))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("BMI 36.4", "Z6836"),
        ("BMI of 41", "Z6841"),
        ("body mass index is 19.2", "Z681"),
        ("BMI: 72.0", "Z6845"),
        ("at 38 weeks gestation", "Z3A38"),
        ("20 weeks pregnant", "Z3A20"),
        ("She is 32+4 weeks of gestation", "Z3A32"),
    ],
)
def test_measured_numbers_have_their_code(text: str, code: str) -> None:
    (measure,) = measures(text)
    assert measure.code == code
    assert text[measure.span.start : measure.span.end] in text


@pytest.mark.parametrize(
    "text", ["BMI not measured", "two weeks of cough", "3 weeks pregnant", "BMI 5", "pregnancy test negative"]
)
def test_other_numbers_have_none(text: str) -> None:
    assert list(measures(text)) == []
