"""Marked sentences: what the note says of each mention, compared with the answer marked in place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from codewell.clinical.assertion import assertion_of, cue_reaches
from codewell.clinical.sections import sentences

_MARK = re.compile(r"\[([^\]]+)\]\{(\w+)\}")
_SECTION = re.compile(r"\{(\w+)\}")


def _lines() -> list[str]:
    lines = (Path(__file__).parent / "assertions.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _read(line: str) -> tuple[str, str, list[tuple[int, int, str]]]:
    """Return section, plain sentence and the marked spans with their answers."""
    section = ""
    if heading := _SECTION.match(line):
        section, line = heading.group(1), line[heading.end() :]
    plain, marks, done = "", [], 0
    for match in _MARK.finditer(line):
        plain += line[done : match.start()]
        marks.append((len(plain), len(plain) + len(match.group(1)), match.group(2)))
        plain += match.group(1)
        done = match.end()
    return section, plain + line[done:], marks


def _answers(section: str, text: str, marks: list[tuple[int, int, str]]) -> list[str]:
    answers = []
    read = [(sentence, cue_reaches([token.lower() for token in sentence.tokens])) for sentence in sentences(text)]
    for start, end, _ in marks:
        for sentence, reaches in read:
            places = [i for i, at in enumerate(sentence.starts) if start <= at < end]
            if places:
                answers.append(assertion_of(places, section or sentence.section, reaches).value)
                break
        else:
            answers.append("not read")
    return answers


def _cases() -> list[object]:
    cases: list[object] = []
    for line in _lines():
        failing = line.startswith("! ")
        marks = [pytest.mark.xfail(strict=True, reason="known failure")] if failing else []
        cases.append(pytest.param(line.removeprefix("! "), id=line[:60], marks=marks))
    return cases


@pytest.mark.parametrize("line", _cases())
def test_marked_sentence(line: str) -> None:
    section, text, marks = _read(line)
    assert marks, "the sentence has no mark"
    assert _answers(section, text, marks) == [answer for _, _, answer in marks]


def test_enough_sentences_and_few_known_failures() -> None:
    lines = _lines()
    failing = sum(line.startswith("! ") for line in lines)
    assert len(lines) >= 300
    assert failing / len(lines) <= 0.03
