"""Sentences of notes, with the facts that they state, and those that deny, wish, remember or speak of others."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from codewell.kernel.text import ClinicalText
from codewell.radonc.facts import NoteFact
from codewell.tasks.radonc.note_facts import note_facts

_HERE = Path(__file__).parent


def _cases(name: str) -> list[object]:
    cases: list[object] = []
    for line in (_HERE / name).read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        marks = [pytest.mark.xfail(strict=True, reason="known failure")] if line.startswith("! ") else []
        sentence, _, answer = line.removeprefix("! ").partition(" => ")
        cases.append(pytest.param(sentence.replace(" / ", "\n"), answer.split(), id=sentence[:60], marks=marks))
    return cases


@pytest.mark.parametrize(("note", "answer"), _cases("note_facts.txt"))
def test_a_sentence_states(note: str, answer: list[str]) -> None:
    facts = [fact for fact in note_facts(ClinicalText(note)) if fact.kind is not NoteFact.SITE]
    day = next((date.fromisoformat(word[1:]) for word in answer if word.startswith("@")), None)
    assert sorted({fact.kind.value for fact in facts}) == sorted(w for w in answer if w != "-" and not w.startswith("@"))
    if day is not None:
        assert {fact.day for fact in facts} == {day}


@pytest.mark.parametrize(("note", "answer"), _cases("note_sites.txt"))
def test_a_sentence_names_the_treated_site(note: str, answer: list[str]) -> None:
    sites = [fact.site for fact in note_facts(ClinicalText(note)) if fact.kind is NoteFact.SITE]
    expected = [] if answer == ["-"] else [answer[0]]
    assert sorted({reading.site.value for reading in sites if reading}) == expected
    if len(answer) > 1:
        assert {reading.side.value for reading in sites if reading} == {answer[1]}
