"""Where a note's lines begin, and where they would have."""

from __future__ import annotations

import pytest

from codewell.clinical.cues import section_kinds
from codewell.clinical.lines import is_soap, lines
from codewell.clinical.sections import sentences


def _pieces(text: str) -> list[str]:
    return [text[first:last].strip() for first, last in lines(text, section_kinds(), soap=is_soap(text))]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("S: cough. O: clear. A: 1) Gout P: rest", ["S: cough.", "O: clear.", "A:", "1) Gout", "P: rest"]),
        ("Exam: normal. ASSESSMENT: 1. Gout. 2. Anemia.", ["Exam: normal.", "ASSESSMENT:", "1. Gout.", "2. Anemia."]),
        ("He has hepatitis A: positive test", ["He has hepatitis A: positive test"]),
        ("Take 2. Then rest.", ["Take 2. Then rest."]),
        ("one\ntwo", ["one", "two"]),
    ],
)
def test_lines(text: str, pieces: list[str]) -> None:
    assert _pieces(text) == pieces


def test_lines_cover_the_text_as_received() -> None:
    text = "S: a.\r\nO: b. A: 1) c 2) d P: e\r\n"
    assert "".join(text[first:last] for first, last in lines(text, section_kinds(), soap=True)) == text


def test_a_remark_belongs_to_the_heading() -> None:
    found = {sentence.section for sentence in sentences("PATIENT INSTRUCTIONS (printed)\nWatch for signs of stroke.")}
    assert found == {"instructions"}
