"""What is understood of a question beyond the cases of the rule book: places, limits, odd input."""

from __future__ import annotations

import subprocess
import sys

import pytest

from codewell.assistant.question import Intent
from codewell.assistant.understanding.understanding import understand


def test_codes_stand_where_the_question_has_them():
    text = "Can 77385 and J-1100 be billed together?"
    (found,) = understand(text)
    assert [text[code.start : code.end] for code in found.entities.codes] == ["77385", "J-1100"]


def test_typographic_quotes_and_dashes_keep_every_character_in_its_place():
    text = "What’s E11.22 – billable?"
    (found,) = understand(text)
    (code,) = found.entities.codes
    assert text[code.start : code.end] == "E11.22"


@pytest.mark.parametrize("text", ["", "   ", "???", "\n\n", "🙂", "<b></b>", "'; --", "\x00"])
def test_nothing_that_can_be_understood_is_unclear(text):
    (found,) = understand(text)
    assert found.intent is Intent.UNCLEAR
    assert found.entities.codes == ()


@pytest.mark.parametrize("piece", ["99213 ", "what is ", "a", "\n", "E11.22-", "2026-01-01 ", "and what ", "modifier 25 ", "🙂"])
def test_a_megabyte_is_read_in_part(piece):
    found = understand(piece * (1_000_000 // len(piece)))
    assert 1 <= len(found) <= 8


def test_the_module_needs_nothing_heavy():
    script = (
        "import sys; from codewell.assistant.understanding.understanding import understand; understand('mue j1100');"
        "print(*(name for name in ('numpy', 'sqlite3', 'httpx', 'pydantic') if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
