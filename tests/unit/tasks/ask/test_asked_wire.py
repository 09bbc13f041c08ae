"""Answers as JSON, and what a conversation carries on."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from asking_made import ONE, TWO, UNDERSTOOD
from codewell.kernel.errors import InputError
from codewell.tasks.ask.asked_wire import asked_to_wire, line_of
from codewell.tasks.ask.understood_text import understood_from_text, understood_to_text


def test_an_answer_says_its_text_and_whether_it_was_declined():
    wire = json.loads(json.dumps(asked_to_wire(TWO)))
    assert [one["declined"] for one in wire["answers"]] == [True, False]
    assert wire["redacted"] is True
    answered = wire["answers"][1]
    assert answered["text"].startswith("The practitioner MUE of 77385 is 1 on June 2, 2025. It is")
    assert answered["intent"] == "mue"
    assert answered["outcome"] == "answered"
    assert answered["on"] == "2025-06-02"
    assert answered["citations"][0]["link"] == "/code/cpt/77385?on=2025-06-02#mue"


def test_a_line_has_these_fields_and_no_others():
    assert set(line_of(ONE)) == {"answer", "facts", "citations", "declined"}
    assert line_of(ONE)["declined"] is False


def test_of_two_answers_each_fact_still_names_its_own_citation():
    line = json.loads(json.dumps(line_of(TWO)))
    assert line["declined"] is True
    titles = {one["id"]: one["title"] for one in line["citations"]}
    assert len(titles) == 3
    named = {fact["name"]: titles[fact["citation"]] for fact in line["facts"]}
    assert named == {"mue_value": "ncci-mue-practitioner 2025-Q2", "mai": "NCCI Policy Manual 2025"}


def test_what_was_understood_is_read_again_without_the_questions_words():
    assert understood_from_text(understood_to_text(UNDERSTOOD)) == replace(UNDERSTOOD, text="")
    assert "MUE of" not in understood_to_text(UNDERSTOOD)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "x", '{"text":"","intent":"no-such"}', "[" * 5000])
def test_what_is_none_of_ours_is_refused(text):
    with pytest.raises(InputError) as refused:
        understood_from_text(text)
    assert refused.value.slug == "input.malformed-conversation"
