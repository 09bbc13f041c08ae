"""A day or a published value that a text names must stand among the facts of its page."""

from __future__ import annotations

import pytest

from codewell.codebook.written.backing import backing_faults
from codewell.codebook.written.reading import read_page

FACTS = (
    '{ code = "77385", on = 2025-12-31, fact = "mpfs.pctc", value = "3" }',
    '{ code = "77385", on = 2025-12-31, fact = "mpfs.global_days", value = "010" }',
    '{ code = "77385", on = 2024-08-01, fact = "mue.practitioner", value = "1", detail = "practitioner" }',
    '{ code = "77385", on = 2024-08-01, relation = "column_1_of", other = "77387", detail = "indicator 0" }',
    '{ code = "77385", on = 2025-12-31, fact = "mpfs.supervision", value = "02" }',
)


def told(page_text: str, words: str) -> list[tuple[int, str]]:
    text = page_text.replace("facts = [\n", "facts = [\n" + "".join(f"  {fact},\n" for fact in FACTS))
    page = read_page("tubes.md", text.replace("The length decides.", words))
    return [(fault.line, fault.sentence) for fault in backing_faults(page)]


@pytest.mark.parametrize(
    "words",
    [
        "It ended on 2025-12-31.",
        "It has status I.",
        "It is technical only (PC/TC 3).",
        "PC/TC indicator 3: no modifier.",
        "A pair with indicator 0 stands between them.",
        "Supervision by indicator 02.",
        "It carries 10 global days.",
        "Global days: 10 for each.",
        "MUE of 2024: 1.",
        "Its status is known.",
    ],
)
def test_what_a_fact_states_is_backed(page_text, words):
    assert told(page_text, words) == []


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("It ended on 2024-12-31.", "2024-12-31, which no fact or source states"),
        ("It has status A.", "the status A, which no fact states"),
        ("It is professional only (PC/TC 2).", "the PC/TC indicator 2, which no fact states"),
        ("A pair with indicator 1 stands between them.", "the indicator 1, which no fact states"),
        ("It carries 90 global days.", "90 global days, which no fact states"),
        ("The MUE of 2024 is 4.", "an MUE of 4, which no fact states"),
    ],
)
def test_what_no_fact_states_is_told_with_its_line(page_text, words, named):
    assert told(page_text, words) == [(51, f"The text names {named}.")]
