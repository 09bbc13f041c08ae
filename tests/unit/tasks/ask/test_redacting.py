"""Codes and the field's words stay in a question; identifiers do not."""

from __future__ import annotations

import pytest

from codewell.tasks.ask.redacting import question_redacted


@pytest.mark.parametrize(
    "question",
    [
        "practitioner MUE A4361",
        "DME MUE of E1297",
        "mue 85025 hosp",
        "mue J0206 hosp",
        "practitioner MUE 55866",
        "fee for 99213-25 in Los Angeles",
        "is 77301-26-59 allowed",
        "since when does T78.110S exist",
        "Can 77385 and 77387 be billed together?",
        "fee for 99213 in Los Angeles 2025",
    ],
)
def test_a_question_about_codes_stays_as_it_is(question: str) -> None:
    assert question_redacted(question) == (question, False)


@pytest.mark.parametrize(
    ("question", "gone", "stays"),
    [
        pytest.param("Jane Quill MRN 12345678: what is E11.22", ("Quill", "12345678"), "E11.22", id="name-and-number"),
        pytest.param("jane quill 99213 dob 3/4/1950", ("quill", "1950"), "99213", id="small-letters"),
        pytest.param("call me at 614-555-1234 about 77385", ("614-555-1234",), "77385", id="telephone"),
        pytest.param("Is Odalys Quillfeather covered for 77301?", ("Quillfeather",), "77301", id="name"),
    ],
)
def test_identifiers_go_and_the_code_stays(question: str, gone: tuple[str, ...], stays: str) -> None:
    text, redacted = question_redacted(question)
    assert redacted
    assert [one for one in gone if one in text] == []
    assert stays in text
